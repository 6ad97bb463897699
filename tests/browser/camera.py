"""Pictures of what the browser tests saw, for whoever wants to look at the screens.

They are kept in ``var/screens``, which git ignores; the next run takes them anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"


@dataclass(frozen=True)
class Camera:
    """Takes pictures of whole pages into a folder."""

    folder: Path = SCREENS

    def take(self, page: Page, name: str) -> None:
        """Keep the page as it stands, from its top to its bottom."""
        page.screenshot(path=self.folder / f"{name}.jpg", type="jpeg", quality=85, full_page=True)

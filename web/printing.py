"""Where the printer's fonts are: beside the screens' assets, unless the settings say otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.settings import Settings

FONTS = Path(__file__).parent / "static" / "dist"


def with_fonts(settings: Settings) -> Settings:
    """The settings, with the fonts that ``make setup`` built."""
    built = FONTS if (FONTS / "print-fonts.css").is_file() else None
    return replace(settings, fonts=settings.fonts or built)

"""One thing that is wrong, or worth knowing, about a diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.i18n import Said

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """What is wrong, where, and whether ``check --fix`` can mend it.

    ``element`` is the id in the diagram; where there is none, ``line`` is set.
    """

    file: str
    severity: Severity
    rule: str
    element: str | None
    line: int | None
    message: Said
    fix: bool = False

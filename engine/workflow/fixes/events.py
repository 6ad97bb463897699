"""Events and times, said so that they are carried out."""

from __future__ import annotations

from typing import Final

from engine.i18n import Said, mark
from engine.rules.expression import BadExpression
from engine.workflow.extensions import BPMN
from engine.workflow.fixes.page import Page
from engine.workflow.timings import TIMES
from engine.workflow.translating import our_time

_ERRORS: Final = ("errorEventDefinition", "cancelEventDefinition")


def let_errors_interrupt(page: Page) -> None:
    """Let an error event break off the subprocess from which the error comes."""
    for each in page.root.iter(f"{BPMN}boundaryEvent"):
        about_error = any(each.find(BPMN + kind) is not None for kind in _ERRORS)
        if about_error and each.get("cancelActivity", "").strip() in {"false", "0"}:
            each.set("cancelActivity", "true")
            page.mended(each, Said(mark("The event now interrupts, as errors do.")))


def write_times_plainly(page: Page) -> None:
    """Write the ISO time where another tool's expression stood around it."""
    for name, read in TIMES.items():
        for each in page.root.iter(BPMN + name):
            written = each.text or ""
            try:
                read(written)
            except BadExpression:
                plain = our_time(written)
                if plain is None:
                    continue
                try:
                    read(plain)
                except BadExpression:
                    continue
                each.text = plain
                said = Said(mark("The time is now written %(time)s."), time=plain)
                page.mended(each, said)

"""Mending a diagram where its meaning is certain: ``motcua check --fix``.

One mend a function. What was changed, what was dropped and what is left to
somebody comes back as findings of its own; mending twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from engine.errors import DiagramRefused
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding
from engine.workflow.fixes import events, imported, naming, references, ways
from engine.workflow.fixes.page import Page
from engine.workflow.reading import can_be_mended

_MENDS: Final[tuple[Callable[[Page], None], ...]] = (
    naming.give_missing_ids,
    naming.tell_double_ids_apart,
    naming.rename_what_cannot_be_read,
    naming.name_messages,
    naming.give_codes,
    references.drop_loose_references,
    imported.translate_expressions,
    imported.take_over_scripts,
    imported.take_over_properties,
    imported.take_over_calls,
    imported.take_over_lists,
    events.let_errors_interrupt,
    events.write_times_plainly,
    ways.throw_before_the_end,
    ways.part_at_a_gateway,
    ways.choose_defaults,
    ways.meet_at_a_gateway,
    ways.begin_where_nothing_leads,
    ways.end_what_leads_nowhere,
    imported.name_what_is_left,
)


@dataclass(frozen=True)
class Mended:
    """A diagram after mending, and what was done to it; the same bytes where nothing was."""

    content: bytes
    notes: tuple[Finding, ...]


def mend(name: str, content: bytes) -> Mended:
    """Mend what is certain in a diagram; one that can't be read stays as it is."""
    try:
        page = Page(content)
    except DiagramRefused:
        return Mended(content, ())
    if page.root.tag != f"{BPMN}definitions" or not can_be_mended(page.root):
        return Mended(content, ())
    for each in _MENDS:
        each(page)
    notes = tuple(replace(note, file=name) for note in page.notes)
    return Mended(page.written() if page.changed else content, notes)

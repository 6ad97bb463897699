"""What must always hold in an office: ``motcua verify``, after a fault and every night.

The numbers are those of the house's list. Each rule reads the rows anew and
trusts no summary; what it finds broken is named by code, so that somebody can
look at it. All rules look at one moment of the office, which goes on working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from engine.i18n import Said, mark
from engine.office import Office
from engine.queries.invariants import (
    acknowledged,
    deadlines,
    engine_state,
    files,
    messages,
    numbers,
    owed,
)
from engine.queries.invariants import trail as audit_trail

SHOWN = 20

Rule = Callable[[Session, Office], Iterator[str]]


@dataclass(frozen=True)
class Broken:
    """A rule that does not hold, and for what (the first twenty)."""

    invariant: str
    said: Said
    things: tuple[str, ...]


def verify(office: Office) -> list[Broken]:
    """Check every invariant; an empty list when all hold."""
    with office.snapshot() as session:
        found = [_checked(session, office, name) for name in RULES]
    return [broken for broken in found if broken is not None]


def _checked(session: Session, office: Office, name: str) -> Broken | None:
    rule, words = RULES[name]
    try:
        things = tuple(islice(rule(session, office), SHOWN))
    except Exception as error:  # noqa: BLE001  (rows that no rule can read are what is looked for)
        why = f"{type(error).__name__}: {error}"[:200]
        return Broken(name, Said("This could not be checked: %(why)s", why=why), ())
    return Broken(name, Said(words), things) if things else None


RULES: Mapping[str, tuple[Rule, str]] = {
    "I1": (acknowledged.ids, mark("Something that was acknowledged is not there.")),
    "I2": (numbers.rule, mark("Case numbers of an agency and day have a gap or a double.")),
    "I3": (engine_state.goes_on, mark("An open case waits for nothing, or a closed one waits.")),
    "I4": (acknowledged.completions, mark("A task was not completed exactly once.")),
    "I5": (owed.effects, mark("Owed work and its effects do not match.")),
    "I6": (audit_trail.rule, mark("The audit chain does not recompute.")),
    "I7": (files.rule, mark("A file is missing, changed, or nobody's.")),
    "I8": (engine_state.matches, mark("The tasks of a case differ from its engine's state.")),
    "I9": (owed.timers, mark("A timer is due for more than five minutes.")),
    "I10": (owed.leases, mark("A job is leased for more than twice its lease.")),
    "I11": (deadlines.rule, mark("A deadline does not recompute from its events.")),
    "I12": (messages.rule, mark("A message waits although a case waits for it.")),
}  # fmt: skip

"""Where a case waits, and to which places somebody may move it from outside its diagram.

The same list is shown and chosen from: what it does not offer, the verb refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.errors import NotFound
from engine.models import Case, CaseState, Officer, ProcedureVersion, Task
from engine.queries import published, scope
from engine.queries.case_parts import issued_result, named
from engine.queries.published import Version
from engine.rules.procedure_parts import Named
from engine.rules.routes import comes_to, next_places
from engine.rules.steering import can_begin, may_pass
from engine.rules.verbs import Does
from engine.workflow import CannotMove, Definition, NoSuchTask, Step

# Before any timer of any case: asking the engine at this moment moves nothing.
_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Way:
    """A place to which what waits may be moved; no element means on, by the arrow drawn."""

    value: str
    element: str
    named: Named


@dataclass(frozen=True)
class Place:
    """Where a case waits: for a person, or for time or a message."""

    key: str
    element: str
    named: Named
    does: str
    back: tuple[Way, ...]
    on: tuple[Way, ...]


@dataclass(frozen=True)
class Steered:
    """A case as its mover sees it, without whose it is."""

    code: str
    places: tuple[Place, ...]


def overseen(session: Session, officer: Officer, code: str) -> Steered:
    """An open case by its code, for somebody who looks after it without seeing its content."""
    row = session.execute(
        select(Case, CaseState.state, ProcedureVersion.content_hash)
        .join(CaseState, CaseState.case_id == Case.id)
        .join(ProcedureVersion, ProcedureVersion.id == Case.version_id)
        .where(
            Case.code == code.strip().upper(),
            Case.closed_at.is_(None),
            scope.visible_cases(officer) | scope.steered_cases(officer),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    version = published.version(session, row.Case.version_id, row.content_hash)
    ready = session.scalars(
        select(Task).where(Task.case_id == row.Case.id, Task.state == "ready").order_by(Task.id)
    ).all()
    issued = issued_result(session, row.Case.id)
    return Steered(row.Case.code, places(version, row.state, ready, is_issued=issued))


def places(
    version: Version, state: bytes, ready: Iterable[Task], *, is_issued: bool
) -> tuple[Place, ...]:
    """Where a case waits and where each may be moved to: people's steps first, then events."""
    definition = version.definition
    stands = workflow.fire_timers(definition, state, now=_LONG_AGO, working_time=_no_timer_starts)
    tasks = {task.engine_task: task for task in ready}
    keys = [(each.task, each.step.id) for each in stands.waiting if each.task in tasks]
    # Several events behind one gateway are one place.
    events: Mapping[str, str] = {each.task: each.element for each in stands.events}
    keys += [(task, element) for task, element in events.items()]
    found = (
        _place(definition, state, key, definition.elements[element], is_issued=is_issued)
        for key, element in keys
    )
    return tuple(place for place in found if place is not None)


def _no_timer_starts(_start: datetime, _amount: object, _unit: str) -> datetime:
    return _LONG_AGO


def _place(
    definition: Definition, state: bytes, key: str, element: Step, *, is_issued: bool
) -> Place | None:
    try:
        back = workflow.ways_back(definition, state, key)
        on = workflow.ways_on(definition, state, key)
    except (CannotMove, NoSuchTask):
        # An event at the edge of a step goes where the step goes.
        return None
    is_step = element.id in definition.steps
    does = element.properties.get("does", "work") if is_step else ""
    return Place(
        key=key,
        element=element.id,
        named=_named(element),
        does=does,
        back=tuple(
            Way(f"{key}>{step.id}", step.id, _named(step))
            for step in back
            if _is_open_to(definition, step, is_issued=is_issued)
        ),
        on=_on(definition, key, element, on) if not is_step or may_pass(Does(does)) else (),
    )


def _is_open_to(definition: Definition, step: Step, *, is_issued: bool) -> bool:
    """A result that is issued is not issued once more: its case goes back behind that at most."""
    issues_again = any(
        comes_to(definition.flows, [step.id], other.id)
        for other in definition.steps.values()
        if other.properties.get("does") == Does.NUMBER
    )
    return _can_begin(definition, step) and not (is_issued and issues_again)


def _can_begin(definition: Definition, element: Step) -> bool:
    """Whether a case can be moved there: a step must not rest on the one before it."""
    if element.id not in definition.steps:
        return True
    return can_begin(Does(element.properties.get("does", "work")))


def _on(definition: Definition, key: str, element: Step, ways: tuple[Step, ...]) -> tuple[Way, ...]:
    """The places right after this one: by the arrow drawn, and past a gateway that is stuck."""
    gateways = {each.id for each in definition.elements.values() if each.kind.endswith("Gateway")}
    after = next_places(definition.flows, element.id, gateways)
    near = [way for way in ways if way.id in after and _can_begin(definition, way)]
    chosen = tuple(Way(f"{key}>{way.id}", way.id, _named(way)) for way in near)
    arrows = [source for source, _ in definition.flows.values() if source == element.id]
    if len(arrows) != 1 or not all(
        _can_begin(definition, definition.elements[place]) for place in after
    ):
        return chosen
    names = [_named(definition.elements[place]) for place in sorted(after)]
    as_drawn = Way(
        f"{key}>",
        "",
        Named(" / ".join(one.name for one in names), " / ".join(one.name_en for one in names)),
    )
    return (as_drawn, *chosen) if len(after) > 1 else (as_drawn,)


def _named(step: Step) -> Named:
    return named(step.name or step.id, step.properties.get("name_en", ""))

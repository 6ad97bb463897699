"""What each place of a running case becomes in another version of its diagram.

Elements are the same when they have the same id in the same part of the diagram
and wait for the same kind of thing. What has no such twin must be chosen among
those that could take its place; and where a step was drawn in right before the
present one, it must be chosen whether this case still does it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.control import StartEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.i18n import Said, mark
from engine.workflow.definition import Definition
from engine.workflow.diagram import GATEWAYS, Diagram
from engine.workflow.net import Scope, Trouble, inside
from engine.workflow.pruning import is_pending
from engine.workflow.running import Running
from engine.workflow.steering import name_of, why
from engine.workflow.token import arrivals, marking, standing

Choices = Mapping[str, str]
NO_CHOICES: Final[Choices] = {}


class Fit(StrEnum):
    """How a place of the old diagram fits into the new one."""

    SAFE = "safe"
    CHOICE = "choice"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Place:
    """An element at which the case stands, and what becomes of it.

    ``to`` is the element in the new diagram: None where there is none, as for the
    timer of a step that is drawn without it now. ``candidates`` are those that may
    be chosen; ``why`` says what there is to know.
    """

    element: str
    to: str | None
    fit: Fit
    candidates: tuple[str, ...] = ()
    why: Said | None = None


@dataclass(frozen=True)
class Plan:
    """What an upgrade would do; ``problems`` are those of all places together."""

    places: tuple[Place, ...]
    problems: tuple[Said, ...]

    @property
    def is_safe(self) -> bool:
        """Whether the case can be upgraded as planned."""
        return not self.problems and all(place.fit is Fit.SAFE for place in self.places)


def planned(old: Definition, new: Definition, case: Running, choices: Choices) -> Plan:
    """Plan what each place of a case becomes; nothing is tried yet."""
    planning = _Planning(old, new, case, choices)
    planning.part(case, new.process_id, new.spec.task_specs)
    return Plan(tuple(planning.places.values()), tuple(planning.problems))


class _Planning:
    """Goes through a case, part by part."""

    def __init__(self, old: Definition, new: Definition, case: Running, choices: Choices) -> None:
        self.places: dict[str, Place] = {}
        self.problems: list[Said] = []
        self._old, self._new, self._case, self._choices = old, new, case, choices

    def part(self, workflow: Any, scope: str, specs: Mapping[str, Any]) -> None:
        """Plan one process or subprocess, which is ``scope`` in the new diagram."""
        for element, task in standing(workflow):
            if element not in self.places:
                self.places[element] = self._place(element, task.task_spec, scope, specs)
        self._edges(workflow, scope)
        self._look_at_the_whole(workflow, scope)
        for task in list(workflow.tasks.values()):
            inner = self._case.get_subprocess(task)
            place = self.places.get(str(task.task_spec.bpmn_id))
            if inner is not None and not inner.completed and place is not None and place.to:
                owner = specs[str(task.task_spec.name).replace(place.element, place.to, 1)]
                below = self._new.subprocess_specs[owner.spec]
                self.part(inner, owner.spec, below.task_specs)

    def _place(self, element: str, spec: Any, scope: str, specs: Mapping[str, Any]) -> Place:
        kind = _kind(spec, spec._wf_spec.task_specs)
        alike = tuple(
            each.id
            for each in self._new.drawn.within(scope)
            if each.id in specs and _kind(specs[each.id], specs) == kind
        )
        chosen = self._choices.get(element, element)
        name = name_of(self._old, element)
        if chosen not in alike:
            others = tuple(each for each in alike if each not in self._old.elements) or alike
            if not others:
                said = mark("Nothing in the new diagram can take the place of “%(step)s”.")
                return Place(element, None, Fit.IMPOSSIBLE, (), Said(said, step=name))
            said = mark("“%(step)s” is not in the new diagram: choose what takes its place.")
            return Place(element, None, Fit.CHOICE, others, Said(said, step=name))
        if element not in self._choices:
            drawn_in = _drawn_in_before(self._old, self._new, element, scope)
            if drawn_in:
                said = mark(
                    "“%(drawn_in)s” was drawn in before “%(step)s” and would not be done for "
                    "this case: choose where it goes on."
                )
                first = name_of(self._new, drawn_in[0])
                among = (element, *(each for each in drawn_in if each in alike))
                return Place(
                    element, element, Fit.CHOICE, among, Said(said, drawn_in=first, step=name)
                )
        return Place(element, chosen, Fit.SAFE, alike)

    def _edges(self, workflow: Any, scope: str) -> None:
        """What becomes of the events that wait at the edge of a step."""
        for task in workflow.tasks.values():
            spec = task.task_spec
            if not (isinstance(spec, BoundaryEvent) and task.state == TaskState.WAITING):
                continue
            element = str(spec.bpmn_id)
            host = self._old.drawn.elements[element].xml.get("attachedToRef", "")
            step = self.places.get(host)
            now = self._new.drawn.elements.get(self._choices.get(element, element))
            at = None if now is None or now.scope != scope else now.xml.get("attachedToRef")
            if now is not None and step is not None and at == step.to:
                self.places[element] = Place(element, now.id, Fit.SAFE)
                continue
            said = mark("“%(event)s” is no longer drawn at this step: it ends.")
            self.places[element] = Place(
                element, None, Fit.SAFE, (), Said(said, event=name_of(self._old, element))
            )

    def _look_at_the_whole(self, workflow: Any, scope: str) -> None:
        """Refuse what is right place by place and wrong together."""
        if any(
            isinstance(task.task_spec, StartEventSplit) and is_pending(task)
            for task in workflow.tasks.values()
        ):
            said = mark("A case that waits at several beginnings can't be taken over.")
            self.problems.append(Said(said))
            return
        net = Scope(self._new.drawn, scope)
        places = [self.places[element].to for element, _ in standing(workflow)]
        arrows: list[str] = []
        for source, join in arrivals(workflow):
            now = net.arrows(self._choices.get(source, source), self._choices.get(join, join))
            if not now:
                said = mark(
                    "A branch has come from “%(step)s” to “%(join)s”, and the new diagram has "
                    "no such arrow."
                )
                self.problems.append(
                    Said(said, step=name_of(self._old, source), join=name_of(self._old, join))
                )
            arrows.extend(now[:1])
        if self.problems or None in places or not places:
            return
        found = net.trouble((*arrows, *(inside(str(place)) for place in places)))
        if found is not None and not self._was_so_before(workflow, found.trouble):
            self.problems.append(why(self._new, found, str(places[0])))

    def _was_so_before(self, workflow: Any, trouble: Trouble) -> bool:
        element = next((each for each, _ in standing(workflow)), None)
        if element is None:
            return False
        net = Scope(self._old.drawn, self._old.elements[element].scope)
        before = net.trouble(marking(workflow, net))
        return before is not None and before.trouble is trouble


def _kind(spec: Any, specs: Mapping[str, Any]) -> str:
    """What an element waits for: those of one kind can take each other's place."""
    if isinstance(spec, LoopTask):
        return f"{type(spec).__name__} of {_kind(specs[spec.task_spec], specs)}"
    if spec.manual:
        return "step"
    if isinstance(spec, SubWorkflowTask):
        return "part"
    if isinstance(spec, CatchingEvent):
        return f"event {type(spec.event_definition).__name__}"
    return type(spec).__name__


def _drawn_in_before(old: Definition, new: Definition, element: str, scope: str) -> list[str]:
    """Steps that are new, and on every way by which a case used to come to ``element``."""
    known = set(old.elements) & set(new.elements)
    steps = set(new.steps) - known
    before, _ = _came_from(old.drawn, element, known)
    still, _ = _came_from(new.drawn, element, known, closed=steps)
    if before <= still:
        return []
    _, passed = _came_from(new.drawn, element, known)
    ahead = Scope(new.drawn, scope).reached(element)
    return [each for each in new.steps if each in steps & passed - ahead]


def _came_from(
    drawn: Diagram, element: str, known: AbstractSet[str], closed: AbstractSet[str] = frozenset()
) -> tuple[set[str], set[str]]:
    """The known work right before an element, and what is passed on the way back to it."""
    work: set[str] = set()
    passed: set[str] = set()
    ahead = [element]
    while ahead:
        key = ahead.pop()
        sources = [flow.source for flow in drawn.entering(key)]
        if (host := drawn.elements[key].xml.get("attachedToRef")) is not None:
            sources.append(host)
        for source in sources:
            if source in passed or source in closed:
                continue
            if source in known and drawn.elements[source].kind not in GATEWAYS:
                work.add(source)
            else:
                passed.add(source)
                ahead.append(source)
    return work, passed

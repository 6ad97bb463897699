"""Taking a running case over to another version of its diagram.

First a plan: what each place where the case stands becomes in the new diagram,
what is safe, what somebody must choose, and what can't be. Nothing is passed over
in silence: a step that was drawn in right before the present one would never be
done for this case, so that is a choice. Then the case is taken over in memory,
written, read again and compared; only what comes out the same is given back. To
undo an upgrade, keep the bytes that came in: with the old definition they are
still the case.
"""

from __future__ import annotations

from datetime import datetime

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.workflow import state as stored
from engine.workflow.clock import WorkingTime
from engine.workflow.definition import Definition
from engine.workflow.planning import NO_CHOICES, Choices, Fit, Plan, planned
from engine.workflow.process import at_rest, engine_at
from engine.workflow.progress import Progress, failing, told
from engine.workflow.transplant import transplant


class CannotUpgrade(Refusal):
    """The case can't be taken over as planned; ``plan`` tells what is in the way."""

    code = "cannot-upgrade"
    status = 409
    default = mark("The case can't be taken over to the new diagram like this.")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        reasons = [place.why for place in plan.places if place.fit is not Fit.SAFE and place.why]
        super().__init__(next(iter([*plan.problems, *reasons]), None))


def plan_upgrade(
    old: Definition,
    new: Definition,
    state: bytes,
    choices: Choices = NO_CHOICES,
    *,
    now: datetime,
    working_time: WorkingTime,
) -> Plan:
    """Say what each place of a case becomes in ``new``; ``choices`` settles what is open.

    A safe plan has been tried: the case was taken over in memory and compared.
    """
    plan, _ = _tried(old, new, state, choices, now, working_time)
    return plan


def upgrade(
    old: Definition,
    new: Definition,
    state: bytes,
    choices: Choices = NO_CHOICES,
    *,
    now: datetime,
    working_time: WorkingTime,
) -> Progress:
    """Take a case over to ``new``; ``CannotUpgrade`` carries the plan that is not safe.

    Timers keep the times they are due; events drawn in at an open step begin to
    wait now. Undo is to keep ``state``: with ``old`` it is still the case.
    """
    plan, moved = _tried(old, new, state, choices, now, working_time)
    if moved is None:
        raise CannotUpgrade(plan)
    return moved


def _tried(
    old: Definition,
    new: Definition,
    state: bytes,
    choices: Choices,
    now: datetime,
    working_time: WorkingTime,
) -> tuple[Plan, Progress | None]:
    case = stored.load(state, old, at_rest(old))
    plan = planned(old, new, case, choices)
    if not plan.is_safe:
        return plan, None
    before = told(old, case, at_rest(old).trace)
    engine = engine_at(new, now, working_time)
    with failing(engine.trace):
        moved = told(
            new, transplant(stored.load(state, old, engine), new, engine, choices), engine.trace
        )
        again = told(new, stored.load(moved.state, new, engine), engine.trace)
    if not (_is_same(before, moved, plan) and _is_same(before, again, plan)):
        said = Said(mark("Tried out, the case did not come out the same in the new diagram."))
        return Plan(plan.places, (said,)), None
    return plan, moved


def _is_same(before: Progress, after: Progress, plan: Plan) -> bool:
    """Tell whether the same steps wait, with the same values, and timers are due as before."""
    to = {place.element: place.to for place in plan.places}
    waited = sorted(str(to.get(each.step.id)) for each in before.waiting)
    waits = sorted(each.step.id for each in after.waiting)
    due = {(to.get(each.element), each.due) for each in before.events if to.get(each.element)}
    is_due = {(each.element, each.due) for each in after.events}
    return waited == waits and due <= is_due and before.data == after.data

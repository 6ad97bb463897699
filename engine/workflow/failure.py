"""When a move breaks off: where, on what, with which values, and why.

Whatever goes wrong while a case moves, the bytes that came in are still the
case. What is told here is enough to mend the diagram or the values and to try
again; the office keeps it as an incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final

from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.workflow.operands import LONGEST, Plain

NOTHING: Final[Mapping[str, Plain]] = MappingProxyType({})


class EngineFailed(Refusal):
    """The engine can't make this move with these values.

    ``element`` is where it happened, ``what`` the expression or script that was
    being evaluated, ``inputs`` the values it asked for, ``why`` what went wrong.
    """

    code = "engine-failed"
    default = mark("The engine can't go on from here.")
    at: ClassVar[str] = mark("At “%(element)s” the engine can't go on: %(why)s")

    def __init__(
        self,
        why: Said | None = None,
        *,
        element: str | None = None,
        name: str = "",
        what: str | None = None,
        inputs: Mapping[str, Plain] = NOTHING,
    ) -> None:
        self.element = element
        self.what = what
        self.inputs = dict(inputs)
        self.why = why or Said(self.default)
        place = name or element
        super().__init__(Said(self.at, element=place, why=self.why) if place else self.why)


class Stalled(EngineFailed):
    """After a move nothing waits and the case is not finished: it could never go on."""

    code = "stalled"
    default = mark("The case would stop here for ever: nothing waits and it is not finished.")


class RunsAway(EngineFailed):
    """A move would go on for ever."""

    code = "runs-away"
    default = mark("The diagram runs on and on without a step for a person.")


def behind(broken: BaseException) -> EngineFailed | None:
    """The failure of ours that SpiffWorkflow has wrapped into an error of its own."""
    each: BaseException | None = broken
    while each is not None and not isinstance(each, EngineFailed):
        each = each.__cause__ or each.__context__
    return each


def why(broken: BaseException) -> Said:
    """What an exception says, in words where it has any."""
    if isinstance(broken, Refusal):
        return broken.said
    if isinstance(broken, SpiffWorkflowException):
        return Said(mark("The engine says: %(why)s"), why=str(broken)[:LONGEST])
    return Said(mark("An error of the kind %(kind)s."), kind=type(broken).__name__)

"""BPMN in, waiting steps out: the only part of the house that knows SpiffWorkflow.

A functional core without a database, a case or a clock of its own. ``define``
makes a diagram ready; ``start``, ``complete``, ``fire_timers`` and ``deliver``
each take the bytes of a case and give back a ``Progress``; ``check`` says what
is wrong with a diagram, and where, and ``mend`` sets right what is certain.
"""

from __future__ import annotations

from engine.workflow.ahead import steps_ahead
from engine.workflow.checking import check
from engine.workflow.choice import Choice, Tried
from engine.workflow.clock import WorkingTime
from engine.workflow.definition import Definition, Step
from engine.workflow.failure import EngineFailed, RunsAway, Stalled
from engine.workflow.finding import Finding
from engine.workflow.fixes import Mended, mend
from engine.workflow.message import Awaited, Sent
from engine.workflow.planning import Fit, Place, Plan
from engine.workflow.process import (
    NobodyWaits,
    NoSuchTask,
    awaited,
    cancel,
    complete,
    deliver,
    fire_timers,
    is_stalled,
    start,
)
from engine.workflow.progress import Progress
from engine.workflow.shelf import define
from engine.workflow.state import StateUnreadable
from engine.workflow.steering import CannotMove, move_on, send_back, ways_back, ways_on
from engine.workflow.upgrading import CannotUpgrade, plan_upgrade, upgrade
from engine.workflow.values import CannotBeKept
from engine.workflow.waiting import Event, Waiting

__all__ = [
    "Awaited",
    "CannotBeKept",
    "CannotMove",
    "CannotUpgrade",
    "Choice",
    "Definition",
    "EngineFailed",
    "Event",
    "Finding",
    "Fit",
    "Mended",
    "NoSuchTask",
    "NobodyWaits",
    "Place",
    "Plan",
    "Progress",
    "RunsAway",
    "Sent",
    "Stalled",
    "StateUnreadable",
    "Step",
    "Tried",
    "Waiting",
    "WorkingTime",
    "awaited",
    "cancel",
    "check",
    "complete",
    "define",
    "deliver",
    "fire_timers",
    "is_stalled",
    "mend",
    "move_on",
    "plan_upgrade",
    "send_back",
    "start",
    "steps_ahead",
    "upgrade",
    "ways_back",
    "ways_on",
]

"""BPMN in, waiting steps out: the only part of the house that knows SpiffWorkflow.

A functional core without a database, a case or a clock of its own. ``define``
makes a diagram ready; ``start``, ``complete``, ``fire_timers`` and ``deliver``
each take the bytes of a case and give back a ``Progress``; ``check`` says what
is wrong with a diagram, and where.
"""

from __future__ import annotations

from engine.workflow.checking import check
from engine.workflow.clock import WorkingTime
from engine.workflow.definition import Definition, Step
from engine.workflow.finding import Finding
from engine.workflow.process import (
    NobodyWaits,
    NoSuchTask,
    Progress,
    Stalled,
    complete,
    deliver,
    fire_timers,
    start,
)
from engine.workflow.shelf import define
from engine.workflow.waiting import Event, Waiting

__all__ = [
    "Definition",
    "Event",
    "Finding",
    "NoSuchTask",
    "NobodyWaits",
    "Progress",
    "Stalled",
    "Step",
    "Waiting",
    "WorkingTime",
    "check",
    "complete",
    "define",
    "deliver",
    "fire_timers",
    "start",
]

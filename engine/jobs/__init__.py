"""The engine's jobs: what is owed by the outbox, and what is due by the clock.

- ``owed``: takes each owed job by a lease, does it, and writes what came of it
- ``effects``: what a job of each kind does
- ``sweeps``: what the clock finds due every half minute, case by case
- ``nightly``: what it does at its hours
"""

from engine.jobs.effects import KINDS, print_document
from engine.jobs.nightly import inspect, learn, owe_briefs, tidy
from engine.jobs.owed import run_due
from engine.jobs.sweeps import (
    deem_consents,
    deliver_messages,
    end_excluded_time,
    find_stalled,
    fire_due_timers,
    tick,
)

__all__ = [
    "KINDS",
    "deem_consents",
    "deliver_messages",
    "end_excluded_time",
    "find_stalled",
    "fire_due_timers",
    "inspect",
    "learn",
    "owe_briefs",
    "print_document",
    "run_due",
    "tick",
    "tidy",
]

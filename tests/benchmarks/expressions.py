"""An expression of a diagram: read once and asked by us, against Python's ``eval`` each time.

``ratio`` is to a bare ``eval`` of the same text on a copy of the data, ``to_spiff``
to SpiffWorkflow's own environment, which is what a diagram would be run with.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from statistics import geometric_mean
from typing import Any, Final

from SpiffWorkflow.bpmn.script_engine import TaskDataEnvironment

from engine.workflow.clock import Clock
from engine.workflow.scripting import Expressions
from tests.workflow.moving import MONDAY

DATA: Final[dict[str, Any]] = {
    "appraisal": "qualified",
    "choice": "rework",
    "fee": 100_000,
    "rounds": 2,
    "by_proxy": False,
    "due": MONDAY + timedelta(days=3),
    "received": MONDAY,
    "papers": [{"kind": "declaration", "copies": n, "met": n > 3} for n in range(10)],
}
TEXTS: Final = (
    "appraisal == 'qualified'",
    "choice in ['economy', 'rework', 'both']",
    "appraisal == 'qualified' and fee > 0 and not by_proxy",
    "rounds < 3 or (fee >= 1_000_000 and choice != 'tax')",
    "fee * 3 + 20_000 <= 400_000",
    "'fast' if fee > 50_000 else 'slow'",
    "received < due",
    "len(papers) > 3",
    "papers[0]['kind'] == 'declaration'",
    "any(paper['met'] for paper in papers)",
    "sum([paper['copies'] for paper in papers])",
)
_LEAST_SECONDS: Final = 0.005
_ROUNDS: Final = 25


def _no_working_time(start: datetime, _amount: Decimal, _unit: str) -> datetime:
    return start


def lines() -> Iterator[dict[str, Any]]:
    """Measure each expression, then say how all of them stand together."""
    ours = Expressions(Clock(MONDAY, _no_working_time))
    theirs = TaskDataEnvironment()
    ratios = []
    for text in TEXTS:
        python, spiff, motcua = _seconds(
            partial(_eval, text), partial(theirs.evaluate, text, DATA),
            partial(ours.evaluate, text, DATA),
        )  # fmt: skip
        ratios.append(motcua / python)
        yield {
            "what": "expression",
            "text": text,
            "microseconds": round(motcua * 1e6, 2),
            "ratio": round(motcua / python, 2),
            "to_spiff": round(motcua / spiff, 2),
        }
    yield {
        "what": "expressions, to Python's eval",
        "ratio": round(geometric_mean(ratios), 2),
        "worst": round(max(ratios), 2),
    }


def _eval(text: str) -> Any:
    return eval(text, dict(DATA))


def _seconds(*acts: Callable[[], Any]) -> list[float]:
    """The time of each act: the best of several rounds, taken in turns on a noisy machine."""
    counts = [_count(act) for act in acts]
    rounds = [
        [timeit.timeit(act, number=count) / count for act, count in zip(acts, counts, strict=True)]
        for _ in range(_ROUNDS)
    ]
    return [min(times) for times in zip(*rounds, strict=True)]


def _count(act: Callable[[], Any]) -> int:
    count = 16
    while timeit.timeit(act, number=count) < _LEAST_SECONDS:
        count *= 2
    return count

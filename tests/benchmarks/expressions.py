"""An expression of a diagram: read once and asked by us, against Python's ``eval`` each time.

``ratio`` is to a bare ``eval`` of the same text on a copy of the data, ``to_spiff``
to SpiffWorkflow's own environment, which is what a diagram would be run with.
"""

from __future__ import annotations

import timeit
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
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
_LEAST_SECONDS: Final = 0.02
_ROUNDS: Final = 7


def _no_working_time(start: datetime, _amount: Decimal, _unit: str) -> datetime:
    return start


def lines() -> Iterator[dict[str, Any]]:
    """Measure each expression, then say how all of them stand together."""
    ours = Expressions(Clock(MONDAY, _no_working_time))
    theirs = TaskDataEnvironment()
    ratios = []
    for text in TEXTS:
        python = _seconds(lambda text=text: eval(text, dict(DATA)))  # type: ignore[misc]
        spiff = _seconds(lambda text=text: theirs.evaluate(text, DATA))  # type: ignore[misc]
        motcua = _seconds(lambda text=text: ours.evaluate(text, DATA))  # type: ignore[misc]
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


def _seconds(act: Callable[[], Any]) -> float:
    """The time of one act: the best of several rounds, because the machine is noisy."""
    count, spent = 1, 0.0
    while spent < _LEAST_SECONDS:
        count *= 4
        spent = timeit.timeit(act, number=count)
    return min(timeit.repeat(act, number=count, repeat=_ROUNDS)) / count

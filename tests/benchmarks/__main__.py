"""``make bench``: what each part costs, as JSON lines with ratios within one run.

``ARGS="--part crowd --cases 1000000"`` picks a part, and how many cases lie around it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks import (
    checking,
    crowd,
    deadlines,
    expressions,
    forecast,
    moves,
    settling,
    transitions,
)

Part = Callable[[argparse.Namespace], Iterator[dict[str, Any]]]

# Each gives its lines as it measures them; the machine is noisy, so ratios count.
PARTS: dict[str, Part] = {
    "checking": lambda _: checking.lines(),
    "deadlines": lambda _: deadlines.lines(),
    "expressions": lambda _: expressions.lines(),
    "forecast": lambda _: forecast.lines(),
    "moves": lambda _: moves.lines(),
    "transitions": lambda _: transitions.lines(),
    "crowd": lambda asked: crowd.lines(asked.cases),
    "settling": lambda asked: settling.lines(asked.deadlines),
}


def main() -> None:
    """Measure everything that is asked for and print a line each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--part", choices=PARTS, action="append")
    arguments.add_argument(
        "--cases", type=int, default=crowd.CASES,
        help="open cases of the crowd: 1000000 take some 5 GB and half an hour on each database",
    )  # fmt: skip
    arguments.add_argument(
        "--deadlines", type=int, default=settling.CASES, help="open deadlines that are settled"
    )
    asked = arguments.parse_args()
    for name in asked.part or PARTS:
        for line in PARTS[name](asked):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

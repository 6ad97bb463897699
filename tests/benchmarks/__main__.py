"""``make bench``: what each part costs, as JSON lines with ratios within one run."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks import checking, deadlines, expressions, forecast, moves, transitions

# Each gives its lines as it measures them; the machine is noisy, so ratios count.
PARTS: tuple[Callable[[], Iterator[dict[str, Any]]], ...] = (
    checking.lines,
    deadlines.lines,
    expressions.lines,
    forecast.lines,
    moves.lines,
    transitions.lines,
)


def main() -> None:
    """Measure everything and print a line each."""
    for part in PARTS:
        for line in part():
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

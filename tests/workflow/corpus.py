"""States as each version of the codec wrote them, kept for ever.

A case may lie for years in the state it was last saved in. So when the codec
gets a new version, ``python -m tests.workflow.corpus`` writes what it makes of
these diagrams into a file of its own, and that file is never written again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpmn
from engine.workflow import define
from engine.workflow.state import VERSION
from engine.workflow.values import encode
from tests.workflow import drawing, elements
from tests.workflow.moving import Moving
from tests.workflow.twins import ANSWERS

FOLDER = Path(__file__).parent / "states"
DIAGRAMS = (
    drawing.supplement_loop(),
    drawing.parallel_loop(),
    drawing.inclusive_loop(),
    drawing.reminded_loop(),
    drawing.consultation(),
    drawing.answer_or_silence(),
    elements.call_activity(),
    elements.sequential_consultation(),
    elements.timed_consultation(),
    elements.repeated_step(),
    elements.escalation(),
    elements.condition(),
    elements.wrapped_twice(),
    bpmn.procedure_files("household_business")["process.bpmn"],
)


def stands(case: Moving) -> dict[str, Any]:
    """Where a case stands, as JSON holds it."""
    return {
        "waiting": [each.step.id for each in case.stands.waiting],
        "events": sorted(
            [each.element, each.due and each.due.isoformat()] for each in case.stands.events
        ),
        "finished": case.stands.finished,
        "data": encode(dict(case.stands.data)),
    }


def _lines() -> Iterator[dict[str, Any]]:
    for number, content in enumerate(DIAGRAMS):
        chance = random.Random(number)
        case = Moving.begin(define(content), choice="both", agencies=["a", "b"], fee=None)
        cases = [_kept(case)]
        while len(cases) < 6 and not case.stands.finished:
            if case.stands.waiting:
                nth = chance.randrange(len(case.stands.waiting))
                case.complete_nth(nth, {key: chance.choice(of) for key, of in ANSWERS.items()})
            else:
                case.wait(days=2)
            cases.append(_kept(case))
        yield {"diagram": content.decode(), "cases": cases}


def _kept(case: Moving) -> dict[str, Any]:
    return {"state": case.stands.state.decode(), "now": case.now.isoformat(), **stands(case)}


def main() -> None:
    """Write the states of the present version."""
    file = FOLDER / f"{VERSION.decode().rstrip(':')}.jsonl"
    lines = [json.dumps(each, ensure_ascii=False) for each in _lines()]
    with file.open("x", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""How long ``motcua check`` takes for a diagram, against reading it with the raw engine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from lxml import etree
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser

import bpmn
from engine.workflow import check
from tests.workflow.drawing import arrow, chain, diagram, node

ROUNDS = 10


def lines() -> Iterator[dict[str, Any]]:
    """A line for each diagram: milliseconds, and how many times as long as raw parsing."""
    shipped = bpmn.procedure_files("household_business")
    fifty = fifty_elements()
    cases: dict[str, tuple[bytes, dict[str, bytes] | None]] = {
        "50 elements": (fifty, None),
        "a shipped procedure with its folder": (shipped["process.bpmn"], dict(shipped)),
    }
    for name, (content, folder) in cases.items():
        raw = _fastest(partial(_parse, content))
        whole = _fastest(partial(check, "a.bpmn", content, folder=folder))
        yield {
            "what": f"check, {name}",
            "ms": round(whole * 1000, 1),
            "raw_parse_ms": round(raw * 1000, 1),
            "to_raw_parse": round(whole / raw, 2),
        }


def fifty_elements() -> bytes:
    """Eight choices in a row, each with two steps, in a loop, beside a reminder."""
    parts = [
        node("startEvent", "began"),
        node("exclusiveGateway", "again"),
        chain("began", "again"),
    ]
    before = "again"
    for n in range(11):
        one, other, ask, met = f"one{n}", f"other{n}", f"ask{n}", f"met{n}"
        parts += [
            node("exclusiveGateway", ask, default=f"default{n}"),
            node("userTask", one),
            node("userTask", other),
            node("exclusiveGateway", met),
            chain(before, ask),
            arrow(ask, one, f"answer{n} == 'yes'"),
            arrow(ask, other, key=f"default{n}"),
            chain(one, met),
            chain(other, met),
        ]
        before = met
    parts += [
        node("userTask", "approve"),
        node("exclusiveGateway", "approved", default="is_approved"),
        node("endEvent", "ended"),
        chain(before, "approve", "approved"),
        arrow("approved", "ended", key="is_approved"),
        arrow("approved", "again", "approval == 'rework'"),
    ]
    return diagram(*parts)


def _parse(content: bytes) -> None:
    parser = SpiffBpmnParser()
    parser.add_bpmn_xml(etree.fromstring(content))
    parser.get_spec(parser.get_process_ids()[0])


def _fastest(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return min(taken)

"""Diagrams broken by chance: in their bytes, in their words and in their tree.

Whatever comes out gets an answer in words within its time; mending it once leaves
nothing to mend; and what is accepted starts, or says in words why it doesn't.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

import bpmn
from engine.workflow import check
from engine.workflow.fixes import mend
from engine.workflow.guarded import Job, answer_all
from engine.workflow.trial import play
from tests.workflow import drawing
from tests.workflow.moving import MONDAY, working_time
from tests.workflow.notation import every_element

_AT_ONCE = 100
_QUOTED = re.compile(rb'"([^"<>]{0,80})"')
_ODD = (
    b"", b"0", b"-1", b"true", b"Start", b"''", b"a b", b"${x}", b"= y", b"PT1H", b"P9999Y",
    b"&amp;", b"\xe1\xba\xa1", b"x" * 300, b"__class__", b"work", b"None", b"1e999",
)  # fmt: skip
_TAGS = (
    "userTask", "parallelGateway", "exclusiveGateway", "inclusiveGateway", "subProcess",
    "boundaryEvent", "endEvent", "startEvent", "scriptTask", "receiveTask", "transaction",
    "eventBasedGateway", "callActivity", "intermediateCatchEvent",
)  # fmt: skip


@dataclass
class Outcome:
    """What became of the files; ``broken`` names those that were not answered in words."""

    files: int = 0
    accepted: int = 0
    refused: int = 0
    crashed: int = 0
    too_slow: int = 0
    mended_in_vain: int = 0
    slowest_ms: int = 0
    broken: list[str] = field(default_factory=list)


def seeds() -> list[bytes]:
    """Good and bad diagrams to begin with."""
    shipped = [bpmn.procedure_files(name)["process.bpmn"] for name in bpmn.procedure_names()]
    drawn = [
        drawing.one_step(), drawing.supplement_loop(), drawing.late_reminder(),
        drawing.parallel_loop(), drawing.inclusive_loop(), drawing.reminded_loop(),
        drawing.wrapped_loop(), drawing.consultation(), drawing.answer_or_silence(),
    ]  # fmt: skip
    shown = [each.content for each in every_element()]
    # What is shipped is the largest and the likeliest to be changed by hand.
    return shipped * 40 + drawn * 8 + shown


def check_mutated(count: int, seed: int) -> Outcome:
    """Check, mend and start so many diagrams that were broken by chance."""
    outcome = Outcome()
    chance = random.Random(seed)
    beginnings = seeds()
    while outcome.files < count:
        batch = [
            mutated(chance.choice(beginnings), chance)
            for _ in range(min(_AT_ONCE, count - outcome.files))
        ]
        _answers(batch, outcome, seed)
    return outcome


def _answers(batch: Sequence[bytes], outcome: Outcome, seed: int) -> None:
    jobs = [Job(f"{seed}-{outcome.files + n}.bpmn", each) for n, each in enumerate(batch)]
    began = time.perf_counter()
    for job, answer in zip(jobs, answer_all(jobs, seconds=5), strict=True):
        took = round((time.perf_counter() - began) * 1000)
        outcome.files += 1
        outcome.slowest_ms = max(outcome.slowest_ms, took)
        rules = {each.rule for each in answer.findings}
        errors = any(each.severity == "error" for each in answer.findings)
        outcome.accepted += not errors
        outcome.refused += errors
        outcome.too_slow += "too-costly" in rules
        outcome.crashed += "check-failed" in rules
        if rules & {"too-costly", "check-failed"} or not _works(job, outcome):
            outcome.broken.append(job.name)
        began = time.perf_counter()


def _works(job: Job, outcome: Outcome) -> bool:
    """Whether a file can be mended for good, and started or refused in words."""
    try:
        once = mend(job.name, job.content).content
        left = any(each.fix for each in check(job.name, once))
        if left or mend(job.name, once).content != once:
            outcome.mended_in_vain += 1
            return False
        play(job.content, [], now=MONDAY, working_time=working_time)
    except Exception:  # noqa: BLE001  # whatever breaks here is what is looked for
        outcome.crashed += 1
        return False
    return True


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to five changes of one kind or another."""
    for _ in range(chance.randint(1, 5)):
        content = chance.choice((_in_bytes, _in_words, _in_the_tree, _in_the_tree))(content, chance)
    return content


def _in_bytes(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    length = chance.choice((1, 1, 1, 8, 64))
    match chance.randrange(4):
        case 0:
            return content[:at] + content[at + length :]
        case 1:
            return content[:at] + chance.randbytes(length) + content[at:]
        case 2:
            return content[:at] + content[at : at + length] * 2 + content[at + length :]
        case _:
            return content[:at]


def _in_words(content: bytes, chance: random.Random) -> bytes:
    words = list(_QUOTED.finditer(content))
    if not words:
        return content
    one, other = chance.choice(words), chance.choice(words)
    new = chance.choice((other[1], chance.choice(_ODD)))
    return content[: one.start(1)] + new + content[one.end(1) :]


def _in_the_tree(content: bytes, chance: random.Random) -> bytes:
    try:
        root = etree.fromstring(content)
    except (etree.XMLSyntaxError, ValueError):
        return content
    nodes = [each for each in root.iter(etree.Element) if each.getparent() is not None]
    if not nodes:
        return content
    _change(chance.choice(nodes), nodes, chance)
    return etree.tostring(root)


def _change(each: etree._Element, nodes: list[etree._Element], chance: random.Random) -> None:
    parent, other = each.getparent(), chance.choice(nodes)
    if parent is None:
        return
    match chance.randrange(6):
        case 0:
            parent.remove(each)
        case 1:
            parent.insert(chance.randrange(len(parent) + 1), _copied(each))
        case 2 if each not in (other, *other.iterancestors()):
            other.append(each)
        case 3:
            each.tag = f"{{{etree.QName(each).namespace}}}{chance.choice(_TAGS)}"
        case 4 if each.attrib:
            del each.attrib[chance.choice(list(each.attrib))]
        case _:
            each.text = chance.choice(_ODD).decode()


def _copied(each: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(each, with_tail=False))

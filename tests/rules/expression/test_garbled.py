"""Texts that nobody meant: whatever they are, the answer is a value or a refusal."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from engine.rules.decision import feel, python_style
from engine.rules.expression import NoAnswer, compile_expression, compile_script
from engine.rules.expression.refusals import BadExpression, Overspent, Senseless
from engine.rules.expression.seen import Seen
from tests.rules.expression.test_attacks import AT, KINDS, case

CASE = case()
SIGNS = "()[]{}.,:<>=!?\"'-+*/% @\n#\\ax1_é\u200b\U0001d41a"
GOOD = (
    "appraisal == 'qualified' and fee > 0", "[p.kind for p in papers if p.met]",
    "if fee >= 100 then \"large\" else \"small\"", "not(\"a\", \"b\"), [1..10)",
    "some p in papers satisfies p.copies > 1", "a = 1\nfor x in items:\n  d['k'] += [x]",
    "working_days_after(today(), 3) > date('2026-11-23')", "in ['a', 'b']", "4 < ? <= 6",
    "{a: 1, b: a + 1}.b", "papers[kind = \"a\"][1]", "x between 1 and 3 or ? in (1, < 5)",
)  # fmt: skip


def asked(read: Callable[[str], Any], text: str) -> None:
    seen = Seen(CASE, AT)
    seen["?"] = 7
    read(text).ask(seen)


READERS: dict[str, Callable[[str], Any]] = {
    "expressions": lambda text: compile_expression(text).value(CASE, AT),
    "scripts": lambda text: compile_script(text).run(CASE, AT),
    "FEEL": lambda text: asked(lambda text: feel.compile_formula(text)[0], text),
    "cells in FEEL": lambda text: asked(lambda text: feel.compile_cell(text)[0], text),
    "cells in Python": lambda text: asked(python_style.compile_cell, text),
}


def garbled(chance: Random) -> str:
    hostile = chance.choice([kind["reading"] for kind in KINDS.values() if "reading" in kind])
    signs = list(chance.choice(chance.choice([GOOD, hostile])))
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(signs) + 1)
        match chance.randrange(3):
            case 0:
                signs[at:at] = chance.choice(SIGNS)
            case 1:
                del signs[at : at + chance.randrange(6)]
            case _:
                signs[at:at] = signs[at : at + chance.randrange(20)] * chance.choice([1, 1, 50])
    return "".join(signs)


@pytest.mark.parametrize("language", READERS)
def test_a_garbled_text_is_answered_or_refused(language: str) -> None:
    answered = refused = 0
    for number in range(700):
        text = garbled(Random(f"{language} {number}"))
        try:
            READERS[language](text)
            answered += 1
        except (BadExpression, NoAnswer, Senseless, Overspent):
            refused += 1

    assert answered
    assert refused

"""What is in the language means what it means in Python, but that numbers are exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rules.expression import BadExpression, NoAnswer, compile_expression, compile_script

SIGNS = ["+", "-", "*", "//", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or",
         "is"]  # fmt: skip
DATA: dict[str, Any] = {
    "a": 3,
    "b": -7,
    "t": "hồ sơ",
    "yes": True,
    "no": None,
    "l": [1, "x", [2]],
    "d": {"k": 1, "x": [5]},
}

atoms = st.sampled_from(
    ["a", "b", "t", "yes", "no", "l", "d", "0", "1", "2", "12", "''", "'x'", "True", "None", "[]"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(
            inner,
            st.sampled_from(SIGNS),
            inner,
        ).map(lambda part: f"({part[0]} {part[1]} {part[2] if part[1] != 'is' else 'None'})"),
        inner.map(lambda part: f"(not {part})"),
        inner.map(lambda part: f"(-{part})"),
        two.map(lambda part: f"[{part[0]}, {part[1]}]"),
        two.map(lambda part: f"({part[0]}, {part[1]})"),
        two.map(lambda part: f"{{'k': {part[0]}, 2: {part[1]}}}"),
        two.map(lambda part: f"{part[0]}[{part[1]}]"),
        st.tuples(inner, inner, inner).map(lambda part: "({} if {} else {})".format(*part)),
        st.tuples(st.sampled_from(["len", "sum", "max", "min", "sorted", "any", "all", "bool",
                                   "abs", "list", "str"]), inner)
        .map(lambda part: f"{part[0]}({part[1]})"),
        two.map(lambda part: f"[x for x in {part[0]} if x != {part[1]}]"),
        two.map(lambda part: f"[(x, y) for x in {part[0]} for y in {part[1]}]"),
        inner.map(lambda part: f"{{x: [x] for x in {part}}}"),
        inner.map(lambda part: f"any(x == a for x in {part})"),
    )  # fmt: skip


expressions = st.recursive(atoms, grown, max_leaves=8)


@settings(max_examples=600)
@given(text=expressions)
def test_an_answer_is_the_one_of_python(text: str) -> None:
    try:
        found = compile_expression(text).value(DATA)
    except (BadExpression, NoAnswer):
        # We answer less than Python does, and never something else.
        return

    assert found == eval(text, dict(DATA))


numbers = st.sampled_from(["a", "b", "0.5", "1.25", "3", "0.1", "10", "a * 0.01"])
sums = st.recursive(
    numbers,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "//", "%"]), inner).map(
        lambda part: "({} {} {})".format(*part)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(text=sums)
def test_numbers_are_reckoned_without_rounding(text: str) -> None:
    try:
        found = compile_expression(text).value(DATA)
    except NoAnswer:
        return

    exact = eval(_fractions(text), {"F": Fraction}, {"a": Fraction(3), "b": Fraction(-7)})
    assert Fraction(found) == exact


def _fractions(text: str) -> str:
    words = text.replace("(", "( ").replace(")", " )").split()
    return " ".join(f"F('{word}')" if word[0].isdigit() else word for word in words)


lines = st.sampled_from(
    ["n = n + 1", "n += 2", "d['k'] = n", "d['l'] += [n]", "d['l'][0] = n", "s += ['x']",
     "s = s + [n]", "t += 'y'", "d = {'k': 1, 'l': [0]}", "n = d['k']", "n = len(s)"]
)  # fmt: skip
blocks = st.recursive(
    lines.map(lambda line: [line]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda part: part[0] + part[1]),
        inner.map(lambda part: ["for x in [1, 2]:", *[f"  {line}" for line in part]]),
        st.tuples(inner, inner).map(
            lambda part: [
                "if n > 3:",
                *[f"  {line}" for line in part[0]],
                "else:",
                *[f"  {line}" for line in part[1]],
            ]
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(block=blocks)
def test_a_script_sets_what_python_would(block: list[str]) -> None:
    text = "\n".join(block)
    ours = {"n": 1, "d": {"k": 1, "l": [0]}, "s": ["a"], "t": "x"}
    pythons: dict[str, Any] = {"n": 1, "d": {"k": 1, "l": [0]}, "s": ["a"], "t": "x"}

    set_to = compile_script(text).run(ours)
    exec(text, {}, pythons)

    pythons.pop("x", None)
    assert ours | set_to == pythons

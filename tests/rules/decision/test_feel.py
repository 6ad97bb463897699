from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.decision.feel import compile_cell, compile_formula
from engine.rules.expression import BadExpression
from engine.rules.expression.refusals import Overspent
from engine.rules.expression.seen import Moment, Seen
from engine.rules.expression.times import Months

NOW = datetime(2026, 11, 23, 8, tzinfo=OFFICE_ZONE)
CASE: dict[str, Any] = {
    "fee": 250,
    "ratio": 0.1,
    "kind": "first",
    "name": "Nguyễn Văn An",
    "fast": True,
    "papers": [{"kind": "a", "copies": 2}, {"kind": "b", "copies": 1}],
    "owner": {"age": 17, "ward": {"name": "Lộc Thọ"}},
    "received": NOW,
    "day": date(2026, 11, 23),
    "Ngày nhận": date(2026, 1, 31),
    "nothing": None,
}


def answer(text: str, *known: str) -> Any:
    at = Moment(NOW, lambda moment, amount, _unit: moment + timedelta(days=float(amount)))
    return compile_formula(text, known)[0].ask(Seen(CASE, at))


def holds(text: str, value: Any) -> bool:
    seen = Seen(CASE)
    seen["?"] = value
    return compile_cell(text)[0].holds(seen)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", Decimal("6.5")),
        ("0.1 + 0.2 = 0.3", True),
        ("ratio + .2", Decimal("0.3")),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("- -fee", 250),
        ("fee >= 100 and kind = \"first\"", True),
        ("fee != 250 or not(fast)", False),
        ("fee between 100 and 250", True),
        ("fee in [100..250)", False),
        ("fee in (1, 2, > 200)", True),
        ("fee in ]1..300[", True),
        ("kind in [\"first\", \"second\"]", True),
        ('if fee > 100 then "large" else "small"', "large"),
        ('if nothing then 1 else 2', 2),
        ("for p in papers return p.copies * 2", [4, 2]),
        ("for x in 1..3, y in [10, 20] return x * y", [10, 20, 20, 40, 30, 60]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("some p in papers satisfies p.copies > 1", True),
        ("every p in papers satisfies p.copies > 1", False),
        ("papers[1].kind", "a"),
        ("papers[-1].kind", "b"),
        ("papers[copies > 1]", [{"kind": "a", "copies": 2}]),
        ("papers[item.copies = 1].kind", ["b"]),
        ("papers.kind", ["a", "b"]),
        ("owner.ward.name", "Lộc Thọ"),
        ("{a: 1, b: a + 1, \"c d\": b}.b", 2),
        ("[1, 2, 3]", [1, 2, 3]),
        ("count(papers) + sum(1, 2, 3) + max([4, 5]) + min(6, 7)", 19),
        ("mean(1, 2, 4) = 7 / 3", True),
        ("median([1, 5, 2])", 2),
        ("abs(-1) + floor(1.7) + ceiling(1.2)", 4),
        ("decimal(2.675, 2)", Decimal("2.68")),
        ("round half up(2.5) + round half down(2.5) + round up(2.1) + round down(2.9)", 10),
        ("modulo(-7, 3)", 2),
        ("sqrt(16) = 4 and even(2) and odd(3)", True),
        ('upper case(substring(name, 1, 6)) + "!"', "NGUYỄN!"),
        ("substring(name, -2)", "An"),
        ("string length(kind)", 5),
        ('contains(name, "Văn") and starts with(name, "Nguyễn") and ends with(name, "An")', True),
        ('substring before(name, " ") + substring after(name, "Văn")', "Nguyễn An"),
        ('string join(["a", "b"], ", ")', "a, b"),
        ('string(1.50) + string(true)', "1.50true"),
        ('number("12") + number("0.5")', Decimal("12.5")),
        ("list contains([1, 2], 2)", True),
        ("append([1], 2) = concatenate([1], [2])", True),
        ("distinct values([1, 2, 1.0])", [1, 2]),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("reverse(sublist([1, 2, 3], 2))", [3, 2]),
        ("all([true, true]) and any([false, true])", True),
        ("is defined(fee) and not(is defined(missing))", True),
        ('date("2026-11-23") = day', True),
        ('@"2026-11-23" = date(2026, 11, 23)', True),
        ('date and time("2026-11-23T08:00:00+07:00") = received', True),
        ('day + duration("P3D")', date(2026, 11, 26)),
        ('day - date("2026-11-20") = @"P3D"', True),
        ('date(2026, 1, 31) + duration("P1M")', date(2026, 2, 28)),
        ('years and months duration(date(2024, 3, 31), date(2026, 3, 30))', Months(23)),
        ('duration("P1DT2H30M").hours + duration("P1DT2H30M").minutes', 32),
        ("day.weekday + received.hour", 9),
        ("day of week(day)", "Monday"),
        ("today() = day and now() = received", True),
        ("working_days_after(day, 2)", date(2026, 11, 25)),
        ("null = nothing", True),
        ("missing = null", True),
    ],
)  # fmt: skip
def test_feel_is_answered(text: str, expected: Any) -> None:
    found = answer(text)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text",
    [
        "missing", "missing.x", "owner.height", "fee + null", "fee + kind", "kind * 2",
        "fee < kind",
        "fee > null", "fee = kind", "not(fee)", "fee / 0", "papers[9]", "papers[0]", "-kind",
        "fast and nothing", "nothing or not(fast)", "fee between kind and 900", 'fee in ["a".."b"]',
        "max([])", "sum([])", 'number("x")', "abs(kind)", "substring(fee, 1)", "day + 1",
        'date(2026, 13, 1)', "date(missing)", "fee.x", "[1, 2] + [3]", "null",
        "some x in [1, kind] satisfies x > 5",
    ],
)  # fmt: skip
def test_what_is_missing_or_does_not_go_together_is_null(text: str) -> None:
    assert answer(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("false and missing", False),
        ("missing and false", False),
        ("true or missing", True),
        ("missing or true", True),
        ("some x in [missing, 9] satisfies x > 5", True),
        ("every x in [missing, 1] satisfies x > 5", False),
    ],
)
def test_one_clear_answer_is_enough(text: str, expected: bool) -> None:
    assert answer(text) is expected


def test_declared_names_may_have_blanks_and_marks() -> None:
    known = ("Ngày nhận", "fee-rate")

    assert answer('Ngày nhận + duration("P1D")', *known) == date(2026, 2, 1)
    assert answer("fee-rate", *known) is None
    assert answer("fee-1", *known) == 249
    with pytest.raises(BadExpression):
        answer("Ngày nhận")


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("-", [1, None, "x"], []),
        ("5", [5, Decimal("5.0")], [4, None, "5"]),
        ('"a"', ["a"], ["b", None, 1]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ("true", [True], [False, None, 1]),
        ("null", [None], [0, ""]),
        ("< 10", [9], [10, None, "x"]),
        (">= 10, < 0", [10, -1], [5]),
        ("= 3", [3], [4]),
        ("!= 3", [4, None], [3]),
        ("[1..10]", [1, 10], [0, 11, None]),
        ("(1..10)", [2], [1, 10]),
        ("]1..10[", [2], [1, 10]),
        ("[1..10), > 20", [1, 21], [10, 20]),
        ("not(5)", [4, None], [5]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not([1..3])", [4], [1, 3]),
        ("[1, 2]", [1, 2], [3]),
        ("fee", [250], [1]),
        ("fee + 1", [251], [250]),
        ("<= fee", [250], [251]),
        ("? > 1 and ? < 5", [2], [5]),
        ("even(?)", [2], [3]),
        ('contains(?, "b")', ["abc"], ["x", None]),
        ("not(? > 3)", [3], [4]),
        ('[date("2026-01-01")..date("2026-12-31")]', [date(2026, 6, 1)], [date(2027, 1, 1)]),
        ('< duration("P2D")', [timedelta(days=1)], [timedelta(days=2)]),
        ('["a".."c"]', ["b"], ["d"]),
    ],
)
def test_a_test_holds_for_its_values_and_no_others(
    text: str, inside: list[Any], outside: list[Any]
) -> None:
    assert [holds(text, value) for value in inside] == [True] * len(inside)
    assert [holds(text, value) for value in outside] == [False] * len(outside)


BAD = [
    "", "1 +", "a b", "a == 1", "'a'", "1 < 2 < 3", "a % 2", "a // 2", "a if b else c", "lambda: 1",
    "open(1)", "a.__class__", "_a", "__import__(\"os\")", "a._b", "[1, 2", "(1", "{a: 1", "{1: 2}",
    "if a then b", "for x return 1", "some x in a", "function(x) x", "a instance of b", "1..2",
    "True", "None", "x in", "not in [1]", "date(\"2026-02-30\")", "duration(\"soon\")", "@\"soon\"",
    "date and time(\"x\")", "\"unclosed", "\"\\q\"", "é", "ａ", "a\u200b", "matches(a, \"(a+)+$\")",
    "replace(a, \"b\", \"c\")", "split(a, \"b\")", "len(a)", "substring(a)", "date()", "1e5", "#",
    "a[1", "]1", "a..b", "?", "${a}", "f\"{a}\"", "a = 1; b", "a.", ".a", "1.", "((((((((((" * 5,
    "[" * 60 + "]" * 60, "-" * 99 + "1", "not(" * 60 + "a" + ")" * 60, "1 + " * 600 + "1",
    "if a then " * 60 + "1", "\"" + "x" * 5000 + "\"", "9" * 200, "a[b[c[" * 20,
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text)[:24])
def test_what_is_not_feel_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(BadExpression) as refusal:
        compile_formula(text)

    assert refusal.value.said.to("vi") != refusal.value.said.to("en")


@pytest.mark.parametrize("text", ["fee > 3", "fast and true", 'kind = "x"', "1, fee > 3", "-, 1"])
def test_a_condition_that_may_be_meant_as_a_value_is_refused_in_a_cell(text: str) -> None:
    with pytest.raises(BadExpression):
        compile_cell(text)


@pytest.mark.parametrize(
    "text",
    [
        "for x in 1..9999, y in 1..9999 return x",
        "for x in 1..99999 return x",
        "count(for x in 1..19000 return x * 2)",
        "some x in 1..9999 satisfies (some y in 1..9999 satisfies x = y + 99999)",
        "9 ** 9 ** 9 ** 9",
        "2 ** 999",
        "string join(for x in 1..9000 return name)",
        "for x in 1..300 return distinct values(for y in 1..60 return y)",
    ],
)
def test_what_costs_too_much_is_stopped(text: str) -> None:
    with pytest.raises(Overspent):
        answer(text)

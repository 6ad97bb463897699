from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.expression import BadExpression, NoAnswer, TooCostly, compile_expression
from engine.rules.expression.times import Months

CASE: dict[str, Any] = {
    "fee": 100_000,
    "capital": Decimal("1500000.50"),
    "appraisal": "qualified",
    "name": "Nguyễn Văn An",
    "by_proxy": False,
    "nothing": None,
    "papers": [
        {"kind": "declaration", "copies": 2, "met": True},
        {"kind": "minutes", "copies": 1, "met": False},
    ],
    "household": {"members": ["An", "Bình"], "address": {"ward": "Lộc Thọ"}},
    "received": datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    "day": date(2026, 11, 23),
    "ratio": 0.1,
}


def answer(text: str, **more: Any) -> Any:
    return compile_expression(text).value(CASE | more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("appraisal == 'qualified' and fee > 0", True),
        ("fee > 1_000_000 or not by_proxy", True),
        ("0 < fee <= 100_000", True),
        ("0 < fee < 100_000 < missing", False),
        ("appraisal in ['qualified', 'unqualified']", True),
        ("appraisal not in ('supplement',)", True),
        ("'An' in household['members']", True),
        ("'An' in name and name.startswith('Nguyễn')", True),
        ("'members' in household", True),
        ("household.address.ward", "Lộc Thọ"),
        ("papers[0].kind", "declaration"),
        ("papers[-1]['copies']", 1),
        ("by_proxy == false and nothing == null", True),
        ("nothing is None and by_proxy is not True", True),
        ("fee == 2 and missing > 1", False),
        ("nothing or appraisal", "qualified"),
        ("'free' if fee == 0 else 'paid'", "paid"),
        ("fee * 2 + 1", 200_001),
        ("-fee // 7 + fee % 7", -14_281),
        ("2 ** 10 - +1", 1_023),
        ("len(papers) + len(name) + len(household)", 17),
        ("sum(p.copies for p in papers)", 3),
        ("[p.kind for p in papers if p.met]", ["declaration"]),
        ("{p.kind: p.copies for p in papers}", {"declaration": 2, "minutes": 1}),
        ("any(p.met for p in papers) and not all(p.met for p in papers)", True),
        ("[x * y for x in [1, 2] for y in range(x, 3) if x + y > 2]", [2, 4]),
        ("[k + '=' + str(v) for k, v in {'a': 1}.items()]", ["a=1"]),
        ("[fee for fee in [1]] + [fee]", [1, 100_000]),
        ("sorted(['b', 'a'], reverse=True)", ["b", "a"]),
        ("max(fee, 5) - min([3, 2])", 99_998),
        ("max([], default=7)", 7),
        ("', '.join(p.kind for p in papers)", "declaration, minutes"),
        ("household.get('phone', '-') + household.get('x', 'y')", "-y"),
        ("list(household.keys())[1:] if false else household.keys()", None),
        ("name.upper().split()[0]", "NGUYỄN"),
        ("name.replace('Văn', 'Thị').lower()", "nguyễn thị an"),
        ("int('42') + int(4.9) + int(-4.9)", 42),
        ("str(capital) + '/' + str(nothing) + str(True)", "1500000.50/NoneTrue"),
        ("[1, 2] + [3] == list(range(1, 4))", True),
        ("(1, 'a') == (1, 'a')", True),
        ("{'a': {'b': [1]}} == {'a': {'b': [1]}}", True),
        ("reversed(enumerate(['a']))", [(0, "a")]),
        ("zip([1, 2], 'x'.split())", [(1, "x")]),
        ("bool(papers) and bool(fee) and not bool('')", True),
        ("floor(2.5) + ceil(2.5) + abs(-2)", 7),
        ("[1, 2, 3].index(2) + [1, 1].count(1) + 'aa'.count('a')", 5),
    ],
)
def test_what_analysts_write_is_answered(text: str, expected: Any) -> None:
    if expected is None:
        with pytest.raises(BadExpression):
            answer(text)
    else:
        found = answer(text)

        assert found == expected
        assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2 == 0.3", True),
        ("ratio + 0.2 == 0.3", True),
        ("[ratio] == [0.1] and ratio in [0.1]", True),
        ("0.1 * 3", Decimal("0.3")),
        ("1.10", Decimal("1.10")),
        ("0.1234567890123456789012345678901234567890", Decimal("0." + "1234567890" * 4)),
        ("1e3 == 1000", True),
        ("fee * 0.015", Decimal("1500.000")),
        ("fee / 3 * 3 == fee", False),
        ("fee / 8", Decimal(12500)),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
        ("round(2.675, 2)", Decimal("2.68")),
        ("round(2.5) + round(3.5)", 6),
        ("round(capital / 1000) * 1000", 1_500_000),
        ("round(1234567, -3)", 1_235_000),
        ("-7 // 2 == -7.0 // 2 and -7 % 3 == -7.0 % 3 == 2", True),
        ("decimal('0.1') + decimal(1) + float('0.2')", Decimal("1.3")),
        ("sum([0.1] * 1) if false else sum([0.1 for x in range(10)]) == 1", True),
        ("2 ** -1 == 0.5 and 1.5 ** 2 == 2.25", True),
        ("10 ** 100 + 1 - 10 ** 100", 1),
        ("hash_free == 0.5", True),
    ],
)
def test_numbers_are_exact(text: str, expected: Any) -> None:
    found = answer(text, hash_free=0.5)

    assert found == expected
    assert str(found) == str(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("received.hour", 8),
        ("received.date() == day", True),
        ("received", datetime(2026, 11, 23, 8, 0, tzinfo=OFFICE_ZONE)),
        ("received == moment('2026-11-23T08:00')", True),
        ("received == moment('2026-11-23T01:00Z')", True),
        ("received + duration('PT36H')", datetime(2026, 11, 24, 20, 0, tzinfo=OFFICE_ZONE)),
        ("day + duration('P3D')", date(2026, 11, 26)),
        ("day - timedelta(days=3)", date(2026, 11, 20)),
        ("day - date('2026-11-01')", timedelta(days=22)),
        ("(day - date(2026, 11, 1)).days > 20", True),
        ("date(2026, 1, 31) + duration('P1M')", date(2026, 2, 28)),
        ("date(2026, 3, 31) - duration('P1M')", date(2026, 2, 28)),
        ("duration('P1Y2M').months + duration('P1Y2M').years", 3),
        ("duration('P1Y') + duration('P2M')", Months(14)),
        ("str(duration('P1Y')) + str(-duration('P2M'))", "P12M-P2M"),
        ("timedelta(days=1.5) == duration('P1DT12H')", True),
        ("duration('PT1H') * 3 / duration('PT30M')", Decimal(6)),
        ("-duration('PT1H') == duration('-PT1H')", True),
        ("sum([duration('PT1H'), duration('PT2H')])", timedelta(hours=3)),
        ("duration('PT90M').total_seconds()", Decimal(5400)),
        ("date(2026, 12, 1) > day >= date('2026-11-23')", True),
        ("datetime(2026, 11, 23, 17, 30).minute", 30),
        ("moment(day) < received", True),
        ("day.strftime('%d/%m/%Y')", "23/11/2026"),
        ("day.weekday() == 0 and day.isoformat() == '2026-11-23'", True),
        ("max(day, date(2030, 1, 1)).year", 2030),
    ],
)
def test_times_are_exact_and_the_offices(text: str, expected: Any) -> None:
    found = answer(text)

    assert found == expected
    assert type(found) is type(expected)


class Channel(StrEnum):
    COUNTER = "counter"


def test_a_word_of_the_office_is_compared_by_what_it_says() -> None:
    assert answer("channel == 'counter' and {channel: 1}['counter']", channel=Channel.COUNTER) == 1


def test_letters_are_compared_as_they_read() -> None:
    decomposed = "'Nguyê\u0303n' == 'Nguy\u1ec5n'"

    assert answer(decomposed)


def test_an_answer_is_nobody_elses() -> None:
    papers = CASE["papers"]

    found = answer("papers")
    twice = answer("[papers, papers]")

    assert found == papers
    assert found is not papers
    assert found[0] is not papers[0]
    assert twice[0] is not twice[1]


def test_what_can_not_be_asked_says_what_is_wrong() -> None:
    with pytest.raises(NoAnswer) as missing:
        answer("appraisal_result == 'x'")
    with pytest.raises(NoAnswer) as unlike:
        answer("appraisal < 3")
    with pytest.raises(NoAnswer) as unknown:
        answer("household.phone")
    with pytest.raises(TooCostly) as costly:
        answer("[x for x in range(9999) for y in range(9999)]")
    with pytest.raises(BadExpression) as not_there:
        answer("open('/etc/passwd')")

    assert missing.value.said.to("vi") == (
        "“appraisal_result == 'x'” không có câu trả lời: chưa ai cho giá trị “appraisal_result”."
    )
    assert str(unlike.value) == (
        "“appraisal < 3” has no answer: a text and a number don't go together in “<”."
    )
    assert "the record has no “phone”" in str(unknown.value)
    assert "20000" in str(costly.value)
    assert not_there.value.said.to("vi") == "Ở đây không có hàm “open”."


def test_names_and_calls_of_an_expression_are_known() -> None:
    read = compile_expression("fee == 1 or [x for x in list(papers)] and true and day < today()")

    assert read.names == {"fee", "papers", "day"}
    assert read.calls == {"list", "today"}
    assert read.asks_the_clock


def test_there_is_no_clock_where_none_is_given() -> None:
    with pytest.raises(NoAnswer):
        answer("today() > day")

"""A pasted announcement is read line by line, and written so that it reads back the same."""

from __future__ import annotations

from datetime import date

import pytest

from engine.rules import announced_list
from engine.rules.announced_list import BadList
from engine.rules.calendar import DayKind, read_day
from engine.rules.expected_holidays import expected


def test_a_stretch_of_like_days_is_one_line() -> None:
    days = [read_day(line) for line in announced_list.read(
        "04/02/2027 - 06/02/2027; nghỉ lễ; Tết\n07/02/2027; nghỉ bù; Tết", 2027)]  # fmt: skip

    assert [special.day.day for special in days] == [4, 5, 6, 7]
    assert announced_list.write(days) == (
        "04/02/2027 - 06/02/2027; nghỉ lễ; Tết\n07/02/2027; nghỉ bù; Tết"
    )


@pytest.mark.parametrize("year", [2026, 2027, 2030])
def test_what_is_expected_reads_back_as_it_was_written(year: int) -> None:
    days = [read_day(line) for line in expected(year)]

    read = [read_day(line) for line in announced_list.read(announced_list.write(days), year)]

    assert [(one.day, one.kind) for one in read] == [(one.day, one.kind) for one in days]


def test_the_day_of_culture_is_expected_since_2026() -> None:
    assert date(2026, 11, 24) in {read_day(line).day for line in expected(2026)}
    assert date(2025, 11, 24) not in {read_day(line).day for line in expected(2025)}


def test_nothing_is_expected_of_a_year_too_far_away() -> None:
    assert expected(2999) == []


def test_every_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(BadList) as refusal:
        announced_list.read("hôm qua; nghỉ lễ; Tết\n# a remark\n\n01/01/2027; gì; Tết", 2027)

    said = [problem.to("vi") for problem in refusal.value.problems]
    assert [text[:7] for text in said] == ["Dòng 1:", "Dòng 4:"]


@pytest.mark.parametrize(
    ("word", "kind"), [("HOLIDAY", "holiday"), ("lam bu", "makeup"), ("Nghỉ bù", "compensation")]
)
def test_kinds_are_known_with_or_without_marks(word: str, kind: str) -> None:
    hours = "; mon" if kind == DayKind.MAKEUP else ""

    [line] = announced_list.read(f"02/01/2027; {word}; Tết{hours}", 2027)

    assert line["kind"] == kind


FILE_DAY = "[[off]]\ndate = 2027-01-04\n"


@pytest.mark.parametrize(
    "text",
    [
        FILE_DAY + 'reason = "Lễ"\nmore = ' + "[" * 50_000,
        FILE_DAY + 'reason = "Lễ"\nmore = ' + "9" * 5_000,
        FILE_DAY + "reason = 5",
        FILE_DAY + 'reason = ["Lễ"]',
        FILE_DAY + 'reason = ""',
        FILE_DAY + f'reason = "{"x" * 201}"',
        FILE_DAY + 'reason = "a\\u0000b"',
        FILE_DAY + 'reason = "Lễ"\ndecision = 5',
        FILE_DAY + 'reason = "Lễ"\nreason_en = {a = 1}',
        FILE_DAY + 'reason = "Lễ"\nkind = ["holiday"]',
        '[[off]]\ndate = "hôm qua"\nreason = "Lễ"\n' * 2,
        "[off]\n[[more]]",
        "off = [1, 2]\n[[more]]",
        "04/01/2027; nghỉ lễ; a\x07b",
    ],
    ids=["too deep", "a number too long", "a number for a reason", "a list for a reason",
         "no reason", "a reason too long", "no text", "a number for a decision",
         "a table for a text", "a list for a kind", "twice no day", "a table for a list",
         "numbers for days", "a line of no text"],
)  # fmt: skip
def test_a_list_of_another_shape_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadList):
        announced_list.read(text, 2027)


def test_a_file_brings_in_only_what_is_known_of_a_day() -> None:
    more = 'source = "Công báo"\nconfirmed = true\nid = 7\nat = 2027-01-01T00:00:00\nfar = nan'

    [line] = announced_list.read(f'{FILE_DAY}reason = "Lễ"\n{more}', 2027)

    assert line == {
        "date": "2027-01-04", "kind": "holiday", "reason": "Lễ",
        "source": "Công báo", "confirmed": True,
    }  # fmt: skip

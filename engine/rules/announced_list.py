"""A year's announcement as it is typed or pasted: a line a day, or a stretch of days.

The columns are the day, what it is, why, and for a day that is worked its hours
or the weekday whose hours it keeps; between them stands a semicolon, a bar or a
tab (as a table is pasted from a sheet). A calendar file as the program ships
them is read too. Every line that can't be read is named; none is left out
silently.

>>> [line["date"] for line in read("31/08/2026; hoán đổi; Nghỉ Quốc khánh", 2026)]
['2026-08-31']
>>> text = "22/08/2026; làm bù; Làm bù ngày 31/08; thứ Hai"
>>> write([read_day(line) for line in read(text, 2026)])
'22/08/2026; làm bù; Làm bù ngày 31/08; thứ Hai'
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules import hours_text, names
from engine.rules.answers import Unreadable, read_date, read_text
from engine.rules.calendar import WEEKDAYS, BadCalendar, DayKind, SpecialDay, days_of, read_day
from engine.rules.day_words import WEEKDAY_NAMES

LONGEST_LIST = 200
LONGEST_STRETCH = 31
LONGEST_REASON = 200

# What a kind of day is called in a list; the first word is how it is written.
KIND_WORDS: Mapping[DayKind, tuple[str, ...]] = {
    DayKind.HOLIDAY: ("nghỉ lễ", "lễ", "tết", "nghỉ tết", "holiday"),
    DayKind.COMPENSATION: ("nghỉ bù", "compensation"),
    DayKind.SWAP: ("hoán đổi", "nghỉ hoán đổi", "swap"),
    DayKind.MAKEUP: ("làm bù", "đi làm bù", "makeup"),
    DayKind.HALF_DAY: ("nửa ngày", "làm nửa ngày", "half day"),
    DayKind.CLOSURE: ("đóng cửa", "closure"),
}
_KINDS = {names.fold(word): kind for kind, words in KIND_WORDS.items() for word in words}
_WEEKDAYS = {
    names.fold(word): WEEKDAYS[number]
    for number, name in enumerate(WEEKDAY_NAMES)
    for word in (name, WEEKDAYS[number], Said(name).to("vi"), f"thứ {number + 2}")
}
_COLUMNS = re.compile(r"\s*[;|\t]\s*")
# What a calendar file says of a day in words; the rest of it is its date, kind and hours.
_TEXTS = ("reason", "reason_en", "decision", "source")
_REASON = Said(mark("Write the reason, in at most 200 letters."))
_TO = re.compile(r"\s+-\s+|\s*[–—]\s*|\s+đến\s+")


class BadList(Refusal):
    """Lines of an announcement can't be read."""

    code = "bad-list"

    def __init__(self, problems: Sequence[Said]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems[0])


def read(text: str, year: int) -> list[dict[str, Any]]:
    """Read a list into lines of a calendar file; raises ``BadList`` with each line's problem."""
    if "[[" in text:
        return _from_file(text, year)
    found: list[dict[str, Any]] = []
    problems: list[Said] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found += _line(line.strip(), year)
        except (Unreadable, BadCalendar) as wrong:
            problems.append(Said(mark("Line %(n)s: %(what)s"), n=number, what=wrong.said))
    return _checked(found, problems)


def write(days: Iterable[SpecialDay], language: str = "vi") -> str:
    """Write days as a list that reads back the same; a stretch of like days is one line."""
    lines = []
    for first, last in _stretches(sorted(days, key=lambda special: special.day)):
        stretch = "" if first is last else f" - {last.day:%d/%m/%Y}"
        columns = [
            f"{first.day:%d/%m/%Y}{stretch}",
            KIND_WORDS[first.kind][0],
            first.reason.to(language),
        ]
        if first.sessions:
            columns.append(hours_text.write(first.sessions))
        elif first.works_as is not None:
            columns.append(Said(WEEKDAY_NAMES[first.works_as]).to("vi"))
        lines.append("; ".join(columns))
    return "\n".join(lines)


def _line(line: str, year: int) -> Iterator[dict[str, Any]]:
    columns = [column.strip() for column in _COLUMNS.split(line)]
    if not 3 <= len(columns) <= 4:
        raise Unreadable(Said(mark("Write the day; what it is; why; and hours where it has some.")))
    kind = _KINDS.get(names.fold(columns[1]))
    if kind is None:
        known = ", ".join(words[0] for words in KIND_WORDS.values())
        text = mark("“%(word)s” is no kind of day. The kinds are: %(known)s.")
        raise Unreadable(Said(text, word=columns[1][:40], known=known))
    content: dict[str, Any] = {"kind": kind.value, "reason": _text(columns[2])}
    if not content["reason"]:
        raise Unreadable(_REASON)
    content |= _hours(kind, columns[3] if len(columns) == 4 else "")
    for day in _days(columns[0], year):
        read_day({**content, "date": day})
        yield {"date": day.isoformat(), **content}


def _hours(kind: DayKind, typed: str) -> dict[str, Any]:
    """The hours of a day that is worked: its own, or those of the weekday that it works as."""
    if not kind.is_worked:
        if typed:
            raise Unreadable(Said(mark("A day off has no office hours.")))
        return {}
    if weekday := _WEEKDAYS.get(names.fold(typed)):
        return {"as": weekday}
    if not typed and kind is DayKind.MAKEUP:
        raise Unreadable(Said(mark("Write the weekday whose hours the make-up day keeps.")))
    return {"sessions": hours_text.plain(hours_text.read(typed))}


def _days(typed: str, year: int) -> list[date]:
    first, *others = (read_date(part) for part in _TO.split(typed))
    last = others[0] if others else first
    if len(others) > 1 or not 0 <= (last - first).days < LONGEST_STRETCH:
        text = mark("The last day lies between the first and %(n)s days after it.")
        raise Unreadable(Said(text, n=LONGEST_STRETCH))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day in days:
        _in_year(day, year)
    return days


def _in_year(day: date, year: int) -> None:
    if day.year != year:
        text = mark("%(day)s is not in %(year)s.")
        raise Unreadable(Said(text, day=f"{day:%d/%m/%Y}", year=year))


def _from_file(text: str, year: int) -> list[dict[str, Any]]:
    """Read a calendar file; its days keep their own decisions."""
    try:
        lines = list(days_of(tomllib.loads(text)))
    except (AttributeError, TypeError, ValueError, RecursionError) as wrong:
        text = mark("This is no calendar file: %(wrong)s")
        raise BadList([Said(text, wrong=str(wrong)[:200])]) from None
    found: list[dict[str, Any]] = []
    problems: list[Said] = []
    for line in lines:
        try:
            found.append(_entry(line, year))
        except (Unreadable, BadCalendar) as wrong:
            problems.append(wrong.said)
        except (AttributeError, KeyError, TypeError, ValueError):
            shape = mark("%(day)s lacks its reason, or has another shape than a calendar file's.")
            problems.append(Said(shape, day=str(line.get("date", "—"))[:40]))
    return _checked(found, problems)


def _entry(line: Mapping[str, Any], year: int) -> dict[str, Any]:
    """What the office keeps of a file's day: only what is known, each of its own kind."""
    texts = {key: _text(line[key]) for key in _TEXTS if key in line}
    special = read_day({**line, **texts})
    _in_year(special.day, year)
    if not texts["reason"]:
        raise Unreadable(_REASON)
    kept = {"date": special.day.isoformat(), "kind": special.kind.value, **texts}
    kept |= {key: line[key] for key in ("as", "sessions") if key in line}
    return kept | ({"confirmed": bool(line["confirmed"])} if "confirmed" in line else {})


def _text(typed: Any) -> str:
    text = read_text(typed)
    if len(text) > LONGEST_REASON:
        raise Unreadable(_REASON)
    return text


def _checked(lines: list[dict[str, Any]], problems: list[Said]) -> list[dict[str, Any]]:
    """Refuse a list that is empty, names a day twice, or is longer than a year can be."""
    seen = set()
    for line in lines:
        if line["date"] in seen:
            day = date.fromisoformat(line["date"])
            problems.append(Said(mark("%(day)s stands in the list twice."), day=f"{day:%d/%m/%Y}"))
        seen.add(line["date"])
    if not lines and not problems:
        problems.append(Said(mark("The list has no day.")))
    if len(lines) > LONGEST_LIST:
        problems.append(Said(mark("A year has at most %(n)s special days."), n=LONGEST_LIST))
    if problems:
        raise BadList(problems)
    return lines


def _stretches(days: Sequence[SpecialDay]) -> Iterator[tuple[SpecialDay, SpecialDay]]:
    """Days that follow each other and are alike but for their day, as first and last."""
    at = 0
    while at < len(days):
        end = at
        while end + 1 < len(days) and _goes_on(days[end], days[end + 1]):
            end += 1
        yield days[at], days[end]
        at = end + 1


def _goes_on(one: SpecialDay, other: SpecialDay) -> bool:
    return (other.day - one.day).days == 1 and (
        one.kind,
        one.reason,
        one.works_as,
        one.sessions,
    ) == (other.kind, other.reason, other.works_as, other.sessions)

"""Why a case was late, as the office says it: a list in data, confirmed by a head.

What is computed (``rules/why_late``) says where the time went; why a desk
needed so long only its head knows. So the computed share proposes a cause by a
table of the same data, and the head confirms that one or another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.i18n import Name, Said, mark
from engine.rules import toml_table
from engine.rules.toml_table import Mistake, TomlTable
from engine.rules.why_late import Cause, Elapsed, Share

LONGEST_KEY = 40


class Whose(StrEnum):
    """Whose doing it was that a case is late."""

    OFFICE = "office"
    APPLICANT = "applicant"
    OTHER_AGENCY = "other_agency"
    FORCE_MAJEURE = "force_majeure"
    SYSTEM = "system"
    OTHER = "other"

    @property
    def said(self) -> Said:
        """Whose it was, in words."""
        return Said(_WHOSE[self])


@dataclass(frozen=True)
class OfficialCause:
    """A cause of the list; ``ended`` is the last day on which it can be chosen."""

    key: str
    named: Name
    whose: Whose
    wants_note: bool = False
    ended: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it can be chosen on that day."""
        return self.ended is None or day <= self.ended


@dataclass(frozen=True)
class CauseList:
    """The list of a province, whose list it is, and what is proposed for what was computed.

    A proposal is found by what the time went into, and whether that was in a
    unit of another agency.
    """

    causes: tuple[OfficialCause, ...]
    proposals: Mapping[tuple[Cause, bool], str]
    source: Name

    def find(self, key: str) -> OfficialCause | None:
        """The cause of a key, ended or not; None where the list has none."""
        return next((one for one in self.causes if one.key == key), None)

    def called(self, key: str) -> Said:
        """What a confirmed cause is called; its bare key when the list has lost it."""
        found = self.find(key)
        return found.named if found else Name(key)

    def offered(self, day: date) -> tuple[OfficialCause, ...]:
        """The causes to choose from on a day, in the order of the list."""
        return tuple(one for one in self.causes if one.holds_on(day))

    def proposed(self, computed: Cause, *, elsewhere: bool, day: date) -> OfficialCause | None:
        """What the list proposes on a day for what was computed, if anything."""
        found = self.find(self.proposals.get((computed, elsewhere), ""))
        return found if found and found.holds_on(day) else None


def computed(elapsed: Elapsed) -> Share | None:
    """The share that made a case late: the largest of the time that counted.

    The time in which the applicant had the next move has put the due date off
    already, so it makes nothing late; it is named only where there is nothing
    else. None for a case without working time.
    """
    counted = [share for share in elapsed.shares if share.cause is not Cause.CITIZEN]
    return next(iter(counted or elapsed.shares), None)


def read(file: str, content: bytes, mistakes: list[Mistake]) -> CauseList | None:
    """Read a list, noting every mistake; None when it is no TOML at all."""
    table = toml_table.parse(file, content, mistakes)
    if table is None:
        return None
    source = Name(table.text("source"), table.text("source_en", ""))
    causes = tuple(_cause(entry) for entry in table.tables("causes"))
    proposals = [_proposal(entry, causes) for entry in table.tables("proposals")]
    if not causes:
        table.note("causes", Said(mark("At least one cause is needed.")))
    table.close()
    _note_doubles(table, [cause.key for cause in causes])
    return CauseList(causes, {when: key for when, key in proposals if when}, source)


_WHOSE: Mapping[Whose, str] = {
    Whose.OFFICE: mark("the office"),
    Whose.APPLICANT: mark("the applicant"),
    Whose.OTHER_AGENCY: mark("another agency"),
    Whose.FORCE_MAJEURE: mark("force majeure"),
    Whose.SYSTEM: mark("the information system"),
    Whose.OTHER: mark("other"),
}


def _cause(entry: TomlTable) -> OfficialCause:
    key = entry.text("key")
    if len(key) > LONGEST_KEY:
        entry.note("key", Said(mark("A key has at most %(n)s letters."), n=LONGEST_KEY))
    found = OfficialCause(
        key=key,
        named=Name(entry.text("name"), entry.text("name_en", "")),
        whose=_whose(entry),
        wants_note=entry.yes_no("wants_note", default=False),
        ended=entry.day("ended") if "ended" in entry else None,
    )
    entry.close()
    return found


def _whose(entry: TomlTable) -> Whose:
    typed = entry.text("whose")
    if typed in set(Whose):
        return Whose(typed)
    if typed:
        entry.note("whose", Said(mark("Choose one of: %(choices)s."), choices=", ".join(Whose)))
    return Whose.OTHER


def _proposal(
    entry: TomlTable, causes: tuple[OfficialCause, ...]
) -> tuple[tuple[Cause, bool] | None, str]:
    typed, key = entry.text("computed"), entry.text("cause")
    elsewhere = entry.yes_no("elsewhere", default=False)
    entry.close()
    if key and key not in {cause.key for cause in causes}:
        entry.note("cause", Said(mark("The list has no cause “%(key)s”."), key=key))
    if typed in set(Cause):
        return (Cause(typed), elsewhere), key
    if typed:
        entry.note("computed", Said(mark("Choose one of: %(choices)s."), choices=", ".join(Cause)))
    return None, key


def _note_doubles(table: TomlTable, keys: list[str]) -> None:
    """A key that comes twice would give old cases the name of another cause."""
    for place, key in enumerate(keys, start=1):
        if key and key in keys[: place - 1]:
            said = Said(mark("The key “%(key)s” is there twice; keys are never reused."), key=key)
            table.note(f"causes[{place}].key", said)

"""Moulds: told rows with holes where each stamped case has something of its own.

A value of a told row is the same in every case, or it says where it comes from: a
moment is that of an act, a due date or the end of an allowance; a key is that of a row
of the case, of a person or a department. What a mould can't explain it refuses, so
that a new column is never filled with what was true of the told case alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from sqlalchemy import ForeignKey, Table

from engine.models import Base
from engine.rules.names import fold
from engine.rules.term_record import read_term
from tests.benchmarks.generator import holes
from tests.benchmarks.generator.holes import Hole, Moment
from tests.benchmarks.generator.life import Life, iso
from tests.benchmarks.generator.telling import ID_NUMBER, NAME, PHONE, Row, Rows, Told

Stamp = Callable[[Life], list[Any]]
Words = Callable[[datetime], Any]

_FILE = next(iter(Base.metadata.tables["document"].c.file_id.foreign_keys))
# The office's setting rather than the case's: the procedure told is the one stamped.
_SAME_EVERYWHERE = frozenset({"procedure", "procedure_version"})


@dataclass(frozen=True)
class Setting:
    """Where the cases are stamped into: how a moment is kept there, by which calendar.

    A ``brief`` case leaves out what would only fill a disk; see ``Sample``.
    """

    words: Words
    calendar_id: int
    brief: bool


class Unexplained(ValueError):
    """A told value that could not be traced to anything of the case."""


class Mould:
    """What a plot leaves after one of its acts, ready to be stamped."""

    def __init__(
        self, told: Told, act: int, setting: Setting, earlier: Sequence[Mould] = ()
    ) -> None:
        self._told = told
        self._setting = setting
        self._earlier = earlier
        self._rows = _brief(told.after[act]) if setting.brief else told.after[act]
        case, documents = self._rows["case_file"][0], self._rows["document"]
        self._moments = self._moments_told()
        self._tokens = self._tokens_told()
        self._token = re.compile("|".join(map(re.escape, sorted(self._tokens, key=len)[::-1])))
        self.state = self._text_of_state()
        self.counts = {name: len(rows) for name, rows in self._rows.items() if rows}
        self.stamps: dict[str, list[Stamp]] = {
            name: [self._stamp(Base.metadata.tables[name], row) for row in self._rows[name]]
            for name in self.counts
        }
        self.is_open = case["closed_at"] is None
        terms = [row["term"] for row in told.after[act]["deadline_event"] if row["term"]]
        self.term = read_term(terms[0]) if terms else None
        self.documents = [
            (row["register"], self.act(row["issued_at"]), _notation(row)) for row in documents
        ]

    def _stamp(self, table: Table, row: Row) -> Stamp:
        values: list[Any] = []
        holes: list[tuple[int, Hole]] = []
        for place, column in enumerate(table.columns):
            made = self._made(table, column.name, row)
            if callable(made):
                holes.append((place, made))
            values.append(None if callable(made) else made)

        def stamp(life: Life) -> list[Any]:
            stamped = values.copy()
            for place, hole in holes:
                stamped[place] = hole(life)
            return stamped

        return stamp

    def _made(self, table: Table, name: str, row: Row) -> Any:
        """A value that never changes, or the hole that makes it."""
        value = row[name]
        special = _SPECIAL.get(f"{table.name}.{name}")
        if special is not None:
            return special(self, row)
        if value is None:
            return None
        if name == "id":
            return self._key(table.name, value)
        for key in table.columns[name].foreign_keys:
            return self._foreign(key, value)
        match value:
            case datetime():
                return self._moment(value)
            case date():
                return holes.day_of(self._day(value))
            case dict() | list():
                return self.text(orjson.dumps(value).decode())
            case str():
                return self.text(value)
        return value

    def _foreign(self, key: ForeignKey, value: int | str) -> Any:
        other = key.column.table.name
        if other == "stored_file" and self._setting.brief:
            return self._shared_file(int(value))
        if other in self._rows:
            return self._key(other, value)
        if other == "agency":
            return lambda life: life.commune.id
        if other == "officer":
            login = self._told.logins[int(value)]
            return lambda life: life.people[login][0]
        if other == "department":
            code = self._told.departments[int(value)]
            return lambda life: life.commune.departments[code][0]
        if other == "calendar_change":
            return self._setting.calendar_id
        if other in _SAME_EVERYWHERE:
            return value
        raise Unexplained(f"{key.parent} is {value!r}")

    def _shared_file(self, key: int) -> Hole:
        digest = next(
            row["sha256"] for row in self._told.after[-1]["stored_file"] if row["id"] == key
        )
        return lambda life: life.commune.files[digest]

    def _key(self, table: str, value: Any) -> Hole:
        """The key of one of the case's own rows, by its place among them."""
        keys = [row["id"] for row in self._rows[table]]
        place = keys.index(value)
        return lambda life: life.ids[table] + place

    def _moment(self, value: datetime) -> Hole:
        words = self._setting.words
        found = self._moments.get(value)
        if found is None:
            raise Unexplained(f"The moment {value} is of no act.")
        return lambda life: words(found(life))

    def _moments_told(self) -> dict[datetime, Moment]:
        """What each moment of the told case is in another one; the acts come first."""
        ends = {
            row["due"]: holes.of_end(self.act(row["started_at"]), row["allowance"])
            for row in self._rows["task"]
            if row["due"] is not None
        }
        dues = dict.fromkeys(
            row["due_after"] for row in self._told.after[-1]["deadline_event"] if row["due_after"]
        )
        return {
            **ends,
            **{due: holes.of_due(place) for place, due in enumerate(dues)},
            **{at.astimezone(UTC): holes.of_act(n) for n, at in enumerate(self._told.moments)},
        }

    def _tokens_told(self) -> dict[str, Hole]:
        """What stands in told texts and is something else in another case."""
        told, case, documents = self._told, self._rows["case_file"][0], self._rows["document"]
        found: dict[str, Hole] = {
            NAME: lambda life: life.citizen.name,
            fold(NAME): lambda life: life.citizen.folded,
            ID_NUMBER: lambda life: life.citizen.id_number,
            PHONE: lambda life: life.citizen.phone,
            case["code"] or f"#{case['id']}": lambda life: life.code,
        }
        for moment, hole in self._moments.items():
            found[iso(moment)] = holes.in_office_time(hole)
            found[moment.isoformat()] = holes.in_utc(hole)
        for place, at in enumerate(told.moments):
            found[f'"{at.date()}"'] = holes.quoted("", holes.day_of(place))
        for place, row in enumerate(documents):
            found[row["notation"]] = holes.notation_of(place)
            if row["file_id"] is not None:
                scan = '"sealed_scan":'
                file = self._foreign(_FILE, row["file_id"])
                found[f'{scan}"{row["file_id"]}"'] = holes.quoted(scan, file)
        for login in told.logins.values():
            found[f'"to":"{login}"'] = holes.quoted('"to":', holes.login_of(login))
        return found

    def text(self, value: str) -> Any:
        """A text, or the hole that writes it anew where something in it is the case's own."""
        parts: list[str | Hole] = []
        end = 0
        for found in self._token.finditer(value):
            parts += [value[end : found.start()], self._tokens[found[0]]]
            end = found.end()
        if not parts:
            return value
        parts.append(value[end:])
        return lambda life: "".join(part if isinstance(part, str) else part(life) for part in parts)

    def _text_of_state(self) -> Hole:
        made = self.text(self._rows["case_state"][0]["state"].decode())
        return made if callable(made) else lambda _life: made

    def step_alarm(self, row: Row) -> Any:
        """When somebody is told next of a step that waits."""
        if row["next_alarm"] is None:
            return None
        act, allowance = self.act(row["started_at"]), row["allowance"]
        return self._or_never(lambda life: life.reckoning.step_alarm(life.acts[act], allowance))

    def case_alarm(self, row: Row) -> Any:
        """When somebody is told next of the case itself, by the date that it has."""
        if row["next_alarm"] is None:
            return None
        due = self._moments[row["due"]]
        return self._or_never(lambda life: life.reckoning.case_alarm(life.acts[0], due(life)))

    def _or_never(self, moment: Callable[[Life], datetime | None]) -> Hole:
        words = self._setting.words

        def stamped(life: Life) -> Any:
            found = moment(life)
            return None if found is None else words(found)

        return stamped

    def act(self, moment: datetime) -> int:
        """Which act a moment is that of."""
        return self._told.moments.index(moment)

    def when(self, moment: datetime) -> Hole:
        """The moment of an act, not yet in the words of a database."""
        return holes.of_act(self.act(moment))

    def _day(self, day: date) -> int:
        return [at.date() for at in self._told.moments].index(day)

    def unit_of(self, code: str) -> Any:
        """A department's code, in another agency."""
        return (lambda life: life.commune.departments[code][1]) if code else ""

    def actor(self, login: str) -> Any:
        """A person's login, in another agency; the office's clock is the same everywhere."""
        return holes.login_of(login) if login in self._told.logins.values() else login

    def job_key(self, row: Row) -> Hole:
        """A job names the document or the notice it is for, in its key as in its payload."""
        word, _, rest = row["key"].partition(":")
        key = self._key({"print": "document", "notice": "notice"}[word], int(rest))
        return lambda life: f"{word}:{key(life)}"

    def job_payload(self, row: Row) -> Hole:
        """The same in its payload."""
        ((word, of),) = row["payload"].items()
        key = self._key(word, of)
        return lambda life: f'{{"{word}":{key(life)}}}'

    def audit_details(self, row: Row) -> Any:
        """What an act says of itself: the task it did, by its key."""
        details = dict(row["details"])
        task = details.pop("task", None)
        made = self.text(orjson.dumps(details).decode())
        if task is None:
            return made
        key = self._key("task", task)
        rest: Hole = made if callable(made) else lambda _life: made
        return lambda life: f'{rest(life)[:-1]},"task":{key(life)}}}'.replace("{,", "{")

    def digest_after(self, act: int) -> Any:
        """The digest of the engine's state as an act left it; none before the first."""
        if act < 0:
            return ""
        state = [*self._earlier, self][act].state
        return lambda life: hashlib.sha256(state(life).encode()).hexdigest()


def _notation(row: Row) -> str:
    """How a document is numbered, with a place for its number in the register."""
    if row["notation"] == f"{row['number']:02d}/{row['register']}":
        return f"{{:02d}}/{row['register']}"
    return f"{{:04d}}/{row['notation'].partition('/')[2]}"


def _brief(rows: Rows) -> Rows:
    """Leave out the prints' jobs, the files, the choices, and the acts between first and last."""
    acts = rows["audit_entry"]
    first = {**acts[0], "details": {k: v for k, v in acts[0]["details"].items() if k != "task"}}
    state = rows["case_state"][0]
    path = {key: kept for key, kept in state["path"].items() if key != "choices"}
    return {
        **rows,
        "job": [job for job in rows["job"] if job["kind"] != "print_document"],
        "stored_file": [],
        "audit_entry": [first, *acts[1:][-1:]],
        "case_state": [{**state, "path": path}],
    }


def _number(mould: Mould, row: Row) -> Hole:
    place = mould._rows["document"].index(row)
    return lambda life: life.numbers[place]


def _year(mould: Mould, row: Row) -> Hole:
    act = mould.act(row["issued_at"])
    return lambda life: life.day(act).year


def _state(mould: Mould, _row: Row) -> Hole:
    return lambda life: mould.state(life).encode()


_SPECIAL: Mapping[str, Callable[[Mould, Row], Any]] = {
    "case_file.code": lambda _mould, row: (lambda life: life.code) if row["code"] else None,
    "case_file.secret": lambda _mould, row: (lambda life: life.secret) if row["secret"] else None,
    "case_state.state": _state,
    "case_file.next_alarm": lambda mould, row: mould.case_alarm(row),
    "task.next_alarm": lambda mould, row: mould.step_alarm(row),
    "document.number": _number,
    "document.year": _year,
    "job.key": lambda mould, row: mould.job_key(row),
    "job.payload": lambda mould, row: mould.job_payload(row),
    "audit_entry.details": lambda mould, row: mould.audit_details(row),
    "audit_entry.actor": lambda mould, row: mould.actor(row["actor"]),
    "audit_entry.unit": lambda mould, row: mould.unit_of(row["unit"]),
    "audit_entry.at": lambda mould, row: mould.when(row["at"]),
    "audit_entry.before_hash": lambda mould, row: mould.digest_after(mould.act(row["at"]) - 1),
    "audit_entry.after_hash": lambda mould, row: mould.digest_after(mould.act(row["at"])),
    # The chain gives these.
    "audit_entry.seq": lambda _mould, _row: None,
    "audit_entry.prev": lambda _mould, _row: "",
    "audit_entry.hash": lambda _mould, _row: "",
}

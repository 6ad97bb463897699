"""Stamp as many cases as are wanted, and pour them into an office's tables."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.demo.people_of_the_ward import FAMILY, GIVEN, MIDDLE
from engine.models import AuditEntry, Base, Case, Counter, StoredFile
from engine.office import MovedClock, Office
from engine.queries import calendars
from engine.queries.deadline_history import recomputed
from engine.rules import case_number
from engine.rules.calendar import OFFICE_ZONE, office_time
from engine.rules.names import fold
from engine.rules.pause import Pause, PauseKind
from tests.benchmarks.generator import bulk, province
from tests.benchmarks.generator.life import Citizen, Life
from tests.benchmarks.generator.mould import Mould, Setting
from tests.benchmarks.generator.pace import Pace
from tests.benchmarks.generator.plots import PLOTS, REGISTER, Plot
from tests.benchmarks.generator.telling import recorded_tables, told
from tests.benchmarks.generator.trail import Trail
from tests.office import make_office

YEARS = 3
SECRET_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CITIZENS = 3_000
AT_ONCE = 20_000
# Open cases of a backlog came in during these last working days.
BACKLOG_DAYS = 30


@dataclass(frozen=True)
class Sample:
    """What is wanted: so many cases, so many of them left open, in so many agencies.

    A ``brief`` sample leaves out what a million cases would fill the disk with and no
    list or report reads: the prints' jobs, all of an act's audit entries but the first and
    the last, what each gateway was told, a file's row for each print.
    """

    cases: int
    backlog: int = 0
    agencies: int = 3
    seed: int = 1
    brief: bool = False
    until: datetime = datetime(2026, 11, 16, 9, 2, tzinfo=OFFICE_ZONE)


@dataclass(frozen=True)
class Generated:
    """What was made."""

    cases: int
    open_cases: int
    rows: int


def make_province(folder: Path, url: str | None, sample: Sample) -> Office:
    """An office with its agencies and people, three years before the sample ends."""
    office = make_office(folder, url, at=sample.until - timedelta(days=365 * YEARS), founded=False)
    province.found_province(office, sample.agencies)
    return office


def generate(office: Office, sample: Sample) -> Generated:
    """Fill a province that has no cases yet; its clock is then at the sample's end."""
    with office.reading() as session:
        if session.scalar(select(func.count()).select_from(Case)):
            raise ValueError("The generator fills an office that has no cases.")
    assert isinstance(office.clock, MovedClock)
    generator = _Generator(office, sample)
    office.close()
    with bulk.pouring(office.database) as into:
        made = generator.pour(into)
    office.clock.at = sample.until
    return made


_LASTING = tuple(plot for plot in PLOTS if len(plot.acts) > 1)
_WEIGHTS = list(accumulate(plot.weight for plot in PLOTS))
_LASTING_WEIGHTS = list(accumulate(plot.weight for plot in _LASTING))


class _Generator:
    def __init__(self, office: Office, sample: Sample) -> None:
        self.sample = sample
        self.words = bulk.words_of(office.database)
        self.chance = Random(sample.seed)
        self.files = office.files
        with office.reading() as session:
            self.communes = province.communes(session)
            working = calendars.current(session, office)
            self.trail = Trail(session, self.words)
            self.numbers = defaultdict(
                int, dict(session.execute(select(Counter.key, Counter.n)).all())
            )
            self.next_key = _next_keys(session)
        self.setting = Setting(self.words, working.revision, sample.brief)
        self.pace = Pace.of(working.of(None), office.today(), sample.until)
        # Some communes are much larger than others.
        self.sizes = list(accumulate(1 / (1 + n) ** 0.5 for n in range(len(self.communes))))
        self.citizens = [_citizen(self.chance) for _ in range(CITIZENS)]
        self.moulds: dict[Plot, list[Mould]] = {}
        self.waiting: defaultdict[str, list[Sequence[Any]]] = defaultdict(list)
        self.rows = self.open_cases = 0

    def pour(self, into: bulk.Pouring) -> Generated:
        """Let the cases come in one after the other, and give all of them to the tables."""
        for start, is_left_open in self._arrivals():
            self._case(start, is_left_open=is_left_open)
            if len(self.waiting["task"]) >= AT_ONCE:
                self._flush(into)
        self._chain(None)
        self._flush(into)
        into.run(
            "INSERT INTO counter (key, n) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET n = excluded.n",
            list(self.numbers.items()),
        )
        until = self.words(self.sample.until)
        into.run(
            "UPDATE audit_head SET seq = ?, hash = ?, at = ?, alive_at = ? WHERE agency_id = ?",
            [(head.seq, head.hash, self.words(head.at), until, agency)
             for agency, head in self.trail.heads.items()],
        )  # fmt: skip
        return Generated(self.sample.cases, self.open_cases, self.rows)

    def _arrivals(self) -> Iterator[tuple[int, bool]]:
        sample, pace = self.sample, self.pace
        ordinary = pace.arrivals(self.chance, sample.cases - sample.backlog)
        left = pace.late_arrivals(self.chance, sample.backlog, BACKLOG_DAYS)
        return heapq.merge(
            ((start, False) for start in ordinary), ((start, True) for start in left)
        )

    def _case(self, start: int, *, is_left_open: bool) -> None:
        chance = self.chance
        if is_left_open:
            plot = chance.choices(_LASTING, cum_weights=_LASTING_WEIGHTS)[0]
            plot, acts = self.pace.leave_open(chance, plot, start)
        else:
            plot = chance.choices(PLOTS, cum_weights=_WEIGHTS)[0]
            plot, acts = self.pace.live(chance, plot, start)
        mould = self._mould(plot, len(acts) - 1)
        life = self._life(mould, plot, acts)
        for table, stamps in mould.stamps.items():
            rows = [stamp(life) for stamp in stamps]
            if table == AuditEntry.__tablename__:
                for row in rows:
                    self.trail.add(row)
            else:
                self.waiting[table] += rows
        self.open_cases += mould.is_open
        self._chain(acts[0])

    def _life(self, mould: Mould, plot: Plot, acts: list[datetime]) -> Life:
        chance = self.chance
        commune = chance.choices(self.communes, cum_weights=self.sizes)[0]
        life = Life(
            commune=commune,
            citizen=chance.choice(self.citizens),
            secret="".join(chance.choices(SECRET_LETTERS, k=6)),
            people={told: chance.choice(sits) for told, sits in commune.seats.items()},
            acts=acts,
            dues=self._dues(mould, plot, acts),
            reckoning=self.pace.reckoning,
        )
        for table, count in mould.counts.items():
            life.ids[table] = self.next_key.get(table, 0)
            if table in self.next_key:
                self.next_key[table] += count
        day = life.day(0)
        life.code = f"#{life.ids['case_file']}"
        if plot.acts[0].step == REGISTER:
            number = self._next_number(f"case:{commune.code}:{day:%y%m%d}")
            life.code = case_number.compose(commune.code, day, number)
        for register, act, notation in mould.documents:
            number = self._next_number(f"register:{commune.code}:{register}:{life.day(act).year}")
            life.numbers.append(number)
            life.notations.append(notation.format(number))
        return life

    def _next_number(self, key: str) -> int:
        self.numbers[key] += 1
        return self.numbers[key]

    def _dues(self, mould: Mould, plot: Plot, acts: list[datetime]) -> list[datetime]:
        """The due dates of a case, as its promise and its pause make them."""
        if mould.term is None:
            return []
        reckoning = self.pace.reckoning
        promised = reckoning.due(acts[0], mould.term)
        steps = [act.step for act in plot.acts[: len(acts)]]
        if "receive_supplement" not in steps:
            return [promised]
        asked, ended = (acts[steps.index(f"{act}_supplement")] for act in ("issue", "receive"))
        pause = Pause(office_time(asked), office_time(ended), PauseKind.SUPPLEMENT)
        moved = recomputed(acts[0], promised, mould.term, [pause], reckoning.calendar)
        return [promised, moved]

    def _mould(self, plot: Plot, act: int) -> Mould:
        """The mould of a plot after an act; all of a plot's are made together."""
        if plot not in self.moulds:
            story = told(plot)
            made: list[Mould] = []
            for place in range(len(plot.acts)):
                made.append(Mould(story, place, self.setting, tuple(made)))
            self.moulds[plot] = made
            for content in story.files.values():
                self._keep(self.files.put(content), len(content))
        return self.moulds[plot][act]

    def _keep(self, digest: str, size: int) -> None:
        """Let a file of the told office be there; brief cases of a commune share its row."""
        if not self.sample.brief:
            return
        for commune in self.communes:
            if digest not in commune.files:
                key = commune.files[digest] = self.next_key["stored_file"]
                self.next_key["stored_file"] += 1
                row = {"id": key, "agency_id": commune.id, "sha256": digest, "name": "mau.pdf",
                       "media_type": "application/pdf", "size": size,
                       "stored_at": self.words(self.pace.moments[0])}  # fmt: skip
                columns = Base.metadata.tables[StoredFile.__tablename__].columns.keys()
                self.waiting[StoredFile.__tablename__].append([row.get(name) for name in columns])

    def _chain(self, before: datetime | None) -> None:
        self.waiting[AuditEntry.__tablename__] += self.trail.until(before)

    def _flush(self, into: bulk.Pouring) -> None:
        for table in recorded_tables():
            rows = self.waiting.pop(table.name, [])
            if rows:
                into.pour(table, rows)
                self.rows += len(rows)


def _next_keys(session: Session) -> dict[str, int]:
    """The next key of each table that counts its rows."""
    return {
        table.name: (session.scalar(select(func.max(table.c.id))) or 0) + 1
        for table in recorded_tables()
        if "id" in table.c
    }


def _citizen(chance: Random) -> Citizen:
    name = " ".join(chance.choice(part) for part in (FAMILY, MIDDLE, GIVEN))
    return Citizen(
        name, fold(name), f"056{chance.randrange(10**9):09d}", f"09{chance.randrange(10**8):08d}"
    )

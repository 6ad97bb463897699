"""Cases led through every verb in any order, and what must hold of the office afterwards.

Nobody in an office keeps to an order: a case is put off, paused twice, sent back
and withdrawn while the calendar changes under it and an hour that it was entered
with is refused. What a verb refuses in words is an answer; whatever breaks is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from structlog.testing import capture_logs

from engine import jobs
from engine.actions import alarms, timekeeping
from engine.errors import Refusal
from engine.gateways.printing import MemoryPrinter
from engine.models import Case, Job
from engine.office import MovedClock, Office
from engine.queries import calendars, deadline_history, invariants
from engine.rules.calendar import OFFICE_ZONE
from tests.campaign import acts, time_acts
from tests.campaign.acts import Desk
from tests.office import make_office, person
from tests.pausing import ADMITTED
from tests.redrawn import publish
from tests.web.desk import desk as seated
from tests.web.desk import screens

# Where dates are hardest: a plain week, the end of a year, before Tết.
BEGINNINGS = (
    datetime(2026, 11, 16, 8, tzinfo=OFFICE_ZONE),
    datetime(2026, 12, 30, 16, 59, tzinfo=OFFICE_ZONE),
    datetime(2027, 2, 3, 11, 30, tzinfo=OFFICE_ZONE),
)
# How often the procedure lets a case be put off, whether that counts, and what a
# supplement makes of its term.
EXTENSIONS = ((1, "false"), (3, "false"), (3, "true"), (0, "false"))
RESUMING = ("domain_notes", "decree_61_2018")
# Every act, and how often it is chosen beside the others.
ACTS: dict[Callable[[Desk], None], int] = {
    acts.receive: 8,
    acts.enter_late: 4,
    acts.note_outage: 2,
    acts.correct_outage: 1,
    acts.decide_hour: 3,
    acts.work: 40,
    acts.take_in_hand: 4,
    acts.pause: 8,
    acts.resume: 8,
    acts.give_more_time: 3,
    acts.put_off: 6,
    acts.steer: 6,
    acts.end: 2,
    acts.state_earlier_return: 2,
    acts.decide_return: 2,
    acts.confirm_cause: 3,
    time_acts.pass_time: 25,
    time_acts.tick: 12,
    time_acts.do_what_is_owed: 8,
    time_acts.change_calendar: 4,
    time_acts.take_back: 2,
    time_acts.decide_counting: 2,
    time_acts.decide_reminders: 2,
    time_acts.leap: 1,
}
READERS = ("lan", "hoa", "quang", "quan")
PAGES = ("/hs/{}", "/hs/{}/xin-loi", "/hs/{}/giay-hen", "/hs/{}/dieu-chinh", "/api/v1/cases/{}")
LISTS = (
    "/viec?o=phong", "/ban-tin", "/ban-tin.ics", "/thong-bao", "/quan-ly/xin-loi",
    "/quan-ly/da-nhac", "/quan-ly/du-bao", "/quan-ly/thoi-han", "/quan-ly/ly-do-tre",
    "/quan-ly/bo-sung-muon", "/quan-ly/xac-nhan-gio", "/quan-ly/gian-doan", "/quan-ly/lich",
    "/quan-ly/chinh-sach", "/quan-ly/ly-do-tre.docx", "/quan-ly/thoi-han.xlsx",
)  # fmt: skip


@dataclass
class Lived:
    """What was done, how often it was refused, and everything that should not be."""

    cases: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Any]:
        """It as a line of the campaign."""
        told = {"done": dict(self.done.most_common()), "refused": dict(self.refused.most_common())}
        return {"cases": self.cases, **told, "wrong": self.wrong}


def live_often(lives: int, moves: int, seed: int, url: Callable[[], str | None]) -> Lived:
    """Live so many lives, each in an office of its own, and add up what came of them."""
    all_of_them = Lived()
    for number in range(lives):
        with TemporaryDirectory() as folder:
            lived = live(Path(folder), moves, seed + number, url=url())
        all_of_them.cases += lived.cases
        all_of_them.done += lived.done
        all_of_them.refused += lived.refused
        all_of_them.wrong += [f"seed {seed + number}: {one}" for one in lived.wrong]
    return all_of_them


def live(folder: Path, moves: int, seed: int, *, url: str | None = None) -> Lived:
    """Let people do so many things, each chosen by chance; then look at everything."""
    chance, lived = Random(seed), Lived()
    with closing(make_office(folder, url)) as made, capture_logs() as logs:
        office = replace(made, printer=MemoryPrinter())
        _begin(office, chance)
        desk = Desk(office, chance)
        acts.receive(desk)
        for number in range(moves):
            (act,) = chance.choices(list(ACTS), list(ACTS.values()))
            _try(desk, act, lived, number)
        jobs.tick(office)
        jobs.run_due(office)
        lived.cases = len(desk.codes)
        # The clock's jobs go on with the next case when one breaks, and log it.
        lived.wrong += [str(line) for line in logs if line["log_level"] == "error"]
        lived.wrong += [*_broken(office), *_unsettled(office), *_crashed(desk)]
    return lived


def _begin(office: Office, chance: Random) -> None:
    """Move the clock to where this life begins, and publish the rules that it has."""
    clock = office.clock
    assert isinstance(clock, MovedClock)
    clock.at = chance.choice(BEGINNINGS)
    with office.transaction() as session:
        timekeeping.confirm_clock(session, office, person(office, "an"), "Đã so giờ")
    most, counts = chance.choice(EXTENSIONS)
    facts = {
        **ADMITTED,
        "most = 1\ncounts = false": f"most = {most}\ncounts = {counts}",
        '[resume]\nruns = "domain_notes"': f'[resume]\nruns = "{chance.choice(RESUMING)}"',
    }
    publish(office, {}, facts=facts)


def _try(desk: Desk, act: Callable[[Desk], None], lived: Lived, number: int) -> None:
    try:
        act(desk)
    except Refusal:
        lived.refused[act.__name__] += 1
    except Exception as broken:  # noqa: BLE001  (whatever is no refusal is what is looked for)
        lived.wrong.append(f"{number} {act.__name__}: {type(broken).__name__} {broken}"[:400])
    else:
        lived.done[act.__name__] += 1


def _broken(office: Office) -> list[str]:
    """What ``motcua verify`` finds, and the jobs that failed."""
    broken = [f"{one.invariant} {one.things}" for one in invariants.verify(office)]
    with office.reading() as session:
        failed = session.scalars(select(Job).where(Job.done_at.is_(None))).all()
        return broken + [f"job {job.key}: {job.error}" for job in failed]


def _unsettled(office: Office) -> list[str]:
    """Dates and alarms that would move if they were computed once more; there are none."""
    with office.reading() as session:
        cases = session.scalars(calendars.open_cases(None)).all()
        open_ones = session.scalars(select(Case.id).where(Case.closed_at.is_(None))).all()
        working = calendars.current(session, office)
        moves = list(deadline_history.moves(session, working, cases))
    wrong = [f"{move.code} is due at {move.after}, not {move.before}" for move in moves]
    moved = alarms.lay_all(office, open_ones)
    return [*wrong, f"{moved} alarms stood elsewhere"] if moved else wrong


def _crashed(desk: Desk) -> list[str]:
    """Every page that shows what came of it, each read by somebody who may or may not."""
    app = screens(desk.office)
    browsers = {login: seated(app, desk.office, login).client for login in READERS}
    places = [place.format(code) for code in dict.fromkeys(desk.codes) for place in PAGES]
    wrong = []
    for place in (*places, *LISTS):
        login = desk.chance.choice(READERS)
        answer = browsers[login].get(place)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            wrong.append(f"{login} {place}: {answer.status_code}")
    return wrong

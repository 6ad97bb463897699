"""Why late cases were late: what is computed and proposed, and what was confirmed.

For one case file and for a whole list alike: a few statements, however many
cases. A case's own time is divided by ``queries/why_late``; here is what of it
made the case late, which cause that proposes, and what a head confirmed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session, joinedload

import bpmn
from engine.errors import SettingsWrong
from engine.i18n import Name, Said, mark
from engine.models import Case, Department, LateCause, Offering, Officer
from engine.office import Office
from engine.queries import calendars, case_parts, organisation, scope, why_late
from engine.queries.why_late import AT_ONCE, TimeSpent
from engine.rules import late_cause
from engine.rules.late_cause import CauseList, OfficialCause
from engine.rules.permission import Action, may
from engine.rules.standing import Standing
from engine.rules.toml_table import Mistake
from engine.rules.why_late import Cause, Elapsed, Share, share_said


@dataclass(frozen=True)
class Asked:
    """A late case whose cause is asked for, with where its time went."""

    case_id: int
    agency_id: int
    procedure_id: int
    elapsed: Elapsed


@dataclass(frozen=True)
class Computed:
    """What made a case late as its time tells, and the cause that this proposes."""

    share: Share | None
    spent: TimeSpent
    proposed: OfficialCause | None

    @property
    def said(self) -> Said | None:
        """The share in words: "2 days in the hands of …"."""
        if self.share is None:
            return None
        return share_said(self.share, self.spent.units.get(self.share.unit, self.share.unit))


@dataclass(frozen=True)
class Confirmed:
    """A cause that somebody confirmed, with what was computed at that moment."""

    id: int
    round: int
    cause: str
    named: Said
    note: str
    reason: str
    by: str
    at: datetime
    computed: Said | None


@dataclass(frozen=True)
class CaseCause:
    """Why one late case was late, for its file: the last confirmation first."""

    code: str
    standing: Standing
    computed: Computed
    rounds: tuple[Confirmed, ...]
    offered: tuple[OfficialCause, ...]
    source: Name
    may_confirm: bool

    @property
    def confirmed(self) -> Confirmed | None:
        """The confirmation that holds."""
        return self.rounds[0] if self.rounds else None


def cause_list(office: Office) -> CauseList:
    """The province's list of causes; raises ``SettingsWrong`` when its file has mistakes."""
    return list_of(office.settings.home)


def list_of(home: Path) -> CauseList:
    """The list in the office's folder if there is one, else the shipped one.

    Raises ``SettingsWrong``, which names the first mistake of the folder's own.
    """
    file = home / bpmn.LATE_CAUSES_FILE
    return _read(str(file), file.read_bytes()) if file.is_file() else _shipped()


def of_case(session: Session, office: Office, officer: Officer, code: str) -> CaseCause | None:
    """Why a case is late; None for one that is not and for which nobody confirmed a cause."""
    case = session.scalars(
        select(Case).where(Case.code == code.strip().upper(), scope.visible_cases(officer))
    ).one_or_none()
    if case is None:
        return None
    standing = standing_of(session, office, case)
    if standing is None:
        return None
    rounds = history(session, office, case.id)
    # Most cases are in time, and their time need not be divided for this.
    spent = why_late.of_case(session, office, case) if standing.is_late or rounds else None
    if spent is None:
        return None
    asked = Asked(case.id, case.agency_id, case.procedure_id, spent.elapsed)
    known = cause_list(office)
    return CaseCause(
        code=case.code or "",
        standing=standing,
        computed=computed(session, office, [asked])[case.id],
        rounds=rounds,
        offered=known.offered(office.today()),
        source=known.source,
        may_confirm=standing.is_late and may_confirm(session, officer, case),
    )


def standing_of(session: Session, office: Office, case: Case) -> Standing | None:
    """How a case stands as reports judge it: a voided one is in none of them."""
    if case.outcome == "voided":
        return None
    return case_parts.standing_of(
        calendars.of(session, office, case.agency_id),
        office.now(),
        case.dates,
        case.finished_at or case.closed_at,
        case.paused_at,
    )


def may_confirm(session: Session, officer: Officer, case: Case) -> bool:
    """Whether a case that this person sees is theirs to answer for.

    Heads see what came to their department; a leader sees the whole agency's.
    A partner's people answer for no case of another agency.
    """
    if not may(officer.roles, Action.CONFIRM_CAUSE):
        return False
    return officer.agency_id in {case.agency_id, organisation.deciding_agency(session, case)}


def computed(session: Session, office: Office, asked: Sequence[Asked]) -> dict[int, Computed]:
    """What made each case late and what that proposes, by the id of the case."""
    today, known = office.today(), cause_list(office)
    units = _units(session, {share.unit for one in asked for share in one.elapsed.shares})
    deciding = _deciding(session, asked)
    found = {}
    for one in asked:
        share = late_cause.computed(one.elapsed)
        own = {one.agency_id, deciding.get((one.agency_id, one.procedure_id), one.agency_id)}
        proposed = share and known.proposed(
            share.cause, elsewhere=units.is_elsewhere(share.unit, own), day=today
        )
        found[one.case_id] = Computed(share, TimeSpent(one.elapsed, units.names), proposed or None)
    return found


def confirmed(session: Session, office: Office, case_ids: Sequence[int]) -> dict[int, Confirmed]:
    """The confirmation that holds for each case that has one, by the id of the case."""
    known = cause_list(office)
    found: dict[int, Confirmed] = {}
    for first in range(0, len(case_ids), AT_ONCE):
        ids = case_ids[first : first + AT_ONCE]
        last = (
            select(LateCause.case_id, func.max(LateCause.round))
            .where(LateCause.case_id.in_(ids))
            .group_by(LateCause.case_id)
        )
        rows = session.scalars(
            select(LateCause)
            .options(joinedload(LateCause.confirmed_by))
            .where(tuple_(LateCause.case_id, LateCause.round).in_(last))
        ).all()
        found |= {row.case_id: _confirmed(row, known, {}) for row in rows}
    return found


def said(session: Session, office: Office, codes: Sequence[str]) -> dict[str, Said]:
    """Why each of these late cases is late, in a line: as confirmed, else as its time tells."""
    cases = session.scalars(select(Case).where(Case.code.in_(codes))).all()
    known = confirmed(session, office, [case.id for case in cases])
    asked = [
        why_late.Asked(case.id, case.agency_id, case.received_at, _until(case, office))
        for case in cases
        if case.id not in known and case.received_at is not None
    ]
    spent = why_late.elapsed(session, office, asked)
    told = computed(
        session,
        office,
        [
            Asked(case.id, case.agency_id, case.procedure_id, spent[case.id])
            for case in cases
            if case.id in spent
        ],
    )
    found = {}
    for case in cases:
        if holds := known.get(case.id):
            text = mark("%(cause)s (confirmed by %(by)s)")
            found[case.code or ""] = Said(text, cause=holds.named, by=holds.by)
        elif case.id in told and (share := told[case.id].said):
            found[case.code or ""] = share
    return found


def _until(case: Case, office: Office) -> datetime:
    return case.finished_at or case.closed_at or office.now()


def history(session: Session, office: Office, case_id: int) -> tuple[Confirmed, ...]:
    """Every confirmation of a case, the last first."""
    rows = session.scalars(
        select(LateCause)
        .options(joinedload(LateCause.confirmed_by))
        .where(LateCause.case_id == case_id)
        .order_by(LateCause.round.desc())
    ).all()
    names = _units(session, {row.computed_unit for row in rows}).names if rows else {}
    known = cause_list(office)
    return tuple(_confirmed(row, known, names) for row in rows)


@dataclass(frozen=True)
class _Units:
    """Units by their code, which is unique in an agency only."""

    names: Mapping[str, Name]
    agencies: Mapping[str, frozenset[int]]

    def is_elsewhere(self, code: str, own: Iterable[int]) -> bool:
        """Whether no unit of this code belongs to one of these agencies."""
        whose = self.agencies.get(code)
        return whose is not None and whose.isdisjoint(own)


def _units(session: Session, codes: Iterable[str]) -> _Units:
    rows = session.execute(
        select(Department.code, Department.agency_id, Department.name, Department.name_en).where(
            Department.code.in_(sorted(codes))
        )
    ).all()
    agencies: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        agencies[row.code].add(row.agency_id)
    return _Units(
        {row.code: Name(row.name, row.name_en) for row in rows},
        {code: frozenset(whose) for code, whose in agencies.items()},
    )


def _deciding(session: Session, asked: Iterable[Asked]) -> dict[tuple[int, int], int]:
    """Which agency decides the cases of an agency and a procedure."""
    rows = session.execute(
        select(Offering.agency_id, Offering.procedure_id, Offering.decides_agency_id).where(
            Offering.agency_id.in_({one.agency_id for one in asked})
        )
    )
    return {(agency_id, procedure_id): decides for agency_id, procedure_id, decides in rows}


def _confirmed(row: LateCause, known: CauseList, names: Mapping[str, Name]) -> Confirmed:
    said = None
    if row.computed:
        share = Share(Cause(row.computed), row.computed_unit, row.computed_minutes)
        said = share_said(share, names.get(share.unit, share.unit))
    return Confirmed(
        id=row.id,
        round=row.round,
        cause=row.cause,
        named=known.called(row.cause),
        note=row.note,
        reason=row.reason,
        by=row.confirmed_by.name,
        at=row.confirmed_at,
        computed=said,
    )


@lru_cache(maxsize=1)
def _shipped() -> CauseList:
    return _read(bpmn.LATE_CAUSES_FILE, bpmn.late_causes_content())


@lru_cache(maxsize=8)
def _read(file: str, content: bytes) -> CauseList:
    mistakes: list[Mistake] = []
    found = late_cause.read(Path(file).name, content, mistakes)
    if found is None or mistakes:
        raise SettingsWrong(
            Said(
                mark("The list of causes %(file)s has mistakes: %(first)s (%(n)s in all)."),
                file=file,
                first=Said(mark("%(place)s: %(what)s"), place=mistakes[0].key or mistakes[0].file,
                           what=mistakes[0].said),
                n=len(mistakes),
            )
        )  # fmt: skip
    return found

"""Running cases taken over to a newer version: planned, done case by case, undone."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from engine.actions import upgrading
from engine.errors import BadAnswers, NotAllowed, NotFound, WrongMove
from engine.models import AuditEntry, Case, CaseUpgrade, ProcedureVersion
from engine.office import Office
from engine.queries import invariants, upgrades
from engine.queries.upgrades import Group
from engine.workflow import CannotUpgrade, Fit
from tests import redrawn
from tests.good_day import a_case
from tests.office import do, person, waiting

WHY = "Quyết định 12/QĐ-UBND đổi quy trình"
QUALIFIED = {"appraisal": "qualified", "findings": "Hợp lệ", "business_code": "4711"}
RENAMED = {
    'name="Thẩm định hồ sơ"': 'name="Thẩm định lại hồ sơ"',
}


def newest(office: Office) -> int:
    with office.reading() as session:
        return (
            session.scalars(
                select(ProcedureVersion.id).order_by(ProcedureVersion.number.desc())
            ).first()
            or 0
        )


def groups(office: Office, **choices: dict[str, str]) -> tuple[Group, ...]:
    officer = person(office, "phuong")
    with office.reading() as session:
        (procedure,) = upgrades.procedures(session, officer)
        return upgrades.page(session, office, officer, procedure.procedure_id, choices).groups


def upgrade(office: Office, code: str, login: str = "phuong", **choices: str) -> Case:
    version = newest(office)
    with office.transaction() as session:
        return upgrading.upgrade(
            session, office, person(office, login), code, version, choices, WHY
        )


def made(office: Office) -> CaseUpgrade:
    with office.reading() as session:
        return session.scalars(select(CaseUpgrade).order_by(CaseUpgrade.id.desc())).first() or (
            pytest.fail("nothing was upgraded")
        )


def undo(office: Office, upgrade_id: int, login: str = "phuong") -> None:
    with office.transaction() as session:
        upgrading.undo(session, office, person(office, login), upgrade_id)


def case_of(office: Office, code: str) -> Case:
    with office.reading() as session:
        return session.scalars(select(Case).where(Case.code == code)).one()


def test_cases_that_stand_alike_are_one_group(any_office: Office) -> None:
    alike = [a_case(any_office, until="appraise") for _ in range(2)]
    other = a_case(any_office, until="approve")
    redrawn.publish(any_office, RENAMED)

    found = {group.codes: group.fit for group in groups(any_office)}

    assert found == {tuple(alike): Fit.SAFE, (other,): Fit.SAFE}


def test_a_case_goes_on_in_the_newer_version_and_keeps_its_promise(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    before: datetime | None = case_of(any_office, code).due
    redrawn.publish(any_office, RENAMED)

    upgrade(any_office, code)

    (task,) = waiting(any_office, code)
    assert (task.step, task.name) == ("appraise", "Thẩm định lại hồ sơ")
    assert case_of(any_office, code).due == before
    assert case_of(any_office, code).version_id == newest(any_office)
    assert invariants.verify(any_office) == []
    do(any_office, "duc", code, "appraise", QUALIFIED)
    assert [task.step for task in waiting(any_office, code)] == ["tax_code"]
    with any_office.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "upgrade")).one()
    assert (entry.object, entry.actor, entry.reason) == (code, "phuong", WHY)


def test_an_upgrade_is_undone_until_the_case_moves(any_office: Office) -> None:
    code = a_case(any_office, until="appraise")
    first = case_of(any_office, code).version_id
    redrawn.publish(any_office, RENAMED)
    upgrade(any_office, code)

    undo(any_office, made(any_office).id)

    (task,) = waiting(any_office, code)
    assert task.name == "Thẩm định hồ sơ"
    assert case_of(any_office, code).version_id == first
    assert invariants.verify(any_office) == []
    with pytest.raises(WrongMove):
        undo(any_office, made(any_office).id)
    upgrade(any_office, code)
    do(any_office, "duc", code, "appraise", QUALIFIED)
    with pytest.raises(WrongMove):
        undo(any_office, made(any_office).id)


def test_a_step_that_is_gone_must_be_chosen_for(any_office: Office) -> None:
    code = a_case(any_office, until="tax_code")
    redrawn.publish(any_office, redrawn.ANOTHER_TAX_STEP)
    with pytest.raises(CannotUpgrade):
        upgrade(any_office, code)
    (group,) = groups(any_office)
    assert group.fit is Fit.CHOICE
    assert "tax_number" in dict(group.places[0].candidates)

    (chosen,) = groups(any_office, **{group.key: {"tax_code": "tax_number"}})
    upgrade(any_office, code, tax_code="tax_number")

    assert chosen.fit is Fit.SAFE
    assert [task.step for task in waiting(any_office, code)] == ["tax_number"]
    assert invariants.verify(any_office) == []
    undo(any_office, made(any_office).id)
    assert [task.step for task in waiting(any_office, code)] == ["tax_code"]
    assert invariants.verify(any_office) == []


def test_only_who_mends_takes_cases_over_with_a_reason(office: Office) -> None:
    code = a_case(office, until="appraise")
    redrawn.publish(office, RENAMED)

    with pytest.raises(NotAllowed):
        upgrade(office, code, login="hoa")
    with pytest.raises(NotFound):
        upgrade(office, "H32.901-000000-0001")
    with office.transaction() as session, pytest.raises(BadAnswers):
        upgrading.upgrade(session, office, person(office, "an"), code, newest(office), {}, "")
    upgrade(office, code, login="an")
    with pytest.raises(WrongMove):
        upgrade(office, code, login="an")

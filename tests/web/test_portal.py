"""The public look-up: what a citizen learns, and what nobody learns."""

from __future__ import annotations

from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from engine.models import Case
from engine.office import Office
from tests.office import register
from web import create_app


@pytest.fixture
def case(office: Office) -> Case:
    return register(office)


@pytest.fixture
def citizen(office: Office) -> FlaskClient:
    return create_app(office).test_client()


def ask(citizen: FlaskClient, code: str | None, secret: str | None, **more: str) -> TestResponse:
    return citizen.post("/tra-cuu", data={"code": code, "secret": secret, **more})


def test_the_receipt_tells_how_the_case_stands(citizen: FlaskClient, case: Case) -> None:
    page = unescape(ask(citizen, case.code, case.secret).text)

    assert "Cơ quan đã tiếp nhận hồ sơ" in page
    assert "Đăng ký thành lập hộ kinh doanh" in page
    assert "19/11/2026" in page


def test_the_owner_is_named_only_by_a_mask(citizen: FlaskClient, case: Case) -> None:
    page = unescape(ask(citizen, case.code, case.secret).text)

    assert case.owner_name not in page
    assert "N*****" in page
    assert "056085001234" not in page
    assert "0901234567" not in page


def test_blanks_and_small_letters_do_not_matter(citizen: FlaskClient, case: Case) -> None:
    assert case.code
    assert case.secret
    typed = f" {case.code.lower()} ", f"{case.secret[:3].lower()} {case.secret[3:].lower()}"

    assert ask(citizen, *typed).status_code == 200


def test_a_wrong_code_and_a_wrong_secret_are_answered_alike(
    citizen: FlaskClient, case: Case
) -> None:
    wrong_secret = ask(citizen, case.code, "AAAAAA")
    wrong_code = ask(citizen, "H32.901-261116-9999", case.secret)

    def without_typed(answer: TestResponse) -> str:
        return answer.text.replace(str(case.code), "").replace("H32.901-261116-9999", "")

    assert (wrong_secret.status_code, wrong_code.status_code) == (422, 422)
    assert without_typed(wrong_secret) == without_typed(wrong_code)


def test_a_wrong_code_and_a_wrong_secret_ask_the_database_alike(
    office: Office, citizen: FlaskClient, case: Case
) -> None:
    asked: list[str] = []

    @event.listens_for(office.database.reading, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    ask(citizen, case.code, "AAAAAA")
    of_a_wrong_secret = asked.copy()
    asked.clear()
    ask(citizen, "H32.901-261116-9999", case.secret)

    assert asked == of_a_wrong_secret
    assert not any("owner_name" in statement for statement in asked)


@pytest.mark.parametrize("secret", ["", " ", "no case has this secret"])
def test_a_file_without_a_secret_is_never_shown(
    citizen: FlaskClient, office: Office, case: Case, secret: str
) -> None:
    with office.transaction() as session:
        kept = session.get_one(Case, case.id)
        kept.secret = None

    assert ask(citizen, case.code, secret).status_code == 422


def test_the_qr_code_leaves_only_the_secret_to_ask(citizen: FlaskClient, case: Case) -> None:
    page = citizen.get(f"/t/{case.code}").text

    assert page.count('class="form-control') == 1
    assert f'name="code" value="{case.code}"' in page


def test_the_qr_page_does_not_say_whether_a_case_exists(citizen: FlaskClient, case: Case) -> None:
    there = citizen.get(f"/t/{case.code}").text
    nowhere = citizen.get("/t/H32.901-261116-9999").text

    assert there.replace(str(case.code), "") == nowhere.replace("H32.901-261116-9999", "")


def test_guessing_the_secret_of_a_case_is_stopped(citizen: FlaskClient, case: Case) -> None:
    statuses = [ask(citizen, case.code, f"AAAA{n:02}").status_code for n in range(12)]

    assert statuses == [422] * 10 + [429] * 2
    assert ask(citizen, case.code, case.secret).status_code == 429


def test_looking_up_ones_own_case_is_never_stopped(citizen: FlaskClient, case: Case) -> None:
    assert {ask(citizen, case.code, case.secret).status_code for _ in range(30)} == {200}


def test_a_citizen_gets_no_cookie(citizen: FlaskClient, case: Case) -> None:
    answers = [citizen.get("/tra-cuu"), ask(citizen, case.code, case.secret)]

    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_what_was_typed_stays_but_never_the_secret(citizen: FlaskClient) -> None:
    page = ask(citizen, "H32.901-261116-0007", "SECRET").text

    assert 'value="H32.901-261116-0007"' in page
    assert "SECRET" not in page

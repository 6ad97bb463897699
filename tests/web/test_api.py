"""The API: what a program reads is what people see, and only what its person may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from engine.actions import access_tokens
from engine.errors import BadAnswers, NotFound
from engine.office import Office
from tests.office import do, move_clock, person, register
from tests.web.desk import Desk, screens

PAGE = "/ma-truy-cap"


def a_token(office: Office, login: str, name: str = "dashboard", days: int = 30) -> str:
    with office.transaction() as session:
        return access_tokens.give(session, office, person(office, login), name, days)


@pytest.fixture
def ask(office: Office) -> Callable[..., TestResponse]:
    """A program that reads in somebody's name; it holds no cookie."""
    app: Flask = screens(office)

    def asked(place: str, token: str = "") -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return app.test_client().get(f"/api/v1{place}", headers=headers)

    return asked


def test_a_program_reads_with_a_token_made_on_the_page(
    seat: Callable[[str], Desk], ask: Callable[..., TestResponse], office: Office
) -> None:
    manager = seat("quang")
    code = register(office).code

    made = manager.send(PAGE, {"name": "Bảng theo dõi", "days": "30"}, status=200)
    token = re.search(r"<code[^>]*>(motcua_[^<]+)</code>", made.text)
    assert token
    answer = ask(f"/cases/{code}", token[1])

    assert answer.status_code == 200
    assert answer.json
    assert answer.json["code"] == code
    assert token[1] not in manager.read(PAGE)


def test_a_case_stands_in_the_api_as_on_its_file(
    office: Office, ask: Callable[..., TestResponse], seat: Callable[[str], Desk]
) -> None:
    code = register(office).code or ""
    do(office, "lan", code, "hand_over", {"hand_over_note": ""})
    move_clock(office, office.now() + timedelta(days=7))

    told: Any = ask(f"/cases/{code}?language=en", a_token(office, "quang")).json
    page = seat("quang").read(f"/hs/{code}")

    assert told["due"] == "2026-11-19T17:00:00+07:00"
    assert told["standing"]["verdict"] == "overdue"
    assert told["standing"]["minutes"] < 0
    assert 'data-verdict="overdue"' in page
    assert (
        sum(share["minutes"] for share in told["time_spent"]["shares"])
        == (told["time_spent"]["total"])
    )
    assert told["explanation"][0]["said"].startswith("Received at 08:00")
    assert [step["step"] for step in told["waiting"]] == ["receive_case"]


def test_a_report_has_the_rows_of_the_workbook(
    office: Office, ask: Callable[..., TestResponse], seat: Callable[[str], Desk]
) -> None:
    for _ in range(3):
        register(office)
    move_clock(office, office.now() + timedelta(days=7))

    book: Any = ask("/reports/deadlines?period=2026-11", a_token(office, "quang")).json
    content = seat("quang").client.get("/quan-ly/thoi-han.xlsx?ky=2026-11").data
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]

    rows = [row["code"] for row in book["tables"][0]["rows"]]
    assert len(rows) == 3
    assert rows == [cell for cell in cells if re.fullmatch(r"H32\.901-\d{6}-\d{4}", cell)]


def test_a_report_is_narrowed_as_on_the_page(
    office: Office, ask: Callable[..., TestResponse]
) -> None:
    register(office)
    token = a_token(office, "quang")

    assert not _rows(ask("/reports/deadlines?standing=overdue", token))
    assert len(_rows(ask("/reports/deadlines?standing=running", token))) == 1
    assert ask("/reports/deadlines?unit=nowhere", token).status_code == 404


def test_a_report_of_the_present_needs_no_period(
    office: Office, ask: Callable[..., TestResponse]
) -> None:
    code = register(office).code
    token = a_token(office, "quang")

    assert [row["code"] for row in _rows(ask("/reports/forecast", token))] == [code]
    assert not _rows(ask("/reports/forecast?at_least=50", token))
    assert ask("/reports/forecast?period=2026-10", token).status_code == 422


def _rows(answer: TestResponse) -> list[Any]:
    assert answer.status_code == 200
    assert answer.json
    rows: list[Any] = answer.json["tables"][0]["rows"]
    return rows


def test_a_search_finds_what_its_person_sees(
    office: Office, ask: Callable[..., TestResponse]
) -> None:
    code = register(office).code

    found: Any = ask("/cases?q=anh tuyet", a_token(office, "lan")).json
    unseen: Any = ask("/cases?q=anh tuyet", a_token(office, "duc")).json

    assert [hit["code"] for hit in found] == [code]
    assert found[0]["standing"]["verdict"] == "running"
    assert unseen == []


def test_a_case_of_another_unit_is_not_there(
    office: Office, ask: Callable[..., TestResponse]
) -> None:
    code = register(office).code

    answer = ask(f"/cases/{code}", a_token(office, "duc"))

    assert answer.status_code == 404
    assert answer.json
    assert answer.json["code"] == "not-found"


@pytest.mark.parametrize(
    "token", ["", "motcua_wrong", "x" * 5000, "đ"], ids=["none", "wrong", "long", "not ASCII"]
)
def test_a_program_without_a_good_token_is_asked_for_one(
    ask: Callable[..., TestResponse], token: str
) -> None:
    answer = ask("/reports", token)

    assert answer.status_code == 401
    assert answer.json
    assert answer.json["code"] == "sign-in-needed"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_ended_or_expired_opens_nothing(
    office: Office, ask: Callable[..., TestResponse], seat: Callable[[str], Desk]
) -> None:
    short, taken_back = a_token(office, "quang", "short", 1), a_token(office, "quang", "other", 90)
    manager = seat("quang")
    place = re.search(rf'action="({PAGE}/\d+/thu-hoi)"', manager.read(PAGE))
    assert place

    manager.send(place[1], {})
    assert ask("/reports", taken_back).status_code == 401
    assert ask("/reports", short).status_code == 200
    move_clock(office, office.now() + timedelta(days=1))

    assert ask("/reports", short).status_code == 401


def test_a_token_opens_no_page_for_people(office: Office) -> None:
    client = screens(office).test_client()
    headers = {"Authorization": f"Bearer {a_token(office, 'quang')}"}

    answer = client.get("/quan-ly/thoi-han", headers=headers)

    assert answer.status_code == 303
    assert "/dang-nhap" in answer.location


def test_without_the_right_a_report_is_refused(
    office: Office, ask: Callable[..., TestResponse]
) -> None:
    answer = ask("/reports/deadlines", a_token(office, "lan"))

    assert answer.status_code == 403
    assert answer.json
    assert answer.json["code"] == "not-allowed"


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ("/reports/deadlines?period=2026-13", 422, "bad-period"),
        ("/reports/deadlines?standing=blue", 422, "http-422"),
        ("/reports/none", 404, "unknown-report"),
        ("/cases", 422, "http-422"),
        ("/nothing", 404, "http-404"),
    ],
)
def test_bad_questions_are_answered_in_words(
    office: Office, ask: Callable[..., TestResponse], place: str, status: int, code: str
) -> None:
    answer = ask(place, a_token(office, "quang"))

    assert (answer.status_code, answer.is_json) == (status, True)
    assert answer.json
    assert answer.json["code"] == code
    assert answer.json["message"]


def test_a_wrong_field_is_named(office: Office, ask: Callable[..., TestResponse]) -> None:
    answer = ask("/reports/deadlines?standing=blue", a_token(office, "quang"))

    assert answer.json
    assert "standing" in answer.json["fields"]


def test_the_description_tells_every_place(ask: Callable[..., TestResponse]) -> None:
    description: Any = ask("/openapi.json").json

    assert set(description["paths"]) == {
        "/api/v1/cases", "/api/v1/cases/{code}", "/api/v1/reports", "/api/v1/reports/{name}",
    }  # fmt: skip
    case = description["components"]["schemas"]["CaseShape"]["properties"]
    assert {"due", "standing", "by_steps", "explanation", "time_spent"} <= set(case)


def test_a_second_click_makes_no_second_token(seat: Callable[[str], Desk]) -> None:
    manager = seat("quang")

    manager.send(PAGE, {"name": "Bảng", "days": "30"}, status=200)
    again = manager.send(PAGE, {"name": "Bảng", "days": "30"}, status=422)

    assert 'value="Bảng"' in again.text
    assert manager.read(PAGE).count("/thu-hoi") == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": " ", "days": "30"}, "name"),
        ({"name": "đ" * 61, "days": "30"}, "name"),
        ({"name": "a", "days": "0"}, "days"),
        ({"name": "a", "days": "367"}, "days"),
        ({"name": "a", "days": "soon"}, "days"),
        ({"name": "a", "days": "９"}, "days"),
    ],
)
def test_a_bad_token_is_refused_at_its_field(
    seat: Callable[[str], Desk], typed: dict[str, str], field: str
) -> None:
    answer = seat("quang").send(PAGE, typed, status=422)

    assert f'id="{field}-problem"' in answer.text


def test_tokens_are_bounded_and_end_for_their_owner_alone(any_office: Office) -> None:
    owner, other = person(any_office, "quang"), person(any_office, "lan")
    for n in range(access_tokens.MOST_TOKENS):
        a_token(any_office, "quang", f"program {n}")

    with any_office.transaction() as session, pytest.raises(BadAnswers):
        access_tokens.give(session, any_office, owner, "one too many", 30)
    with any_office.transaction() as session, pytest.raises(NotFound):
        access_tokens.end(session, any_office, other, 1)
    with any_office.transaction() as session:
        access_tokens.end(session, any_office, owner, 1)
    with any_office.transaction() as session, pytest.raises(NotFound):
        access_tokens.end(session, any_office, owner, 1)

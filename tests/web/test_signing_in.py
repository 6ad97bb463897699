"""Signing in: who gets in, for how long, and what the door tells the others."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from engine.models import AuditEntry, Officer, WebSession
from engine.office import MovedClock, Office
from tests.office import MONDAY, PASSWORD
from tests.web.desk import screens
from web import create_app


@pytest.fixture
def app(office: Office) -> Flask:
    return screens(office)


def enter(browser: FlaskClient, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return browser.post("/dang-nhap", data={"login": login, "password": password, **more})


def without_token(answer: TestResponse) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)


def move(office: Office, length: timedelta) -> None:
    assert isinstance(office.clock, MovedClock)
    office.clock.at += length


def test_a_clerk_who_signs_in_begins_at_the_counter(app: Flask) -> None:
    browser = app.test_client()

    answer = enter(browser, "lan")

    assert answer.status_code == 303
    assert browser.get(answer.location).location == "/tiep-nhan"


def test_a_login_is_taken_however_it_is_typed(app: Flask) -> None:
    assert enter(app.test_client(), " LAN ").status_code == 303


def test_one_goes_on_to_the_page_one_asked_for(app: Flask) -> None:
    browser = app.test_client()
    door = browser.get("/viec?o=phong").location

    answer = enter(browser, "duc", next="/viec?o=phong")

    assert door == "/dang-nhap?tiep=/viec?o%3Dphong"
    assert answer.location == "/viec?o=phong"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/\t/elsewhere.example/",
        "/\r\nX-Header: elsewhere",
        "//[",
        "https://[elsewhere",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(app: Flask, elsewhere: str) -> None:
    answer = enter(app.test_client(), "lan", next=elsewhere)

    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_login_are_answered_alike(app: Flask) -> None:
    wrong = enter(app.test_client(), "lan", "not this one")
    unknown = enter(app.test_client(), "nobody", "not this one")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert without_token(wrong) == without_token(unknown).replace('value="nobody"', 'value="lan"')
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.text
    assert 'value="lan"' in wrong.text


def test_a_refused_sign_in_is_audited_without_what_was_typed(app: Flask, office: Office) -> None:
    enter(app.test_client(), "lan", "a slip of the finger")
    enter(app.test_client(), "my secret, in the wrong field", "x")

    with office.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "refuse_sign_in")
        ).all()

    assert {entry.object for entry in entries} == {"lan", "unknown"}
    assert not any("secret" in str(vars(entry)) for entry in entries)


def test_an_account_that_ended_is_closed_at_once(app: Flask, office: Office) -> None:
    browser = app.test_client()
    enter(browser, "lan")
    with office.transaction() as session:
        session.execute(update(Officer).where(Officer.login == "lan").values(ended_at=MONDAY))

    assert browser.get("/thong-bao").status_code == 303
    assert enter(app.test_client(), "lan").status_code == 422


def test_guessing_at_one_login_is_slowed_down_but_not_signing_in(app: Flask) -> None:
    statuses = [enter(app.test_client(), "lan", f"guess {n}").status_code for n in range(7)]
    others = [enter(app.test_client(), "duc").status_code for _ in range(7)]

    assert statuses == [422] * 5 + [429] * 2
    assert others == [303] * 7


def test_a_session_ends_when_nobody_uses_it(app: Flask, office: Office) -> None:
    browser = app.test_client()
    enter(browser, "lan")

    move(office, timedelta(minutes=29))
    used = browser.get("/thong-bao").status_code
    move(office, timedelta(minutes=29))
    still = browser.get("/thong-bao").status_code
    move(office, timedelta(minutes=31))
    idle = browser.get("/thong-bao").status_code

    assert (used, still, idle) == (200, 200, 303)


def test_a_session_ends_after_twelve_hours_however_busy(app: Flask, office: Office) -> None:
    browser = app.test_client()
    enter(browser, "lan")

    for _ in range(35):
        move(office, timedelta(minutes=20))
        assert browser.get("/thong-bao").status_code == 200
    move(office, timedelta(minutes=20))

    assert browser.get("/thong-bao").status_code == 303


def test_signing_out_ends_the_session_on_the_server(app: Flask) -> None:
    browser, copied = app.test_client(), app.test_client()
    enter(browser, "lan")
    kept = browser.get_cookie("motcua")
    assert kept is not None
    copied.set_cookie("motcua", kept.value)

    browser.post("/dang-xuat")

    assert copied.get("/thong-bao").status_code == 303


def test_the_database_holds_no_token_that_opens_anything(app: Flask, office: Office) -> None:
    browser = app.test_client()
    enter(browser, "lan")
    kept = browser.get_cookie("motcua")
    assert kept is not None

    with office.reading() as session:
        rows = session.scalars(select(WebSession.token_hash)).all()

    assert len(rows) == 1
    assert kept.value not in rows


def test_signing_in_again_gives_a_new_token_and_ends_the_old(app: Flask) -> None:
    browser, copied = app.test_client(), app.test_client()
    enter(browser, "lan")
    first = browser.get_cookie("motcua")
    assert first is not None
    copied.set_cookie("motcua", first.value)

    enter(browser, "lan")
    second = browser.get_cookie("motcua")

    assert second is not None
    assert second.value != first.value
    assert copied.get("/thong-bao").status_code == 303


def test_an_administrator_gets_in_while_the_clock_is_not_trusted(
    app: Flask, office: Office
) -> None:
    move(office, timedelta(days=3))
    browser = app.test_client()

    assert enter(browser, "an", "wrong").status_code == 422
    assert enter(browser, "an").status_code == 303
    assert browser.get("/quan-ly/dong-ho").status_code == 200


def test_a_form_without_its_token_is_not_taken(office: Office) -> None:
    browser = create_app(office).test_client()

    without = enter(browser, "lan")
    page = browser.get("/dang-nhap").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    with_it = enter(browser, "lan", csrf_token=token[1])

    assert (without.status_code, with_it.status_code) == (400, 303)
    assert "Trang đã mở quá lâu" in without.text


def test_the_language_is_kept_before_and_after_signing_in(app: Flask) -> None:
    browser = app.test_client()

    browser.post("/ngon-ngu", data={"language": "en", "next": "/dang-nhap"})
    door = browser.get("/dang-nhap").text
    enter(browser, "lan")
    desk = browser.get("/thong-bao").text
    browser.post("/ngon-ngu", data={"language": "vi", "next": "/thong-bao"})
    back = browser.get("/thong-bao").text

    assert '<html lang="en">' in door
    assert "Nothing to read" in desk
    assert "Chưa có thông báo" in back

"""What was typed comes back after a session that ended and a page that grew stale."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from engine.models import Case, WebSession
from engine.office import MovedClock, Office
from tests.office import MONDAY, PASSWORD, register, waiting
from tests.web.desk import GOOD, PAGE
from web import create_app
from web.session import AGAIN

TYPED = {**GOOD, "owner.name": "Trần Thị Gõ Dở", "reason": "dòng một\ndòng hai"}


@pytest.fixture
def app(office: Office) -> Flask:
    return create_app(office)


@dataclass
class Browser:
    """A browser with its form tokens: it reads a page, and sends the form that it finds there."""

    client: FlaskClient
    page: html.HtmlElement = field(default_factory=lambda: html.Element("p"))
    status: int = 0

    def open(self, place: str) -> None:
        self._read(self.client.get(place, follow_redirects=True))

    def send(self, place: str, typed: dict[str, Any], origin: str = "http://localhost") -> None:
        """Fill the page's form for a place and send it; what it holds unseen goes along."""
        form = next(form for form in self.page.forms if (form.action or "") == place)
        values = dict(form.form_values()) | typed
        self._read(self.client.post(place, data=values, headers={"Origin": origin}))

    def sign_in(self, login: str = "lan", password: str = PASSWORD) -> None:
        self.send("/dang-nhap", {"login": login, "password": password})

    @property
    def words(self) -> str:
        return " ".join(self.page.text_content().split())

    def value(self, name: str) -> str | None:
        """What stands in a field of the page; None where it has no such field."""
        found = self.page.xpath("//*[@name=$name]", name=name)
        if not found:
            return None
        return str(found[0].text if found[0].tag == "textarea" else found[0].get("value"))

    def _read(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.page = html.document_fromstring(answer.text or "<p></p>")


@pytest.fixture
def clerk(app: Flask) -> Browser:
    browser = Browser(app.test_client())
    browser.open("/dang-nhap")
    browser.sign_in()
    browser.open(PAGE)
    return browser


def end_all_sessions(office: Office) -> None:
    with office.transaction() as session:
        session.execute(update(WebSession).values(ended_at=MONDAY))


def cases(office: Office) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_session_that_ended_while_typing_costs_a_sign_in_and_nothing_else(
    office: Office, clerk: Browser
) -> None:
    end_all_sessions(office)

    clerk.send(PAGE, TYPED)
    door = (clerk.status, clerk.words)
    clerk.sign_in()
    offered = (clerk.status, clerk.words)
    clerk.send(PAGE, {})
    shown = (clerk.status, clerk.value("owner.name"), clerk.value("reason"), cases(office))
    clerk.send(PAGE, {"act": "receive"})

    assert door[0] == 401
    assert "phần bạn đã nhập vẫn còn" in door[1]
    assert offered[0] == 200
    assert "Phần bạn đã nhập vẫn còn" in offered[1]
    assert shown[:2] == (200, "Trần Thị Gõ Dở")
    assert (shown[2] or "").splitlines()[-2:] == ["dòng một", "dòng hai"]
    assert shown[3] == 0
    assert (clerk.status, cases(office)) == (303, 1)


def test_a_wrong_password_on_the_way_loses_nothing(office: Office, clerk: Browser) -> None:
    end_all_sessions(office)

    clerk.send(PAGE, TYPED)
    clerk.sign_in(password="not this one")
    refused = clerk.status
    clerk.sign_in()
    clerk.send(PAGE, {})

    assert refused == 422
    assert clerk.value("owner.name") == "Trần Thị Gõ Dở"


def test_a_page_from_before_another_sign_in_is_shown_with_what_was_typed(
    office: Office, clerk: Browser
) -> None:
    other_tab = Browser(clerk.client)
    end_all_sessions(office)
    other_tab.open("/dang-nhap")
    other_tab.sign_in()

    clerk.send(PAGE, TYPED)
    offered = (clerk.status, clerk.words)
    clerk.send(PAGE, {})

    assert offered[0] == 400
    assert "Phần bạn đã nhập vẫn còn" in offered[1]
    assert clerk.value("owner.name") == "Trần Thị Gõ Dở"
    assert cases(office) == 0


def test_what_another_site_sends_is_not_shown(office: Office, clerk: Browser) -> None:
    end_all_sessions(office)

    clerk.send(PAGE, {**TYPED, "csrf_token": "forged"}, origin="https://elsewhere.example")

    assert clerk.status == 400
    assert "Trần Thị Gõ Dở" not in clerk.words
    assert clerk.value("kept.owner.name") is None


def test_a_sign_in_page_left_open_over_night_is_simply_tried_again(
    app: Flask, office: Office
) -> None:
    browser = Browser(app.test_client())
    browser.open("/dang-nhap")

    browser.send("/dang-nhap", {"login": "lan", "password": PASSWORD, "csrf_token": "old"})
    left_open = (browser.status, browser.value("login"), browser.value("password"))
    browser.sign_in()

    assert left_open == (400, "lan", "")
    assert browser.status == 303


def test_a_password_is_never_carried_along(clerk: Browser, office: Office) -> None:
    end_all_sessions(office)

    clerk.send(PAGE, TYPED)
    clerk.sign_in()

    assert PASSWORD not in html.tostring(clerk.page, encoding="unicode")


def test_pages_on_which_one_types_are_shown_again_and_do_nothing_then(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if AGAIN in view.__dict__}

    assert marked == {
        "reception.receive",
        "processing.attach",
        "processing.state_earlier_return",
        "processing.put_off",
        "processing.confirm_late_cause",
        "processing.withdraw",
        "processing.void",
        "processing.stop",
        "processing.send_back",
        "processing.move_on",
        "processing.pause",
        "processing.complete",
        "management.announce_year",
        "management.change_days",
        "management.change_hours",
        "management.end_entry",
        "management.decide_counting",
        "management.decide_reminders",
        "management.decide_procedure_rule",
        "management.decide_entry",
        "management.decide_return",
        "management.confirm_causes",
        "management.note_outage",
        "management.end_outage",
        "management.correct_outage",
        "management.confirm_clock",
    }


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("/viec/{task}", {"hand_over_note": "Gửi kèm hai bản"}),
        ("/hs/{code}/rut", {"withdraw_reason": "Công dân đổi ý"}),
        ("/hs/{code}/huy", {"void_reason": "Nhập trùng"}),
        ("/hs/{code}/tep", {"title": "Hợp đồng thuê"}),
    ],
)
def test_a_page_shown_again_holds_what_was_typed_and_leaves_the_case_alone(
    app: Flask, office: Office, place: str, typed: dict[str, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    code = str(register(office).code)
    browser = Browser(app.test_client())
    browser.open("/dang-nhap")
    browser.sign_in()

    where = place.format(code=code, task=waiting(office, code)[0].id)
    answer = browser.client.post(where, data={**typed, AGAIN: "yes"})

    (said,) = typed.values()
    assert answer.status_code == 200
    assert said in html.document_fromstring(answer.text).text_content() or said in answer.text
    assert [task.step for task in waiting(office, code)] == ["hand_over"]


def test_a_clock_to_confirm_and_a_calendar_to_change_are_shown_again(
    app: Flask, office: Office
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    browser = Browser(app.test_client())
    browser.open("/dang-nhap")
    browser.sign_in("an")
    assert isinstance(office.clock, MovedClock)
    office.clock.at += timedelta(minutes=1)

    shown = browser.client.post("/quan-ly/dong-ho", data={"reason": "Đã so giờ", AGAIN: "yes"})

    assert shown.status_code == 200
    assert 'value="Đã so giờ"' in shown.text

"""A desk in the tests: the screens over a test office, and people who sit before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.actions import accounts
from engine.models import Task
from engine.office import Office
from tests.office import PROCEDURE_CODE, person, waiting
from web import create_app
from web.auth import cookie_name

PAGE = f"/tiep-nhan/{PROCEDURE_CODE}"
GOOD = {
    "owner.kind": "person",
    "owner.name": "Nguyễn Thị Ánh Tuyết",
    "owner.id_number": "056085001234",
    "owner.address": "12 Yersin, phường Tây Nha Trang",
    "owner.phone": "0901234567",
    "papers.declaration": "yes",
    "papers.declaration.kind": "original",
    "papers.declaration.quantity": "1",
    "answers.business_name": "Hộ kinh doanh Ánh Tuyết",
    "answers.business_address": "12 Yersin, phường Tây Nha Trang",
    "answers.industry": "Bán lẻ tạp hóa",
    "answers.capital": "100.000.000",
    "channel": "counter",
    "delivery": "counter",
    "sets": "1",
    "fee_paid": "yes",
    "act": "receive",
}


@dataclass
class Desk:
    """One person at a browser."""

    office: Office
    client: FlaskClient

    def read(self, place: str, status: int = 200) -> str:
        """Open a page and read it as text, tags included."""
        answer = self.client.get(place)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, place: str, typed: dict[str, Any], status: int = 303) -> TestResponse:
        """Send a form."""
        answer = self.client.post(place, data=typed, content_type="multipart/form-data")
        assert answer.status_code == status, unescape(answer.text)
        return answer

    def receive(self, **changes: Any) -> str:
        """Receive a good dossier and give its code."""
        answer = self.send(PAGE, {**GOOD, **changes})
        found = re.search(r"/hs/([^/]+)/giay-hen", answer.location)
        assert found, answer.location
        return found[1]

    def task(self, code: str, step: str) -> Task:
        """A waiting step of a case."""
        return next(task for task in waiting(self.office, code) if task.step == step)

    def do(self, code: str, step: str, typed: dict[str, Any], status: int = 303) -> TestResponse:
        """Send a step's form."""
        return self.send(f"/viec/{self.task(code, step).id}", typed, status)


def screens(office: Office) -> Flask:
    """The screens over a test office; form tokens are tested on their own."""
    app = create_app(office)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def desk(app: Flask, office: Office, login: str) -> Desk:
    """A browser in which this person is signed in."""
    client = app.test_client()
    with office.transaction() as session:
        token = accounts.sign_in(session, office, person(office, login), "vi")
    with app.app_context():
        client.set_cookie(cookie_name(), token)
    return Desk(office, client)

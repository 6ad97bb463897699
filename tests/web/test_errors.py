"""What a person reads when something was not done; what machines are told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from engine.errors import Conflict
from engine.models import StoredFile
from engine.office import Office
from tests.good_day import SCAN
from tests.office import PASSWORD, make_office, register
from tests.web.desk import desk, screens
from web import create_app


@pytest.fixture
def app(office: Office) -> Flask:
    screens_of_it = screens(office)

    @screens_of_it.get("/test/crash")
    def crash() -> str:
        raise ZeroDivisionError("056085001234")

    @screens_of_it.get("/test/conflict")
    def conflict() -> str:
        raise Conflict

    return screens_of_it


def test_a_crash_is_told_calmly_with_a_number_to_pass_on(app: Flask) -> None:
    answer = app.test_client().get("/test/crash", headers={"X-Request-Id": "from-the-proxy-1"})

    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.text
    assert "from-the-proxy-1" in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_refusal_is_a_page_for_people_and_a_fragment_for_htmx(app: Flask) -> None:
    page = app.test_client().get("/test/conflict")
    fragment = app.test_client().get("/test/conflict", headers={"HX-Request": "true"})

    assert (page.status_code, fragment.status_code) == (409, 409)
    assert "<html" in page.text
    assert fragment.text.startswith('<div class="error-summary"')
    assert "Đã có người làm trước" in page.text
    assert "Đã có người làm trước" in fragment.text


def test_a_missing_page_keeps_the_menu_of_who_is_signed_in(app: Flask, office: Office) -> None:
    signed_in = desk(app, office, "lan").read("/nothing", status=404)
    anyone = app.test_client().get("/nothing").text

    assert 'href="/tiep-nhan"' in signed_in
    assert 'href="/tiep-nhan"' not in anyone


def test_a_fragment_asked_for_after_the_session_ended_sends_the_page_to_the_door(
    app: Flask,
) -> None:
    answer = app.test_client().get("/viec", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/dang-nhap"


def test_a_form_that_is_too_large_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/tra-cuu", data={"code": "x" * 3_000_000})

    assert answer.status_code == 413


def test_pages_allow_no_foreign_script_and_are_not_kept(app: Flask, office: Office) -> None:
    answer = desk(app, office, "lan").client.get("/thong-bao")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)


def test_behind_https_no_other_host_can_set_the_cookie(office: Office) -> None:
    office.settings = replace(office.settings, secure_cookies=True)
    app = create_app(office)
    app.config["WTF_CSRF_ENABLED"] = False

    answer = app.test_client().post("/dang-nhap", data={"login": "lan", "password": PASSWORD})

    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if "__Host-motcua=" in c)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"]


def test_a_log_line_is_json_with_the_route_and_no_personal_data(
    app: Flask, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    case = register(office)
    browser = desk(app, office, "lan").client

    browser.get("/hs/tim?q=Nguyễn Thị Ánh Tuyết", headers={"X-Request-Id": "proxy-0001"})
    browser.post("/tra-cuu", data={"code": case.code, "secret": case.secret})
    written = capsys.readouterr().err

    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["route"] for line in lines] == ["/hs/tim", "/tra-cuu"]
    assert lines[0]["request"] == "proxy-0001"
    assert "Tuyết" not in written
    assert str(case.code) not in written


def test_a_request_id_that_is_no_id_is_not_repeated(app: Flask) -> None:
    answer = app.test_client().get("/tra-cuu", headers={"X-Request-Id": "a b<script>"})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


def test_an_office_without_its_tables_is_alive_but_not_ready(tmp_path: Path) -> None:
    empty = make_office(tmp_path, founded=True)
    with empty.database.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    browser = create_app(empty).test_client()

    alive, ready = browser.get("/healthz"), browser.get("/readyz")
    empty.close()

    assert alive.status_code == 200
    assert (ready.status_code, ready.get_json()["lacking"]) == (503, "schema")


def test_a_database_that_cannot_be_used_is_told_calmly_and_its_reason_only_to_the_log(
    app: Flask, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = desk(app, office, "lan").client
    office.database.close()
    office.database.file.write_bytes(b"this is no database, " * 100)

    page, ready = browser.get("/tiep-nhan"), browser.get("/readyz")
    written = capsys.readouterr().err

    assert (page.status_code, ready.status_code) == (503, 503)
    assert "Hiện không dùng được cơ sở dữ liệu. Chưa có gì thay đổi." in unescape(page.text)
    assert ready.get_json() == {"ready": False, "lacking": "database"}
    assert "not a database" not in page.text
    assert "not a database" in written


def test_a_store_that_cannot_be_written_keeps_no_half_a_file(app: Flask, office: Office) -> None:
    clerk = desk(app, office, "lan")
    (office.settings.home / "files").write_text("a file where the folder should be")

    answer = clerk.send("/tep", {"file": (BytesIO(SCAN), "a.pdf")}, status=503)

    assert "Không ghi được vào kho tệp" in unescape(answer.text)
    with office.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []

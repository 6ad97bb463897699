"""Every door, and who finds it open: route by role, by own and by another unit.

The map is walked: a route that is not in ``DOORS`` fails. Reading doors are
tried on a case that waits at the counter, so the economy department and the
partner are another unit; acting doors are tried on what does not exist, so
that who may act gets a 404 or 422 and nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.office import Office
from tests.office import PROCEDURE_CODE, make_office, register, waiting
from tests.web.desk import desk, screens

CLERK, OFFICER, HEAD, OTHER_HEAD = "lan", "duc", "hoa", "my"
LEADER, REGISTRY, PARTNER = "binh", "van", "quan"
MANAGER, ANALYST, ADMINISTRATOR = "quang", "phuong", "an"
EVERYBODY = (
    CLERK, OFFICER, HEAD, OTHER_HEAD, LEADER, REGISTRY, PARTNER, MANAGER, ANALYST, ADMINISTRATOR,
)  # fmt: skip
ANYONE = "anyone"

Expected = Mapping[str, int]


def for_all(status: int) -> Expected:
    """The same for everybody, signed in or not."""
    return dict.fromkeys((ANYONE, *EVERYBODY), status)


def signed(status: int) -> Expected:
    """For whoever is signed in; the others are sent to the door."""
    return {**for_all(status), ANYONE: 303}


def only(*people: str, status: int, otherwise: int = 403) -> Expected:
    """For these people; the others lack the right."""
    return {**signed(otherwise), **dict.fromkeys(people, status)}


# The counter, the registry, the leader and the manager see the agency's cases; the departments
# and the partner may see cases, but this one did not come to them.
SEEN = {
    **only(CLERK, LEADER, REGISTRY, MANAGER, status=200),
    **dict.fromkeys((OFFICER, HEAD, OTHER_HEAD, PARTNER), 404),
}
AT_THE_COUNTER = only(CLERK, status=200)
REPORTS = (HEAD, OTHER_HEAD, LEADER, MANAGER)
DESKS = (CLERK, OFFICER, HEAD, OTHER_HEAD, REGISTRY, PARTNER)
CONFIRMERS = (HEAD, OTHER_HEAD, LEADER, MANAGER)
OUTAGES = (*CONFIRMERS, ADMINISTRATOR)
MENDERS = (ANALYST, ADMINISTRATOR)
SEERS = (*DESKS, LEADER, MANAGER)
NOBODYS_STEP = only(*DESKS, LEADER, status=404)


@dataclass(frozen=True)
class Door:
    """A method, a place, and what each person is answered there."""

    method: str
    place: str
    expected: Expected


DOORS: Mapping[str, Door] = {
    "account.home": Door("GET", "/", for_all(303)),
    "account.sign_in": Door("GET", "/dang-nhap", {**for_all(303), ANYONE: 200}),
    "account.enter": Door("POST", "/dang-nhap", {ANYONE: 422}),
    "account.sign_out": Door("POST", "/dang-xuat", signed(303)),
    "account.choose_language": Door("POST", "/ngon-ngu", for_all(303)),
    "account.notices": Door("GET", "/thong-bao", signed(200)),
    "account.read_notices": Door("POST", "/thong-bao", signed(303)),
    "account.today": Door("GET", "/ban-tin", only(*SEERS, status=200)),
    "account.due_dates_file": Door("GET", "/ban-tin.ics", only(*SEERS, status=200)),
    "account.letters": Door("GET", "/thu-tu", signed(200)),
    "account.wish_letters": Door("POST", "/thu-tu", signed(303)),
    "account.tokens": Door("GET", "/ma-truy-cap", signed(200)),
    "account.give_token": Door("POST", "/ma-truy-cap", signed(422)),
    "account.end_token": Door("POST", "/ma-truy-cap/99/thu-hoi", signed(404)),
    "api_cases.search": Door("GET", "/api/v1/cases?q=a", {**only(*SEERS, status=200), ANYONE: 401}),
    "api_cases.case": Door("GET", "/api/v1/cases/{code}", {**SEEN, ANYONE: 401}),
    "api_reports.names": Door(
        "GET", "/api/v1/reports", {**only(*REPORTS, status=200), ANYONE: 401}
    ),
    "api_reports.report": Door(
        "GET", "/api/v1/reports/deadlines", {**only(*REPORTS, status=200), ANYONE: 401}
    ),
    "api-docs.openapi_json": Door("GET", "/api/v1/openapi.json", for_all(200)),
    "health.alive": Door("GET", "/healthz", for_all(200)),
    "health.ready": Door("GET", "/readyz", for_all(200)),
    "static": Door("GET", "/static/icon.svg", for_all(200)),
    "portal.ask": Door("GET", "/tra-cuu", for_all(200)),
    "portal.look_up": Door("POST", "/tra-cuu", {ANYONE: 422, CLERK: 422}),
    "portal.ask_secret": Door("GET", "/t/{code}", for_all(200)),
    "reception.choose": Door("GET", "/tiep-nhan", AT_THE_COUNTER),
    "reception.new_case": Door("GET", "/tiep-nhan/{procedure}", AT_THE_COUNTER),
    "reception.receive": Door("POST", "/tiep-nhan/{procedure}", only(CLERK, status=422)),
    "reception.promise": Door("GET", "/tiep-nhan/{procedure}/han", AT_THE_COUNTER),
    "reception.owner_warning": Door("GET", "/tiep-nhan/chu-ho-so", AT_THE_COUNTER),
    "reception.slip": Door("GET", "/tiep-nhan/phieu/1", AT_THE_COUNTER),
    "reception.receipt": Door("GET", "/hs/{code}/giay-hen", AT_THE_COUNTER),
    "processing.show": Door("GET", "/hs/{code}", SEEN),
    "processing.diagram": Door("GET", "/hs/{code}/quy-trinh.bpmn", SEEN),
    "processing.paper": Door("GET", "/giay/1.pdf", SEEN),
    "processing.control_slip": Door(
        "GET",
        "/hs/{code}/phieu-kiem-soat.pdf",
        {**only(*DESKS, LEADER, status=404), **dict.fromkeys((CLERK, LEADER, REGISTRY), 200)},
    ),
    "processing.search_cases": Door("GET", "/hs/tim", only(*SEERS, status=200)),
    "processing.withdraw": Door("POST", "/hs/none/rut", only(CLERK, status=404)),
    "processing.void": Door("POST", "/hs/none/huy", only(CLERK, status=404)),
    "processing.stop": Door("POST", "/hs/none/dung", only(HEAD, OTHER_HEAD, LEADER, status=404)),
    "processing.draft_apology": Door(
        "GET", "/hs/{code}/xin-loi", {**only(LEADER, status=200), HEAD: 404, OTHER_HEAD: 404}
    ),
    "processing.put_off": Door(
        "POST", "/hs/none/xin-loi", only(HEAD, OTHER_HEAD, LEADER, status=404)
    ),
    "management.apologies_due": Door(
        "GET", "/quan-ly/xin-loi", only(HEAD, OTHER_HEAD, LEADER, status=200)
    ),
    "processing.steer": Door(
        "GET",
        "/hs/{code}/dieu-chinh",
        {**only(LEADER, ADMINISTRATOR, status=200), HEAD: 404, OTHER_HEAD: 404},
    ),
    "processing.send_back": Door(
        "POST", "/hs/none/tra-lai", only(HEAD, OTHER_HEAD, LEADER, ADMINISTRATOR, status=404)
    ),
    "processing.move_on": Door(
        "POST", "/hs/none/di-tiep", only(HEAD, OTHER_HEAD, ADMINISTRATOR, status=404)
    ),
    "processing.confirm_late_cause": Door(
        "POST", "/hs/none/nguyen-nhan-tre", only(HEAD, OTHER_HEAD, LEADER, status=404)
    ),
    "processing.ask_pause": Door(
        "GET",
        "/hs/{code}/tam-dung/applicant_request",
        {**only(CLERK, OFFICER, HEAD, OTHER_HEAD, status=404), CLERK: 200},
    ),
    "processing.pause": Door(
        "POST",
        "/hs/none/tam-dung/applicant_request",
        only(CLERK, OFFICER, HEAD, OTHER_HEAD, status=404),
    ),
    "processing.resume": Door(
        "POST", "/hs/none/chay-tiep", only(CLERK, OFFICER, HEAD, OTHER_HEAD, status=404)
    ),
    "processing.give_more_time": Door(
        "POST", "/hs/none/cho-them", only(HEAD, OTHER_HEAD, status=404)
    ),
    "processing.state_earlier_return": Door(
        "POST", "/hs/none/tra-som-hon", only(CLERK, status=404)
    ),
    "processing.attach": Door("POST", "/hs/none/tep", only(*DESKS, status=404)),
    "processing.send": Door("POST", "/tep", only(*DESKS, status=415)),
    "processing.fetch": Door("GET", "/tep/99999", only(*SEERS, status=404)),
    "processing.waiting": Door("GET", "/viec", only(*SEERS, status=200)),
    "processing.step": Door("GET", "/viec/{task}", {**NOBODYS_STEP, CLERK: 200}),
    "processing.complete": Door("POST", "/viec/99999", NOBODYS_STEP),
    "processing.claim": Door("POST", "/viec/99999/nhan", NOBODYS_STEP),
    "processing.release": Door("POST", "/viec/99999/tra", NOBODYS_STEP),
    "processing.give": Door("POST", "/viec/99999/giao", only(HEAD, OTHER_HEAD, status=404)),
    "management.deadlines": Door("GET", "/quan-ly/thoi-han", only(*REPORTS, status=200)),
    "management.deadlines_as_excel": Door(
        "GET", "/quan-ly/thoi-han.xlsx", only(*REPORTS, status=200)
    ),
    "management.late_supplements": Door("GET", "/quan-ly/bo-sung-muon", only(*REPORTS, status=200)),
    "management.late_supplements_as_excel": Door(
        "GET", "/quan-ly/bo-sung-muon.xlsx", only(*REPORTS, status=200)
    ),
    "management.late_cases": Door("GET", "/quan-ly/ly-do-tre", only(*REPORTS, status=200)),
    "management.late_cases_as_file": Door(
        "GET", "/quan-ly/ly-do-tre.xlsx", only(*REPORTS, status=200)
    ),
    "management.confirm_causes": Door(
        "POST", "/quan-ly/ly-do-tre", only(HEAD, OTHER_HEAD, LEADER, status=422)
    ),
    "management.forecast_page": Door("GET", "/quan-ly/du-bao", only(*REPORTS, status=200)),
    "management.forecast_as_excel": Door("GET", "/quan-ly/du-bao.xlsx", only(*REPORTS, status=200)),
    "management.reports_made": Door("GET", "/quan-ly/bao-cao", only(*REPORTS, status=200)),
    "management.make_report": Door("POST", "/quan-ly/bao-cao", only(*REPORTS, status=422)),
    "management.report_file": Door("GET", "/quan-ly/bao-cao/99/tep", only(*REPORTS, status=404)),
    "management.calendar_page": Door("GET", "/quan-ly/lich", only(*REPORTS, status=200)),
    "management.beyond_announced": Door(
        "GET", "/quan-ly/lich/chua-cong-bo", only(*REPORTS, status=200)
    ),
    "management.calendar_days": Door("GET", "/quan-ly/lich/ngay", only(MANAGER, status=200)),
    "management.change_days": Door("POST", "/quan-ly/lich/ngay", only(MANAGER, status=422)),
    "management.calendar_hours": Door("GET", "/quan-ly/lich/gio", only(MANAGER, status=200)),
    "management.change_hours": Door("POST", "/quan-ly/lich/gio", only(MANAGER, status=422)),
    "management.calendar_year": Door("GET", "/quan-ly/lich/nam/2027", only(MANAGER, status=200)),
    "management.announce_year": Door("POST", "/quan-ly/lich/nam/2027", only(MANAGER, status=422)),
    "management.calendar_entry": Door("GET", "/quan-ly/lich/muc/99999", only(MANAGER, status=404)),
    "management.end_entry": Door("POST", "/quan-ly/lich/muc/99999", only(MANAGER, status=404)),
    "management.policies_page": Door("GET", "/quan-ly/chinh-sach", only(*REPORTS, status=200)),
    "management.reported": Door("GET", "/quan-ly/da-nhac", only(*REPORTS, status=200)),
    "management.decide_reminders": Door(
        "POST", "/quan-ly/chinh-sach/nhac-viec", only(MANAGER, status=422)
    ),
    "management.decide_counting": Door(
        "POST", "/quan-ly/chinh-sach/cach-tinh", only(MANAGER, status=422)
    ),
    "management.procedure_rule": Door(
        "GET", "/quan-ly/chinh-sach/thu-tuc/{procedure}", only(*REPORTS, status=200)
    ),
    "management.decide_procedure_rule": Door(
        "POST", "/quan-ly/chinh-sach/thu-tuc/{procedure}", only(MANAGER, status=422)
    ),
    "management.incidents_met": Door("GET", "/quan-ly/su-co", only(*MENDERS, status=200)),
    "management.incident": Door("GET", "/quan-ly/su-co/99", only(*MENDERS, status=404)),
    "management.retry_incident": Door(
        "POST", "/quan-ly/su-co/99/thu-lai", only(*MENDERS, status=404)
    ),
    "management.close_incident": Door("POST", "/quan-ly/su-co/99/dong", only(*MENDERS, status=404)),
    "management.upgrades_page": Door("GET", "/quan-ly/nang-cap", only(*MENDERS, status=200)),
    "management.plan_upgrade": Door("GET", "/quan-ly/nang-cap/99", only(*MENDERS, status=404)),
    "management.upgrade_cases": Door("POST", "/quan-ly/nang-cap/99", only(*MENDERS, status=404)),
    "management.undo_upgrade": Door(
        "POST", "/quan-ly/nang-cap/hoan-tac/99", only(*MENDERS, status=404)
    ),
    "management.messages_kept": Door("GET", "/quan-ly/tin-nhan", only(*MENDERS, status=200)),
    "management.send_message": Door("POST", "/quan-ly/tin-nhan", only(*MENDERS, status=422)),
    "management.close_message": Door(
        "POST", "/quan-ly/tin-nhan/99/dong", only(*MENDERS, status=422)
    ),
    "management.outages_noted": Door("GET", "/quan-ly/gian-doan", only(*OUTAGES, status=200)),
    "management.note_outage": Door(
        "POST", "/quan-ly/gian-doan", only(MANAGER, ADMINISTRATOR, status=422)
    ),
    "management.outage": Door("GET", "/quan-ly/gian-doan/99", only(*OUTAGES, status=404)),
    "management.end_outage": Door(
        "POST", "/quan-ly/gian-doan/99/ket-thuc", only(MANAGER, ADMINISTRATOR, status=404)
    ),
    "management.correct_outage": Door(
        "POST", "/quan-ly/gian-doan/99/dinh-chinh", only(MANAGER, ADMINISTRATOR, status=404)
    ),
    "management.hours_to_confirm": Door(
        "GET", "/quan-ly/xac-nhan-gio", only(*CONFIRMERS, status=200)
    ),
    "management.decide_entry": Door(
        "POST", "/quan-ly/xac-nhan-gio/nhap-bu/99", only(*CONFIRMERS, status=400)
    ),
    "management.decide_return": Door(
        "POST", "/quan-ly/xac-nhan-gio/tra-som/99", only(*CONFIRMERS, status=400)
    ),
    "management.clock_page": Door("GET", "/quan-ly/dong-ho", only(ADMINISTRATOR, status=200)),
    "management.confirm_clock": Door("POST", "/quan-ly/dong-ho", only(ADMINISTRATOR, status=422)),
    "management.health_page": Door("GET", "/quan-ly/suc-khoe", only(ADMINISTRATOR, status=200)),
    "management.try_all_again": Door(
        "POST", "/quan-ly/suc-khoe/viec-nen", only(ADMINISTRATOR, status=303)
    ),
    "management.try_again": Door(
        "POST", "/quan-ly/suc-khoe/viec-nen/99", only(ADMINISTRATOR, status=404)
    ),
}


@dataclass(frozen=True)
class House:
    """The screens over one office, and a browser for each person."""

    app: Flask
    office: Office
    places: Mapping[str, str]
    browsers: Mapping[str, FlaskClient]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    office = make_office(tmp_path_factory.mktemp("routes"))
    case = register(office, CLERK)
    app = screens(office)
    task = waiting(office, case.code or "")[0]
    yield House(
        app,
        office,
        {"code": case.code or "", "task": str(task.id), "procedure": PROCEDURE_CODE},
        {person: desk(app, office, person).client for person in EVERYBODY}
        | {ANYONE: app.test_client()},
    )
    office.close()


def test_every_route_is_a_door_of_the_matrix(house: House) -> None:
    routes = {rule.endpoint for rule in house.app.url_map.iter_rules()}

    assert routes == set(DOORS)


def test_every_door_stands_where_the_matrix_says(house: House) -> None:
    for endpoint, door in DOORS.items():
        matched = house.app.url_map.bind("").match(
            door.place.format(**house.places).partition("?")[0], method=door.method
        )
        assert matched[0] == endpoint


@pytest.mark.parametrize(
    ("endpoint", "person"),
    [pair for pair in product(DOORS, (ANYONE, *EVERYBODY)) if pair[1] in DOORS[pair[0]].expected],
)
def test_a_door_is_open_to_whom_it_should_be(house: House, endpoint: str, person: str) -> None:
    door = DOORS[endpoint]
    browser = house.browsers[person]
    if endpoint == "account.sign_out" and person != ANYONE:
        browser = desk(house.app, house.office, person).client

    with browser.open(door.place.format(**house.places), method=door.method) as answer:
        assert answer.status_code == door.expected[person]


@pytest.mark.parametrize("person", [OFFICER, HEAD, OTHER_HEAD, LEADER, REGISTRY, PARTNER])
@pytest.mark.parametrize("act", ["", "/nhan", "/tra"])
def test_another_units_step_answers_as_if_it_did_not_exist(
    house: House, person: str, act: str
) -> None:
    browser = house.browsers[person]

    there = browser.post(f"/viec/{house.places['task']}{act}")
    nowhere = browser.post(f"/viec/99999{act}")

    assert (there.status_code, nowhere.status_code) == (404, 404)

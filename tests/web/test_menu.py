"""The menu: a person's places, what waits in each, and what it costs to draw."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event

from engine.models import Notice, Task
from engine.office import Office
from engine.queries import menu
from tests.office import do, person, register, waiting
from tests.web.desk import desk, screens


@pytest.fixture
def app(office: Office) -> Flask:
    return screens(office)


def places(page: str) -> dict[str, str]:
    """The menu's links with their counters."""
    found = re.search(r'<nav class="desk-menu".*?</nav>', page, re.DOTALL)
    assert found
    links = re.findall(r'<a href="([^"]+)"[^>]*>[^<]*(?:<span[^>]*>([^<]*)</span>)?', found[0])
    return dict(links)


def headed(page: str) -> dict[str, list[str]]:
    """The names of the menu's places, below their headings."""
    groups = re.findall(r'<p id="menu-\d+">([^<]*)</p>(.*?)</ul>', page, re.DOTALL)
    return {
        heading: [name.strip() for name in re.findall(r"<a [^>]*>([^<]*)", inside)]
        for heading, inside in groups
    }


def tell(office: Office, login: str) -> None:
    """Put a notice into the bell of somebody's department."""
    reader = person(office, login)
    with office.transaction() as session:
        session.add(
            Notice(
                agency_id=reader.agency_id,
                department_id=reader.department_id,
                kind="reminder",
                content={"name": "Quá 1 ngày làm việc"},
                at=office.now(),
            )
        )


def test_a_step_in_the_menu_counts_what_waits_for_the_department(
    app: Flask, office: Office
) -> None:
    first, _ = register(office), register(office)
    do(office, "lan", first.code or "", "hand_over", {})

    clerk = places(desk(app, office, "lan").read("/thong-bao"))
    head = places(desk(app, office, "hoa").read("/thong-bao"))

    assert clerk["/viec?o=phong&buoc=hand_over"] == "1"
    assert head["/viec?o=phong&buoc=receive"] == "1"
    assert clerk["/viec?o=phong"] == head["/viec?o=phong"] == "1"


def test_the_menu_shows_only_the_places_of_ones_roles(app: Flask, office: Office) -> None:
    clerk = places(desk(app, office, "lan").read("/thong-bao"))
    administrator = places(desk(app, office, "an").read("/thong-bao"))

    assert "/tiep-nhan" in clerk
    assert "/quan-ly/thoi-han" not in clerk
    assert list(administrator) == [
        "/quan-ly/gian-doan",
        "/quan-ly/su-co",
        "/quan-ly/tin-nhan",
        "/quan-ly/nang-cap",
        "/quan-ly/dong-ho",
        "/quan-ly/suc-khoe",
    ]


def test_a_manager_finds_the_places_in_four_groups(app: Flask, office: Office) -> None:
    manager = headed(desk(app, office, "quang").read("/thong-bao"))

    assert manager == {
        "Công việc": ["Tìm hồ sơ"],
        "Thời hạn": ["Tình hình giải quyết", "Có thể trễ hạn", "Giờ chờ xác nhận"],
        "Báo cáo": ["Lý do trễ hạn", "Bổ sung muộn", "Đã lỡ hạn báo", "Báo cáo đã lập"],
        "Lịch và chính sách": ["Lịch làm việc", "Chính sách thời hạn"],
        "Vận hành": ["Gián đoạn hệ thống"],
    }


def test_the_menu_says_where_one_is_also_on_a_page_below(app: Flask, office: Office) -> None:
    manager = desk(app, office, "quang")

    assert '<a href="/quan-ly/lich" aria-current="page">' in manager.read("/quan-ly/lich")
    assert '<a href="/quan-ly/lich" aria-current="true">' in manager.read("/quan-ly/lich/ngay")


def test_a_step_that_somebody_may_not_do_is_not_in_their_menu(app: Flask, office: Office) -> None:
    register(office)

    manager = places(desk(app, office, "quang").read("/thong-bao"))

    assert not any("buoc=" in href for href in manager)


@pytest.mark.parametrize("login", ["lan", "hoa", "binh", "van", "quan", "quang", "phuong", "an"])
def test_everybodys_day_begins_on_a_page_they_may_open(
    app: Flask, office: Office, login: str
) -> None:
    browser = desk(app, office, login).client

    first = browser.get("/").location

    assert browser.get(first).status_code == 200


def test_the_counters_cost_two_statements_however_much_waits(office: Office) -> None:
    statements: list[str] = []
    clerk = person(office, "lan")
    event.listen(
        office.database.reading, "before_cursor_execute", lambda *sent: statements.append(sent[2])
    )
    register(office)
    statements.clear()

    with office.reading() as session:
        menu.waiting(session, clerk)

    assert sum(sent.startswith("SELECT") for sent in statements) == 2


def test_a_long_queue_is_not_counted_to_its_end(office: Office) -> None:
    case = register(office)
    like = waiting(office, case.code or "")[0]
    with office.transaction() as session:
        session.add_all(
            Task(
                agency_id=like.agency_id,
                case_id=like.case_id,
                engine_task=f"copy {number}",
                step=like.step,
                name=like.name,
                does=like.does,
                lane=like.lane,
                department_id=like.department_id,
                started_at=like.started_at,
                answers={},
            )
            for number in range(menu.MOST)
        )

    with office.reading() as session:
        counted = menu.waiting(session, person(office, "lan"))

    assert counted.department == counted.steps["hand_over"] == "500+"


def test_a_notice_counts_until_it_is_read_and_newer_ones_stay(app: Flask, office: Office) -> None:
    tell(office, "hoa")
    head = desk(app, office, "hoa")
    page = head.read("/thong-bao")
    newest = re.search(r'name="newest" value="(\d+)"', page)
    assert newest
    tell(office, "hoa")

    head.send("/thong-bao", {"newest": newest[1]})
    after = head.read("/thong-bao")

    assert after.count("<td>mới</td>") == 1
    assert after.count("<td>đã đọc</td>") == 1


def test_a_notice_is_only_for_its_department(app: Flask, office: Office) -> None:
    tell(office, "hoa")
    stranger = desk(app, office, "my")

    stranger.send("/thong-bao", {"newest": "999999"})

    assert "Chưa có thông báo" in stranger.read("/thong-bao")
    assert "<td>mới</td>" in desk(app, office, "hoa").read("/thong-bao")

"""What clumsy and hostile hands send: each is told where to mend it, and nothing is half done."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from engine.gateways.uploads import LARGEST
from engine.models import Attachment, Case, StoredFile
from engine.office import MovedClock, Office
from tests.good_day import SCAN
from tests.office import register, waiting
from tests.web.desk import GOOD, PAGE, Desk, screens
from tests.web.journey import go

NOBODYS_FILE = ["1", "0", "-1", "abc", "٣", "99999999999999999999", "9" * 5_000]


def send_large(clerk: Desk, place: str, typed: dict[str, Any], status: int) -> str:
    """Send files from memory: the client would put a large form into a file and leave it open."""
    boundary, body = encode_multipart(typed)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = clerk.client.post(place, data=body, content_type=kind)
    assert answer.status_code == status, unescape(answer.text)
    return unescape(answer.text)


def a_file(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def count(office: Office, noun: type[Case | Attachment | StoredFile]) -> int:
    with office.reading() as session:
        return session.scalar(select(func.count()).select_from(noun)) or 0


@pytest.mark.parametrize("file_id", NOBODYS_FILE)
def test_a_lost_file_is_asked_for_again_at_its_paper_and_nothing_typed_is_lost(
    office: Office, seat: Callable[[str], Desk], file_id: str
) -> None:
    clerk = seat("lan")

    answer = clerk.send(PAGE, {**GOOD, "papers.declaration.file": file_id}, status=422)

    page = unescape(answer.text)
    assert "Tệp này không còn nữa. Hãy chọn lại." in page
    assert "Hộ kinh doanh Ánh Tuyết" in page
    assert f'value="{file_id}"' not in page or file_id == "1"
    assert count(office, Case) == 0


@pytest.mark.parametrize("file_id", NOBODYS_FILE)
def test_a_lost_scan_is_asked_for_again_at_its_field(
    office: Office, seat: Callable[[str], Desk], file_id: str
) -> None:
    code = seat("lan").receive()
    go(seat, code, until="number_result")
    registrar = seat("van")

    typed = {"result_number": "07/GCN", "issued_on": "16/11/2026", "sealed_scan": file_id}
    answer = registrar.do(code, "number_result", typed, status=422)

    page = unescape(answer.text)
    assert 'href="#sealed_scan"' in page
    assert 'value="07/GCN"' in page
    assert [task.step for task in waiting(office, code)] == ["number_result"]


@pytest.mark.parametrize("file_id", NOBODYS_FILE)
def test_a_lost_file_is_not_added_to_a_case(
    office: Office, seat: Callable[[str], Desk], file_id: str
) -> None:
    code = str(register(office).code)

    answer = seat("lan").send(f"/hs/{code}/tep", {"file": file_id, "title": "Hợp đồng"}, 422)

    assert "Tệp này không còn nữa" in unescape(answer.text)
    assert 'value="Hợp đồng"' in unescape(answer.text)
    assert count(office, Attachment) == 0


def test_a_file_whose_title_cannot_be_taken_is_still_on_the_page(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    code = str(register(office).code)
    clerk = seat("lan")

    brought = {"file.upload": (BytesIO(SCAN), "hợp đồng.pdf"), "title": "x" * 301}
    page = unescape(clerk.send(f"/hs/{code}/tep", brought, 422).text)

    with office.reading() as session:
        kept = session.scalars(select(StoredFile.id)).one()
    assert 'href="#title"' in page
    assert f'name="file" value="{kept}"' in page
    clerk.send(f"/hs/{code}/tep", {"file": str(kept), "title": "Hợp đồng"})
    assert count(office, Attachment) == 1


def test_nothing_is_added_to_a_closed_case(office: Office, seat: Callable[[str], Desk]) -> None:
    code = str(register(office).code)
    clerk = seat("lan")
    clerk.send(f"/hs/{code}/rut", {"withdraw_reason": "Đổi ý"})

    brought = {"file.upload": (BytesIO(SCAN), "muộn.pdf"), "title": "Đến muộn"}
    answer = clerk.send(f"/hs/{code}/tep", brought, 409)

    assert "đã kết thúc" in unescape(answer.text)
    assert count(office, Attachment) == 0


def test_a_button_that_no_page_has_does_nothing(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    seat("lan").send(PAGE, {**GOOD, "act": "delete"}, status=400)

    assert count(office, Case) == 0


def test_who_withdraws_too_late_reads_who_was_quicker_and_keeps_the_reason(
    seat: Callable[[str], Desk],
) -> None:
    code = seat("lan").receive()
    seat("minh").send(f"/hs/{code}/rut", {"withdraw_reason": "Công dân xin rút"})

    answer = seat("lan").send(f"/hs/{code}/huy", {"void_reason": "Nhập trùng hồ sơ"}, 409)

    page = unescape(answer.text)
    assert "Trần Quốc Minh" in page
    assert "08:00 16/11/2026" in page
    assert "Nhập trùng hồ sơ" in page


def test_a_page_sent_again_with_other_words_is_a_page_of_its_own(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    clerk.receive(_key="the-first-showing")

    changed = {**GOOD, "_key": "the-first-showing", "owner.name": "Trần Thị Bé"}
    page = unescape(clerk.send(PAGE, changed, 422).text)

    assert "đã được gửi với nội dung khác" in page
    assert 'value="Trần Thị Bé"' in page
    assert "the-first-showing" not in page
    assert count(office, Case) == 1


def test_a_counter_whose_clock_is_not_trusted_keeps_what_was_typed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    clerk = seat("lan")
    assert isinstance(office.clock, MovedClock)
    office.clock.at -= timedelta(minutes=20)

    page = unescape(clerk.send(PAGE, {**GOOD, "owner.name": "Trần Thị Bé"}, 503).text)

    assert 'value="Trần Thị Bé"' in page
    assert count(office, Case) == 0


# Keys that no row can have: too large for a database, for Python, or not of our digits.
NO_KEYS = ["0", "99999999999999999999", "9223372036854775808", "9" * 5_000, "٣", "-1", "1.5"]


@pytest.mark.parametrize("key", NO_KEYS)
@pytest.mark.parametrize(
    ("login", "place"),
    [
        ("lan", "/viec/{}"),
        ("lan", "/tep/{}"),
        ("lan", "/giay/{}.pdf"),
        ("lan", "/tiep-nhan/phieu/{}"),
        ("quang", "/quan-ly/bao-cao/{}/tep"),
    ],
)
def test_an_address_that_names_no_row_is_not_there(
    seat: Callable[[str], Desk], login: str, place: str, key: str
) -> None:
    seat(login).read(place.format(key), status=404)


@pytest.mark.parametrize("key", NO_KEYS)
@pytest.mark.parametrize(
    ("login", "place"),
    [
        ("lan", "/thong-bao?truoc={}"),
        ("quang", "/quan-ly/bao-cao?truoc={}"),
        ("quang", "/quan-ly/thoi-han?trang={}"),
        ("lan", "/viec?sau=~{}"),
        ("lan", "/viec?sau=2026-11-16T08:00:00%2B07:00~{}"),
    ],
)
def test_a_page_after_nothing_is_the_first(
    seat: Callable[[str], Desk], login: str, place: str, key: str
) -> None:
    seat(login).read(place.format(key))


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00%2B07:00", "9999-12-31T23:59:59-12:00", "2026-11-16", "soon"]
)
def test_a_page_after_no_moment_is_the_first(seat: Callable[[str], Desk], moment: str) -> None:
    code = seat("lan").receive()

    assert code in seat("lan").read(f"/viec?o=phong&sau={moment}~1")


@pytest.mark.parametrize("place", ["/hs/tim?q={}", "/viec?o=phong&q={}", "/tiep-nhan?q={}"])
def test_a_search_for_more_than_anything_holds_finds_nothing(
    seat: Callable[[str], Desk], place: str
) -> None:
    code = seat("lan").receive()

    assert code not in seat("lan").read(place.format("tuyết" * 12_000))


@pytest.mark.parametrize(
    "place", ["/hs/%00", "/hs/tim?q=%00", "/viec?thu-tuc=%00", "/quan-ly/thoi-han?thu-tuc=%00"]
)
def test_an_address_with_what_is_no_text_cannot_be_read(
    seat: Callable[[str], Desk], place: str
) -> None:
    assert "Không đọc được yêu cầu này" in seat("quang").read(place, status=400)


@pytest.mark.parametrize("name", ["_key", "login", "owner.name"])
def test_a_form_with_what_is_no_text_cannot_be_read(
    office: Office, seat: Callable[[str], Desk], name: str
) -> None:
    seat("lan").send(PAGE, {**GOOD, name: "a\0b"}, status=400)

    assert count(office, Case) == 0


def test_a_host_that_is_no_name_is_answered_in_words(office: Office) -> None:
    answer = screens(office).test_client().get("/tra-cuu", headers={"Host": "x" * 300})

    assert answer.status_code == 400
    assert "Không đọc được yêu cầu này" in unescape(answer.text)


def test_a_crash_puts_nothing_that_was_typed_into_the_log(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    app = screens(office)
    # A traceback shows the line that failed, so the number must not stand in it.
    typed = {"typed": "056085001234"}

    @app.get("/test/broken-query")
    def broken() -> str:
        with office.reading() as session:
            return str(session.scalar(text("SELECT no_such(:typed)"), typed))

    app.test_client().get("/test/broken-query")
    written = capsys.readouterr().err

    assert "OperationalError" in written
    assert "056085001234" not in written
    assert [json.loads(line)["event"] for line in written.splitlines()] == ["crash", "request"]


def test_a_file_that_is_too_large_costs_nothing_that_was_typed(
    office: Office, seat: Callable[[str], Desk]
) -> None:
    brought = {
        "papers.declaration.file.upload": a_file(SCAN + bytes(LARGEST), "quét cả tập.pdf"),
        "papers.submitter_authorisation.file.upload": a_file(SCAN, "ủy quyền.pdf"),
    }

    page = send_large(seat("lan"), PAGE, {**GOOD, **brought}, 422)

    assert "“quét cả tập.pdf” lớn hơn 50 MB" in page
    assert "Hộ kinh doanh Ánh Tuyết" in page
    assert count(office, StoredFile) == 1


def test_a_file_sent_on_its_own_is_answered_with_its_kept_name(seat: Callable[[str], Desk]) -> None:
    clerk = seat("lan")

    kept = clerk.send("/tep", {"file": (BytesIO(SCAN), "../../quét.pdf")}, status=201)
    empty = clerk.send("/tep", {"file": (BytesIO(b""), "a.pdf")}, status=415)
    large = send_large(clerk, "/tep", {"file": a_file(SCAN + bytes(LARGEST), "a.pdf")}, 413)

    assert kept.get_json()["name"] == "quét.pdf"
    assert "là tệp rỗng" in unescape(empty.text)
    assert "lớn hơn 50 MB" in large


@pytest.mark.parametrize(
    ("place", "page"),
    [
        ("/hs/{code}/rut", "/hs/{code}"),
        ("/hs/{code}/tep", "/hs/{code}"),
        ("/viec/{task}/giao", "/viec/{task}"),
        (PAGE, PAGE),
    ],
)
def test_a_page_shown_after_a_form_leads_back_to_where_the_form_stands(
    office: Office, seat: Callable[[str], Desk], place: str, page: str
) -> None:
    code = str(register(office).code)
    names = {"code": code, "task": waiting(office, code)[0].id}

    shown = seat("lan").client.post(place.format(**names), data={"act": "receive"}).text
    door = screens(office).test_client().post(place.format(**names))

    assert f'name="next" value="{page.format(**names)}"' in shown
    assert door.location == f"/dang-nhap?tiep={page.format(**names)}"

"""One case walked through the pages over HTTP, as its people would.

It reads each page, fills the forms it finds there and presses their buttons;
it knows nothing of the office behind them, so what it proves is what a person
at a desk gets.
"""

from __future__ import annotations

import http.cookiejar
import io
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from engine.demo.organisation import PASSWORD
from engine.demo.scan import sealed_scan
from engine.errors import WrongMove
from engine.i18n import Said
from engine.rules.calendar import OFFICE_ZONE

PROCEDURE = "1.001612"
Typed = Mapping[str, str | tuple[str, bytes]]


@dataclass
class Desk:
    """A browser at one person's desk."""

    address: str
    _jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def sign_in(self, login: str) -> None:
        """Sign in as one of the demo's people."""
        self.press("/dang-nhap", "/dang-nhap", {"login": login, "password": PASSWORD})

    def get(self, path: str) -> bytes:
        """Fetch a page or a file; raises ``WrongMove`` in words when there is none."""
        return self._fetch(_request(self.address, path))[0]

    def press(self, page: str, action: str, typed: Typed) -> tuple[html.HtmlElement, str]:
        """Fill the form of a page that goes to ``action``; give the page after it and its path."""
        url = urllib.parse.urljoin(self.address, page)
        document = html.document_fromstring(self.get(page))
        form = next(one for one in document.forms if urllib.parse.urlsplit(
            urllib.parse.urljoin(url, one.action or url)).path == action)  # fmt: skip
        values: dict[str, object] = dict(form.form_values())
        for name, value in typed.items():
            values[name] = (
                FileStorage(io.BytesIO(value[1]), filename=value[0], name=name)
                if isinstance(value, tuple)
                else value
            )
        boundary, body = encode_multipart(values)
        request = _request(url, form.action or url, body)
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        answered, place = self._fetch(request)
        return html.document_fromstring(answered), urllib.parse.urlsplit(place).path

    def _fetch(self, request: urllib.request.Request) -> tuple[bytes, str]:
        try:
            with self._open.open(request, timeout=60) as answer:
                return answer.read(), answer.url
        except urllib.error.HTTPError as error:
            page = html.document_fromstring(error.read() or b"<p></p>")
            words = " ".join(" ".join(page.xpath("//main//text()")).split())[:400]
            raise WrongMove(
                Said("%(url)s answered %(status)s: %(words)s",
                     url=request.full_url, status=error.code, words=words)
            ) from error  # fmt: skip


def _request(base: str, path: str, body: bytes | None = None) -> urllib.request.Request:
    url = urllib.parse.urljoin(base, path)
    if not url.startswith("http://127.0.0.1:"):
        raise WrongMove(Said("The walk stays on this machine."))
    return urllib.request.Request(url, data=body)  # noqa: S310  (its own server, checked above)


def walk(address: str) -> Iterator[str]:
    """Walk a case from the counter to its returned result; yields what was done."""
    clerk = _at(address, "lan")
    yield "lan (reception) signed in"
    place = clerk.press(f"/tiep-nhan/{PROCEDURE}", f"/tiep-nhan/{PROCEDURE}", _dossier())[1]
    code = place.split("/")[2]
    receipt = _receipt_of(clerk, place)
    yield f"case {code} received; its receipt is a PDF of {len(receipt):,} bytes"
    people = {"lan": clerk} | {
        login: _at(address, login) for login in ("hoa", "duc", "quan", "binh", "van")
    }
    for login, step, answers in _steps():
        _do(people[login], code, answers)
        yield f"{login}: {step}"
    status = html.document_fromstring(clerk.get(f"/hs/{code}"))
    if "Đã trả kết quả" not in status.text_content():
        raise WrongMove(Said("The case did not come to its result."))
    yield f"case {code} is closed: its result is returned"
    sheet = _at(address, "quang").get("/quan-ly/thoi-han.xlsx")
    yield f"quang (manager): deadline report, an .xlsx of {len(sheet):,} bytes"


def _at(address: str, login: str) -> Desk:
    desk = Desk(address)
    desk.sign_in(login)
    return desk


def _dossier() -> Typed:
    return {
        "owner.kind": "person",
        "owner.name": "Nguyễn Thị Ánh Tuyết",
        "owner.id_number": "056085001234",
        "owner.address": "12 Yersin, phường Tây Nha Trang",
        "owner.phone": "0901234567",
        "answers.business_name": "Tạp hóa Ánh Tuyết",
        "answers.business_address": "12 Yersin, phường Tây Nha Trang",
        "answers.industry": "Bán lẻ hàng tạp hóa",
        "answers.capital": "100.000.000",
        "papers.declaration": "on",
        "fee_paid": "on",
        "act": "receive",
    }


def day_on_the_wall() -> str:
    """Today as the people of the office type it, wherever this machine stands."""
    return f"{datetime.now(OFFICE_ZONE):%d/%m/%Y}"


def _steps() -> Iterator[tuple[str, str, Typed]]:
    today = day_on_the_wall()
    number = f"CHECK-{re.sub('[^0-9]', '', str(id(today)))[-6:]}/GCN"
    yield "lan", "handed the case over", {}
    yield "hoa", "confirmed that the department received it", {"receipt": "received"}
    yield "hoa", "assigned it to duc", {"officer": "duc"}
    appraised = {"appraisal": "qualified", "findings": "Hồ sơ hợp lệ.", "business_code": "4711"}
    yield "duc", "appraised it", appraised
    yield "quan", "gave the tax code", {"tax_code": "4212345678"}
    yield "binh", "approved it", {"approval": "approved"}
    numbered: Typed = {
        "result_number": number,
        "issued_on": today,
        "sealed_scan.upload": ("ket-qua.pdf", sealed_scan(number)),
    }
    yield "van", "numbered the result and kept its sealed scan", numbered
    yield "van", "handed it back to the counter", {}
    received = {
        "receiver": "owner",
        "receiver_name": "Nguyễn Thị Ánh Tuyết",
        "receiver_id": "056085001234",
    }
    yield "lan", "returned the result to the citizen", received


def _do(desk: Desk, code: str, answers: Typed) -> None:
    """Do the step of the case that waits at this desk, found on the case file."""
    page = html.document_fromstring(desk.get(f"/hs/{code}"))
    found = [link for link in page.xpath("//main//a/@href") if re.fullmatch(r"/viec/\d+", link)]
    if not found:
        raise WrongMove(Said("No step of case %(code)s waits at this desk.", code=code))
    desk.press(found[0], found[0], answers)


def _receipt_of(desk: Desk, place: str) -> bytes:
    page = html.document_fromstring(desk.get(place))
    links = page.xpath("//*[contains(@href, '/giay/')]/@href")
    content = desk.get(links[0])
    if not content.startswith(b"%PDF"):
        raise WrongMove(Said("The receipt is not a PDF."))
    return content

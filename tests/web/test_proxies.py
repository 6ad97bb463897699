"""Behind proxies: whose address is believed, in the audit and at the limits of the door."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from dataclasses import replace

import pytest
from sqlalchemy import select
from waitress import create_server

from engine.models import AuditEntry
from engine.office import Office
from tests.web.desk import screens
from web.proxies import read_by_server

CLAIMED = "203.0.113.7, 198.51.100.8, 192.0.2.9"
WRONG = {"code": "H32.901-261116-0001", "secret": "AAAAAA"}


def behind(office: Office, proxies: int) -> Office:
    return replace(office, settings=replace(office.settings, proxies=proxies))


def last_address(office: Office) -> str:
    with office.reading() as session:
        return (
            session.scalars(
                select(AuditEntry.ip)
                .where(AuditEntry.action == "refuse_sign_in")
                .order_by(AuditEntry.seq.desc())
            ).first()
            or ""
        )


@pytest.mark.parametrize(
    ("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.9"), (2, "198.51.100.8")]
)
def test_as_many_addresses_are_believed_as_there_are_proxies(
    office: Office, proxies: int, address: str
) -> None:
    client = screens(behind(office, proxies)).test_client()

    client.post("/dang-nhap", data={"login": "lan"}, headers={"X-Forwarded-For": CLAIMED})

    assert last_address(office) == address


def test_each_visitor_behind_a_proxy_has_tries_of_their_own(office: Office) -> None:
    client = screens(behind(office, 1)).test_client()

    def look_up(address: str, number: int) -> int:
        asked = {**WRONG, "code": f"H32.901-261116-{number:04}"}
        return client.post("/tra-cuu", data=asked, headers={"X-Forwarded-For": address}).status_code

    first = [look_up("192.0.2.9", number) for number in range(1, 22)]

    assert (first[0], first[-1]) == (422, 429)
    assert look_up("192.0.2.10", 30) == 422


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "192.0.2.9")])
def test_the_real_server_lets_the_header_through_behind_a_proxy_only(
    office: Office, proxies: int, address: str
) -> None:
    app = screens(behind(office, proxies))
    server = create_server(app, host="127.0.0.1", port=0, **read_by_server(proxies))
    thread = threading.Thread(target=server.run)
    thread.start()

    request = urllib.request.Request(
        f"http://127.0.0.1:{server.effective_port}/dang-nhap",
        data=b"login=lan",
        headers={"X-Forwarded-For": CLAIMED},
    )
    with pytest.raises(urllib.error.HTTPError, match="422"):
        urllib.request.urlopen(request)
    server.trigger.pull_trigger(server.close)
    thread.join()

    assert last_address(office) == address

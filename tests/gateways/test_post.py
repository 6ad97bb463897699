"""Letters go out once, to the one they are for, and a failure says if trying again helps."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from engine.gateways.post import (
    Enclosure,
    FolderPost,
    Letter,
    LetterRefused,
    MemoryPost,
    PostUnavailable,
)
from engine.rules.calendar import OFFICE_ZONE
from tests.mail_server import SENDER, a_mail_server, smtp

SENT = datetime(2026, 11, 23, 8, 15, tzinfo=OFFICE_ZONE)
LETTER = Letter(
    to="anhtuyet@example.vn",
    subject="Hồ sơ H32.1-261123-0042 đã có kết quả",
    text="Kính mời Ông/Bà đến nhận kết quả.",
    enclosures=(Enclosure("giấy hẹn.pdf", "application/pdf", b"%PDF-1.7"),),
)


def test_a_letter_arrives_as_it_was_written() -> None:
    with a_mail_server() as server:
        smtp(server).send(LETTER, key="case-42-ready", sent=SENT)
        (taken,) = server.taken

    message = message_from_bytes(taken, policy=policy.default)
    body = message.get_body()
    (enclosure,) = message.iter_attachments()
    assert message["To"] == LETTER.to
    assert message["Subject"] == LETTER.subject
    assert body is not None
    assert body.get_content().strip() == LETTER.text
    assert enclosure.get_filename() == "giấy hẹn.pdf"
    assert enclosure.get_content() == b"%PDF-1.7"


def test_a_letter_tried_twice_is_one_letter_by_its_message_id() -> None:
    with a_mail_server() as server:
        for key in ("case-42-ready", "case-42-ready", "case-43-ready"):
            smtp(server).send(LETTER, key=key, sent=SENT)
        first, again, other = (message_from_bytes(taken)["Message-ID"] for taken in server.taken)

    assert first == again != other
    assert first.endswith("@example.vn>")


def test_an_address_nobody_has_is_not_tried_again() -> None:
    with a_mail_server("550 no such person") as server, pytest.raises(LetterRefused) as refusal:
        smtp(server).send(LETTER, key="k", sent=SENT)

    assert LETTER.to in refusal.value.said.to("vi")


def test_a_busy_mail_box_is_worth_trying_later() -> None:
    with a_mail_server("450 busy") as server, pytest.raises(PostUnavailable):
        smtp(server).send(LETTER, key="k", sent=SENT)


def test_a_mail_server_that_is_away_is_worth_trying_later() -> None:
    with a_mail_server() as server:
        away = smtp(server)

    with pytest.raises(PostUnavailable):
        away.send(LETTER, key="k", sent=SENT)


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@example.vn, b@example.vn", "a@example.vn\nBcc: b@example.vn"],
    ids=["nobody", "no domain", "two people", "a forged header"],
)
def test_a_letter_goes_to_exactly_one_address(to: str) -> None:
    post = MemoryPost()

    with pytest.raises(LetterRefused):
        post.send(Letter(to, "subject", "text"), key="k", sent=SENT)

    assert post.letters == {}


def test_the_embedded_office_keeps_its_letters_as_files(tmp_path: Path) -> None:
    post = FolderPost(tmp_path / "post", SENDER)

    for _ in range(2):
        post.send(LETTER, key="case-42/ready", sent=SENT)

    (kept,) = (tmp_path / "post").iterdir()
    message = message_from_bytes(kept.read_bytes(), policy=policy.default)
    assert kept.suffix == ".eml"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == SENT


def test_the_tame_post_keeps_letters_by_their_key() -> None:
    post = MemoryPost()

    post.send(LETTER, key="k", sent=SENT)

    assert post.letters == {"k": LETTER}

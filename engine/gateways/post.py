"""Mail that leaves the office.

Letters are sent by jobs after the commit, and a job may run twice. Its key
becomes the ``Message-ID``, so that a letter sent twice is seen as one by the
mail program of whoever receives it.
"""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import ClassVar, Protocol

from engine.errors import Refusal
from engine.gateways.files import write_whole
from engine.i18n import Said, mark


class PostUnavailable(Refusal):
    """The mail server can't be reached or is busy; the letter may be tried again."""

    code = "post-unavailable"
    status: ClassVar[int] = 503
    default = mark("The mail server can't be reached. The letter will be sent later.")


class LetterRefused(Refusal):
    """This letter will never go out as it is; trying again would not help."""

    code = "letter-refused"
    default = mark("The letter to %(to)s can't be sent: the address is not taken.")


@dataclass(frozen=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A letter to one person, in plain words."""

    to: str
    subject: str
    text: str
    enclosures: tuple[Enclosure, ...] = ()


class Post(Protocol):
    """What the office asks of its post."""

    def send(self, letter: Letter, *, key: str, sent: datetime) -> None:
        """Hand the letter over; ``key`` is the same when the same letter is tried again.

        Raises ``PostUnavailable`` when it is worth trying later and
        ``LetterRefused`` when it is not.
        """


@dataclass(frozen=True)
class SmtpPost:
    """A mail server, over TLS unless it stands on this machine."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    encrypted: bool = True
    timeout: float = 20.0

    def send(self, letter: Letter, *, key: str, sent: datetime) -> None:
        """Hand the letter to the mail server, waiting no longer than the time limit."""
        message = compose(letter, sender=self.sender, key=key, sent=sent)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                if self.encrypted:
                    server.starttls(context=ssl.create_default_context())
                if self.user is not None and self.password is not None:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            if all(code >= 500 for code, _ in refused.recipients.values()):
                raise LetterRefused(_refused(letter)) from refused
            raise PostUnavailable from refused
        except smtplib.SMTPNotSupportedError as unsupported:
            # An address with marks wants a server that speaks SMTPUTF8; this one doesn't.
            raise LetterRefused(_refused(letter)) from unsupported
        except (smtplib.SMTPException, OSError) as failed:
            raise PostUnavailable from failed


@dataclass(frozen=True)
class FolderPost:
    """The embedded office's post: each letter is a file a mail program can open."""

    folder: Path
    sender: str

    def send(self, letter: Letter, *, key: str, sent: datetime) -> None:
        """Write the letter into the folder; the same key writes the same file."""
        message = compose(letter, sender=self.sender, key=key, sent=sent)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(self.folder / f"{_digest(key)}.eml", message.as_bytes())


@dataclass
class MemoryPost:
    """The tame twin: letters are kept, by key, for the test to read."""

    sender: str = "motcua@example.vn"
    letters: dict[str, Letter] = field(default_factory=dict)

    def send(self, letter: Letter, *, key: str, sent: datetime) -> None:
        """Keep the letter; one that could not be composed is refused here too."""
        compose(letter, sender=self.sender, key=key, sent=sent)
        self.letters[key] = letter


def compose(letter: Letter, *, sender: str, key: str, sent: datetime) -> EmailMessage:
    """Turn a letter into a message; a text that would forge a header is refused."""
    _, address = parseaddr(sender)
    message = EmailMessage()
    try:
        message["From"] = sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        reached = message["To"].addresses
    except (ValueError, MessageError, IndexError) as forged:
        raise LetterRefused(_refused(letter)) from forged
    if len(reached) != 1 or not reached[0].domain or not reached[0].username:
        raise LetterRefused(_refused(letter))
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{_digest(key)}@{address.rpartition('@')[2]}>"
    # An automatic answer to an automatic letter would go on for ever (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    for enclosure in letter.enclosures:
        main, _, sub = enclosure.media_type.partition("/")
        message.add_attachment(
            enclosure.content, maintype=main, subtype=sub, filename=enclosure.name
        )
    return message


def _refused(letter: Letter) -> Said:
    return Said(LetterRefused.default, to=" ".join(letter.to.split()))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]

"""How this office is set up: read once from the environment, then frozen.

Nothing else reads ``MOTCUA_*``. A secret has no default: the embedded office
(SQLite in its own folder) generates one into a file only its owner can read;
any other office must be given one.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import SettingsWrong
from engine.i18n import DEFAULT_LANGUAGE, LANGUAGES, Said

# In memory every connection of SQLite would have an office of its own.
DATABASES = ("sqlite:///", "postgresql+psycopg://")


@dataclass(frozen=True)
class Settings:
    """Where the office keeps its things and how it is reached."""

    home: Path
    database_url: str
    public_url: str
    secret: str
    language: str = DEFAULT_LANGUAGE
    smtp: str | None = None
    post_sender: str = "motcua@localhost"
    secure_cookies: bool = False
    fonts: Path | None = None
    # How many proxies of one's own stand before the office and say who asks.
    proxies: int = 0

    @property
    def embedded(self) -> bool:
        """Whether one process is the whole office: web, worker and clock."""
        return self.is_embedded(self.database_url)

    @staticmethod
    def is_embedded(database_url: str) -> bool:
        """Whether a database of this address is a file of the office's own."""
        return database_url.startswith("sqlite")

    @staticmethod
    def home_from_environment(environment: Mapping[str, str] | None = None) -> Path:
        """The folder of everything the office writes."""
        given = os.environ if environment is None else environment
        return Path(given.get("MOTCUA_HOME") or "var").absolute()

    @classmethod
    def database_from_environment(cls, environment: Mapping[str, str] | None = None) -> str:
        """The address of the office's database; its own file in the home when none is given."""
        given = os.environ if environment is None else environment
        own = f"sqlite:///{cls.home_from_environment(given) / 'motcua.sqlite3'}"
        return _with_driver(given.get("MOTCUA_DATABASE_URL") or own)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read ``MOTCUA_*``; raises ``SettingsWrong`` when the office can't open like this."""
        given = os.environ if environment is None else environment
        home = cls.home_from_environment(given)
        url = cls.database_from_environment(given)
        if not url.startswith(DATABASES):
            raise SettingsWrong(
                Said("MOTCUA_DATABASE_URL must begin with sqlite:/// or postgresql://.")
            )
        language = given.get("MOTCUA_LANGUAGE") or DEFAULT_LANGUAGE
        if language not in LANGUAGES:
            raise SettingsWrong(
                Said("MOTCUA_LANGUAGE is %(given)s; it may be vi or en.", given=language)
            )
        public_url = (given.get("MOTCUA_PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/")
        if not public_url.startswith(("http://", "https://")):
            raise SettingsWrong(Said("MOTCUA_PUBLIC_URL must begin with http:// or https://."))
        smtp = given.get("MOTCUA_SMTP") or None
        if smtp and not re.fullmatch(r"[^\s:]+(:[0-9]{1,5})?", smtp):
            raise SettingsWrong(
                Said("MOTCUA_SMTP is %(given)s; write it like mail.example.vn:25.", given=smtp)
            )
        proxies = given.get("MOTCUA_PROXIES") or "0"
        if not re.fullmatch(r"[0-9]", proxies):
            raise SettingsWrong(
                Said("MOTCUA_PROXIES is %(given)s; it is a number from 0 to 9.", given=proxies)
            )
        fonts = given.get("MOTCUA_FONTS")
        return cls(
            home=home,
            database_url=url,
            public_url=public_url,
            secret=given.get("MOTCUA_SECRET") or _own_secret(home, url),
            language=language,
            smtp=smtp,
            post_sender=given.get("MOTCUA_POST_SENDER") or "motcua@localhost",
            secure_cookies=public_url.startswith("https://"),
            fonts=Path(fonts) if fonts else None,
            proxies=int(proxies),
        )


def _with_driver(url: str) -> str:
    """Name the driver that the house tests with, when the address names none."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _own_secret(home: Path, url: str) -> str:
    if not url.startswith("sqlite"):
        raise SettingsWrong(
            Said("MOTCUA_SECRET is missing: an office on a server must be given one.")
        )
    file = home / "secret"
    try:
        if not file.exists():
            _make_secret(file)
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsWrong(
            Said("MOTCUA_HOME, %(home)s, can't be used: %(why)s.", home=str(home), why=str(error))
        ) from error


def _make_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as secret:
            secret.write(secrets.token_urlsafe(48))

"""How this office is set up: read once from the environment, then frozen.

Nothing else reads ``MOTCUA_*``. A secret has no default: the embedded office
(SQLite in its own folder) generates one into a file only its owner can read;
any other office must be given one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import SettingsWrong
from engine.i18n import DEFAULT_LANGUAGE, LANGUAGES, Said


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

    @property
    def embedded(self) -> bool:
        """Whether one process is the whole office: web, worker and clock."""
        return self.database_url.startswith("sqlite")

    @staticmethod
    def home_from_environment(environment: Mapping[str, str] | None = None) -> Path:
        """The folder of everything the office writes."""
        given = os.environ if environment is None else environment
        return Path(given.get("MOTCUA_HOME") or "var").absolute()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read ``MOTCUA_*``; raises ``SettingsWrong`` when the office can't open like this."""
        given = os.environ if environment is None else environment
        home = cls.home_from_environment(given)
        url = given.get("MOTCUA_DATABASE_URL") or f"sqlite:///{home / 'motcua.sqlite3'}"
        url = _with_driver(url)
        language = given.get("MOTCUA_LANGUAGE") or DEFAULT_LANGUAGE
        if language not in LANGUAGES:
            raise SettingsWrong(
                Said("MOTCUA_LANGUAGE is %(given)s; it may be vi or en.", given=language)
            )
        public_url = (given.get("MOTCUA_PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/")
        fonts = given.get("MOTCUA_FONTS")
        return cls(
            home=home,
            database_url=url,
            public_url=public_url,
            secret=given.get("MOTCUA_SECRET") or _own_secret(home, url),
            language=language,
            smtp=given.get("MOTCUA_SMTP") or None,
            post_sender=given.get("MOTCUA_POST_SENDER") or "motcua@localhost",
            secure_cookies=public_url.startswith("https://"),
            fonts=Path(fonts) if fonts else None,
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
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text("ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as secret:
            secret.write(secrets.token_urlsafe(48))
    return file.read_text("ascii").strip()

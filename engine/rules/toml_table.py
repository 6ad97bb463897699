"""A TOML table written by an analyst, read with every mistake noted.

An analyst who gets one complaint at a time mends one at a time. So a reader
takes what it needs from a table, each value with its kind, and all that is
wrong is collected with the file and the key where it can be mended. A key
nobody asked for is a mistake too: it is mostly a misspelt one.

>>> mistakes: list[Mistake] = []
>>> table = TomlTable("form.toml", tomllib.loads('lable = "Owner"'), mistakes)
>>> table.text("label"), table.close()
('', None)
>>> [(mistake.key, str(mistake.said)) for mistake in mistakes]
[('label', 'This is missing.'), ('lable', 'Nothing of this name is known here.')]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.i18n import Said, mark


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a file of a procedure, and where it can be mended."""

    file: str
    key: str
    said: Said


class TomlTable:
    """One table of a file; what is taken from it is crossed off."""

    def __init__(
        self, file: str, content: Mapping[str, Any], mistakes: list[Mistake], at: str = ""
    ) -> None:
        self.file = file
        self.at = at
        self._content = content
        self._mistakes = mistakes
        self._taken: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def note(self, key: str, said: Said) -> None:
        """Note a mistake at ``key`` of this table."""
        self._mistakes.append(Mistake(self.file, self._path(key), said))

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text; without a default it must be there and not be empty."""
        value = self._take(key, str, mark("This must be a text."), default)
        if value == "" and default is None and key in self._content:
            self.note(key, Said(mark("This is empty.")))
        return value if value is not None else default or ""

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number, not below zero."""
        value = self._take(key, int, mark("This must be a whole number."), default)
        if value is not None and value < 0:
            self.note(key, Said(mark("This must not be below zero.")))
        return value if value is not None else default or 0

    def yes_no(self, key: str, default: bool | None = None) -> bool:
        value = self._take(key, bool, mark("This must be true or false."), default)
        return bool(value)

    def day(self, key: str) -> date:
        value = self._take(key, date, mark("This must be a day, such as 2025-07-01."), None)
        return value if value is not None else date.min

    def moment(self, key: str) -> datetime:
        said = mark("This must be a time, such as 2026-11-02 08:00:00.")
        value = self._take(key, datetime, said, None)
        return value if value is not None else datetime.min  # noqa: DTZ901  (written as local time)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, list, mark("This must be a list of texts."), default)
        if value is None:
            return ()
        if not all(isinstance(text, str) for text in value):
            self.note(key, Said(mark("This must be a list of texts.")))
            return ()
        return tuple(value)

    def anything(self, key: str) -> Any:
        """A value whose kind somebody else judges; ``None`` when it is not there."""
        self._taken.add(key)
        return self._content.get(key)

    def table(self, key: str) -> TomlTable:
        """The table under ``key``; an empty one, with the mistake noted, when it is missing."""
        value = self._take(key, dict, mark("This must be a table."), None)
        return TomlTable(self.file, value or {}, self._mistakes, self._path(key))

    def tables(self, key: str) -> list[TomlTable]:
        """The tables of a list; none at all is no mistake."""
        value = self._take(key, list, mark("This must be a list of tables."), [])
        found = []
        for place, entry in enumerate(value or [], start=1):
            path = f"{self._path(key)}[{place}]"
            if isinstance(entry, dict):
                found.append(TomlTable(self.file, entry, self._mistakes, path))
            else:
                said = Said(mark("This must be a table."))
                self._mistakes.append(Mistake(self.file, path, said))
        return found

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._content:
            if key not in self._taken:
                self.note(key, Said(mark("Nothing of this name is known here.")))

    def _path(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def _take(self, key: str, kind: type, otherwise: str, default: Any) -> Any:
        self._taken.add(key)
        if key not in self._content:
            if default is None:
                self.note(key, Said(mark("This is missing.")))
            return default
        value = self._content[key]
        # In Python true is a number and a moment is a day; an analyst means neither.
        fits = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
        if not fits or (kind is date and isinstance(value, datetime)):
            self.note(key, Said(otherwise))
            return None
        return value


def parse(file: str, content: bytes, mistakes: list[Mistake]) -> TomlTable | None:
    """Read a file's text; ``None``, with the mistake noted, when it is no TOML at all."""
    try:
        return TomlTable(file, tomllib.loads(content.decode("utf-8")), mistakes)
    except UnicodeDecodeError:
        mistakes.append(Mistake(file, "", Said(mark("This file is not UTF-8 text."))))
    except tomllib.TOMLDecodeError as wrong:
        said = Said(mark("This file is not TOML: %(why)s"), why=str(wrong))
        mistakes.append(Mistake(file, "", said))
    return None

"""Words in two languages, without a web framework.

The source speaks English; people read Vietnamese unless they switch. Rules,
verbs, sheets and the command line all speak through here, so that a refusal
reads the same on a screen, in the API and on a terminal. Catalogs are the
``.po`` files under ``translations/<language>/``, one an area of the code,
merged when a language is first asked for.

>>> str(Said("Case %(code)s is closed.", code="H32.1-261123-0001"))
'Case H32.1-261123-0001 is closed.'
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LANGUAGE = "vi"
LANGUAGES = ("vi", "en")


def mark(text: str) -> str:
    """Mark a text for translation where it is written, and return it as it is."""
    return text


class Said:
    """A text to be read by a person, in whichever language that person reads.

    Values go into ``%(name)s`` places; a value that is itself ``Said`` is
    translated with it. Two are equal when they would say the same.
    """

    __slots__ = ("params", "text")

    def __init__(self, text: str, /, **params: Any) -> None:
        self.text = text
        self.params = params

    def to(self, language: str) -> str:
        """Say it in ``language`` ("vi" or "en")."""
        translated = words(language)(self.text)
        if not self.params:
            return translated
        return translated % {
            name: value.to(language) if isinstance(value, Said) else value
            for name, value in self.params.items()
        }

    def __str__(self) -> str:
        return self.to("en")

    def __repr__(self) -> str:
        return f"Said({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and (self.text, self.params) == (other.text, other.params)

    def __hash__(self) -> int:
        return hash((self.text, str(self.params)))


class Name(Said):
    """A name that somebody gave in both languages; the Vietnamese one where English has none.

    >>> Name("Thẩm định", "Appraisal").to("en")
    'Appraisal'
    """

    __slots__ = ()

    def __init__(self, name: str, name_en: str = "") -> None:
        super().__init__(name, name_en=name_en)

    def to(self, language: str) -> str:
        """Give the name in ``language``."""
        name_en: str = self.params["name_en"]
        return name_en if language == "en" and name_en else self.text


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> gettext.NullTranslations:
    folder = resources.files("engine") / "translations" / language
    if not folder.is_dir():
        return gettext.NullTranslations()
    merged = Catalog(locale=language)
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".po"):
            for message in read_po(io.BytesIO(file.read_bytes()), locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def words(language: str) -> Callable[[str], str]:
    """Give the function that turns a source text into ``language``."""
    return _translations(language).gettext

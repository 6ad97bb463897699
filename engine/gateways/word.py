"""Word papers: a template of ours, made by hand in Word, filled with facts.

For letters that an office goes on writing: it gets a .docx with the figures
in, and adds what only it knows. The template is ours and may loop and choose;
what people typed is text and nothing else, so it can neither run as part of a
template nor end an element of the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# XML has no sign for these; docxtpl would make new paragraphs and pages of two of them.
NOT_IN_A_LETTER = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f"
    r"\ud800-\udfff"
    r"\ufffe\uffff]"
)


def fill(template: str, facts: Mapping[str, Any], *, title: str, made_at: datetime) -> bytes:
    """Fill a template of ``engine/papers/letters`` and give the file.

    A fact that the template asks for and that is not there is a mistake of
    ours: it raises ``UndefinedError``, and no letter with a hole comes out.
    """
    content = (resources.files("engine") / "papers" / "letters" / template).read_bytes()
    letter = DocxTemplate(io.BytesIO(content))
    # docxtpl reads names of facts only; what it fills in goes through ``_as_text``.
    letter.render(dict(facts), _environment())
    properties = letter.docx.core_properties
    properties.title, properties.author = _without_marks(title), "Motcua"
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    letter.save(file)
    return file.getvalue()


def _environment() -> Environment:
    return Environment(autoescape=True, undefined=StrictUndefined, finalize=_as_text)


def _as_text(value: object) -> object:
    """Whatever is filled in, as text of an XML file; a line's end stays one."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    # docxtpl turns {_{ into {{ when all is filled in, also in what people typed.
    text = escape(_without_marks(value))
    return text.replace("{", Markup("&#123;")).replace("}", Markup("&#125;"))


def _without_marks(text: str) -> str:
    return NOT_IN_A_LETTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

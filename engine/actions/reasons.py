"""The reason that some verbs want in words: read as a form's long text is, refused at its field."""

from __future__ import annotations

from engine.errors import BadAnswers
from engine.i18n import Said
from engine.rules.answers import Unreadable
from engine.rules.field import Field, read_value

_REASON = Field("reason", "long_text", "Lý do", "Reason", max_length=1_000)


def stated(typed: str) -> str:
    """The reason as it is kept; raises ``BadAnswers`` when there is none or it is no text."""
    try:
        reason = read_value(_REASON, typed)
    except Unreadable as unreadable:
        raise BadAnswers({"reason": unreadable.said}) from unreadable
    if reason is None:
        raise BadAnswers({"reason": Said("Write down the reason.")})
    return str(reason)

"""Silence as an answer: a consulted agency that says nothing in time, where the law takes it so.

Only a procedure that states it with its source (``[deemed_consent]``) knows
deemed consent, and only the steps drawn with ``silence = "consent"``. Its
answer is a choice of the step's form that no person can give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from engine.i18n import Said, mark
from engine.rules.form import Form

# What the property of a step says, and the choice of its form that silence makes.
CONSENT: Final = "consent"
DEEMED: Final = "deemed_consent"


def deemed_answers(asked: Form) -> Mapping[str, Any]:
    """The answers that silence gives; none when the form has no choice for it."""
    return {
        field.key: DEEMED
        for field in asked.fields
        if DEEMED in {choice.value for choice in field.choices}
    }


def deemed(law: str) -> Said:
    """Say that no answer was taken as consent, and by which law."""
    return Said(mark("taken as consent: no answer in time, by %(law)s"), law=law)


def for_people(asked: Form) -> Form:
    """A form as people fill it in: without the choice that only silence makes."""
    if not deemed_answers(asked):
        return asked
    return replace(
        asked,
        fields=tuple(
            replace(
                field,
                choices=tuple(choice for choice in field.choices if choice.value != DEEMED),
            )
            for field in asked.fields
        ),
    )

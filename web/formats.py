"""How days, moments, money and words look on a screen, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from engine.i18n import Said
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.permission import Action, Role
from engine.rules.standing import left, put_off, stands, steps_left
from engine.rules.status import Status
from web import forms
from web.language import gettext, language

NOTHING = "—"


def register(app: Flask) -> None:
    """Give the templates their words and filters."""
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        hour=hour,
        day_month=day_month,
        iso=iso,
        money=money,
        number=number,
        said=said,
    )
    app.jinja_env.globals.update(
        {
            "_": gettext,
            "language": language,
            "left": left,
            "stands": stands,
            "put_off": put_off,
            "steps_left": steps_left,
            "new_key": forms.new_key,
            "Action": Action,
            "Role": Role,
            "Status": Status,
        }
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def day(value: date | datetime | None) -> str:
    """A day as it is written here: 23/11/2026."""
    if value is None:
        return NOTHING
    local = value.astimezone(OFFICE_ZONE) if isinstance(value, datetime) else value
    return f"{local:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """A moment with its hour: 16:30 23/11/2026."""
    return NOTHING if value is None else f"{value.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def day_month(value: datetime) -> str:
    """A day where there is little room: 23/11."""
    return f"{value.astimezone(OFFICE_ZONE):%d/%m}"


def hour(value: datetime | None) -> str:
    """The hour of a moment: 16:30."""
    return NOTHING if value is None else f"{value.astimezone(OFFICE_ZONE):%H:%M}"


def iso(value: date | datetime | None) -> str:
    """A moment for programs: the ``datetime`` of a ``<time>``."""
    if value is None:
        return ""
    local = value.astimezone(OFFICE_ZONE) if isinstance(value, datetime) else value
    return local.isoformat()


def money(value: int | None) -> str:
    """An amount in whole đồng: 100.000 đồng."""
    return NOTHING if value is None else gettext("%(amount)s đồng", amount=number(value))


def number(value: int) -> str:
    """A number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def said(value: Said | str | None) -> str:
    """A text that knows both languages, in the reader's."""
    if value is None:
        return ""
    return value.to(language()) if isinstance(value, Said) else value

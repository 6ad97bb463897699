"""For those who look over the work: deadlines, reports, incidents, the calendar, the clock."""

from flask import Blueprint

from web import words

bp = Blueprint("management", __name__, url_prefix="/quan-ly")
bp.add_app_template_global(words.weekday, "weekday_word")
bp.add_app_template_global(words.weekdays, "weekday_pairs")
bp.add_app_template_global(words.weekday_short, "weekday_letter")

# The views hang themselves on bp.
from web.management import (  # noqa: E402, F401
    apologies,
    calendar_announcement,
    calendar_days,
    calendar_hours,
    calendar_page,
    counting_policy,
    forecast,
    health,
    hours,
    incidents,
    late_causes,
    late_requests,
    messages,
    outages,
    policies,
    reminders_policy,
    reported,
    upgrades,
    views,
)

"""The desks behind the counter: the inbox, the steps, the case file, its papers and files."""

from flask import Blueprint

from web import words

bp = Blueprint("processing", __name__)
bp.add_app_template_global(words.allowance, "allowance")
bp.add_app_template_global(words.term, "term_words")
bp.add_app_template_global(words.worked, "worked")
bp.add_app_template_global(words.main_act, "main_act")
bp.add_app_template_global(words.cause_choices, "cause_choices")
bp.add_app_template_filter(words.short, "short")

# The views hang themselves on bp.
from web.processing import (  # noqa: E402, F401
    case_file,
    earlier_return,
    extension,
    files,
    inbox,
    late_cause,
    more_time,
    outside,
    pauses,
    steps,
)

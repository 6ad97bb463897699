"""The counter: choose a procedure, fill one page, hand out a receipt or a slip."""

from flask import Blueprint

from web import words

bp = Blueprint("reception", __name__)
bp.add_app_template_global(words.called, "called")
bp.add_app_template_global(words.pairs, "pairs")
bp.add_app_template_global(words.promised, "promised_length")
bp.add_app_template_filter(words.spoken, "spoken")

from web.reception import receipts, views  # noqa: E402, F401  (the views hang themselves on bp)

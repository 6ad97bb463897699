"""A person and the office: signing in and out, their language, their notices."""

from flask import Blueprint

bp = Blueprint("account", __name__)

from web.account import letters, tokens, views  # noqa: E402, F401  (the views hang themselves on bp)

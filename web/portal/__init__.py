"""What a citizen sees: how a case stands, asked with the code and the secret of its receipt."""

from flask import Blueprint

bp = Blueprint("portal", __name__)

from web.portal import views  # noqa: E402, F401  (the views hang themselves on bp)

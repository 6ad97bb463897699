"""For those who look over the work: deadlines, reports, the office's clock."""

from flask import Blueprint

bp = Blueprint("management", __name__, url_prefix="/quan-ly")

from web.management import views  # noqa: E402, F401  (the views hang themselves on bp)

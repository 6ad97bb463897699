"""The door for WSGI servers: ``gunicorn web.wsgi:app``, ``flask --app web.wsgi run``."""

from __future__ import annotations

from engine.office import open_office
from engine.settings import Settings
from web import create_app
from web.printing import with_fonts

app = create_app(open_office(with_fonts(Settings.from_environment())))

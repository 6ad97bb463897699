"""The screens: server pages that work without script, in Vietnamese and English.

``create_app`` puts them over an open office. Flask is imported inside it, so
that ``web.cli`` (whose quick commands need no screen) starts without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from engine.office import Office


def create_app(office: Office) -> Flask:
    """Put the screens over an open office."""
    from flask import Flask

    from web import (
        addresses,
        api,
        auth,
        errors,
        formats,
        health,
        navigation,
        proxies,
        request_log,
        security,
        session,
    )
    from web.account import bp as account
    from web.management import bp as management
    from web.portal import bp as portal
    from web.processing import bp as processing
    from web.reception import bp as reception

    app = Flask("web", static_url_path="/static", static_folder="static")
    app.extensions[session.OFFICE] = office
    proxies.trust(app, office.settings.proxies)
    # The order of the doors: a request gets its id, then its person, then its limits.
    for part in (request_log, auth, security, addresses, formats, navigation, errors):
        part.register(app)
    for blueprint in (health.bp, account, reception, processing, management, portal):
        app.register_blueprint(blueprint)
    api.register(app)
    return app

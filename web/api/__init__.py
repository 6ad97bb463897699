"""The API: what screens and sheets show, for programs, from the same queries.

It only reads, in the name of whoever is signed in or gave the program a token
(``Authorization: Bearer …``, made at ``/ma-truy-cap``). What it offers is
written down in ``/api/v1/openapi.json``. Codes and keys are English, moments
carry their offset, durations are working minutes; ``?language=en`` turns the
words to English.
"""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_smorest import Api as Smorest
from werkzeug.exceptions import HTTPException

from web import errors
from web.api import cases, reports


class Api(Smorest):
    """The API's pages and its description; refusals are answered as everywhere (web/errors)."""

    def handle_http_exception(self, error: HTTPException) -> ResponseReturnValue:
        return errors.http(error)


def register(app: Flask) -> None:
    """Hang the resources and their description below ``/api/v1``."""
    app.config.update(
        API_TITLE="Motcua",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = Api(app, spec_kwargs={"info": {"description": __doc__}})
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for blueprint in (cases.bp, reports.bp):
        api.register_blueprint(blueprint)

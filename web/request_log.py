"""One line of JSON a request, with an id that a proxy may give and the answer repeats.

The line holds the route and never what was asked: addresses and searches name
people.
"""

from __future__ import annotations

import re
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = structlog.get_logger("web")


def register(app: Flask) -> None:
    """Give each request its id, and write its line."""
    configure()
    # A crash is told once, by web.errors, as a line of JSON like everything else.
    app.logger.disabled = True
    app.before_request(_begin)
    app.after_request(_end)


def configure() -> None:
    """Write every event as one JSON line on standard error, Vietnamese as it is."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)


def _end(answer: Response) -> Response:
    answer.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in ("static", "health.alive", "health.ready"):
        signed = g.get("signed_in")
        log.info(
            "request",
            method=request.method,
            route=str(request.url_rule or "-"),
            status=answer.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
            officer=signed.officer.id if signed else None,
        )
    return answer

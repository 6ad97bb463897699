"""Who asks, when proxies of one's own stand before the office.

Each of them appends the address it was asked from to ``X-Forwarded-For``, and
the nearest says in ``X-Forwarded-Proto`` whether it was asked by https. Only as
many entries as there are proxies are believed: what stands before them was
written by whoever asked. The proxy passes ``Host`` on as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from flask import Flask


def trust(app: Flask, proxies: int) -> None:
    """Believe so many proxies; without any, the address of the connection is who asks."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=1)  # type: ignore[method-assign]  # as Flask's manual does


def read_by_server(proxies: int) -> dict[str, bool]:
    """What waitress must know: without proxies nobody's headers come through to the screens."""
    return {"clear_untrusted_proxy_headers": proxies == 0}

"""Who sits at the screens of an office."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.office import Office
from tests.web.desk import Desk, desk, screens


@pytest.fixture
def seat(office: Office) -> Callable[[str], Desk]:
    """Seat people, by their login, at the screens of one office."""
    app = screens(office)
    return lambda login: desk(app, office, login)

"""One week in one office, shared by the tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.office import Office
from reports import catalogue, period
from reports.book import Book
from reports.queries.deadlines import Question
from tests.reports.a_week import make_week


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, dict[str, str]]]:
    office, codes = make_week(tmp_path_factory.mktemp("week"))
    yield office, codes
    office.close()


@pytest.fixture(scope="session")
def book(week: tuple[Office, dict[str, str]]) -> Book:
    office, _ = week
    question = Question(period.read("2026-11"))
    with office.reading() as session:
        return catalogue.make(
            session, office, "deadlines", question, language="vi", made_by="Trương Văn Quang"
        )

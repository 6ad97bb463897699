"""How a database means to find what is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.office import Office


def plan_of(office: Office, ask: Callable[[Session], object]) -> str:
    """The plans of the statements that a query sends, as the database explains them.

    PostgreSQL reads a small table whole whatever its indexes; so it is told not to,
    and shows by which index it would go among a million.
    """
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        sent.append((statement, values))

    explain = "EXPLAIN QUERY PLAN " if office.database.is_sqlite else "EXPLAIN "
    engine = office.database.reading
    with office.reading() as session:
        if not office.database.is_sqlite:
            session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        event.listen(engine, "before_cursor_execute", note)
        try:
            ask(session)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return "\n".join(
            str(row[-1])
            for statement, values in sent
            for row in session.connection().exec_driver_sql(explain + statement, values)
        )

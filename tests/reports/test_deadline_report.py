import pytest

from engine.i18n import Said
from engine.office import Office
from reports import catalogue, period, render
from reports.book import Book
from reports.queries.deadlines import Question
from reports.table import Cell, Table, Word


def column(table: Table, key: str) -> list[object]:
    place = [column.key for column in table.columns].index(key)
    return [row[place] for row in table.rows]


def counts(table: Table, row: tuple[Cell, ...] | None) -> dict[str, int]:
    """The figures of a row, by the key of their column."""
    cells = zip(table.columns, row or (), strict=True)
    return {column.key: cell for column, cell in cells if isinstance(cell, int)}


def test_the_totals_of_every_table_are_those_of_its_rows(book: Book) -> None:
    for table in book.tables[1:]:
        rows = [counts(table, row) for row in table.rows]
        for key, total in counts(table, table.totals).items():
            assert total == sum(row[key] for row in rows)


def test_every_row_of_figures_adds_up(book: Book) -> None:
    for table in book.tables[1:]:
        for row in (*table.rows, table.totals):
            counted = counts(table, row)
            assert counted["in_hand"] == counted["carried_over"] + counted["received"]
            assert counted["in_hand"] == counted["done"] + counted["open"]
            assert counted["done"] == counted["early"] + counted["on_time"] + counted["late"]
            assert counted["open"] == sum(
                counted[key] for key in ("within", "near_due", "overdue", "paused")
            )


def test_the_figures_explain_the_list(book: Book) -> None:
    cases, by_procedure, by_unit = book.tables
    standings = [cell.code for cell in column(cases, "standing") if isinstance(cell, Word)]

    for table in (by_procedure, by_unit):
        counted = counts(table, table.totals)
        assert counted["in_hand"] == len(cases.rows) == book.rows == 8
        assert counted["overdue"] == standings.count("overdue") == 1
        assert counted["late"] == standings.count("late") == 1


def test_while_the_clock_stands_still_no_time_is_left_or_over(book: Book) -> None:
    cases = book.tables[0]
    standings = [cell.code for cell in column(cases, "standing") if isinstance(cell, Word)]
    left = dict(zip(standings, column(cases, "left"), strict=True))

    assert left["paused"] is None
    assert left["overdue"] == -(480 + 90)  # Friday, and Monday from 07:30 to 09:00


def test_the_report_speaks_both_languages(week: tuple[Office, dict[str, str]]) -> None:
    office, _ = week
    with office.reading() as session:
        english = catalogue.make(
            session, office, "deadlines", Question(period.read("2026-11")),
            language="en", made_by="An",
        )  # fmt: skip

    assert english.summary.to("en").startswith("8 cases in hand (0 carried over, 8 received)")
    assert english.summary.to("vi").startswith("Trong kỳ có 8 hồ sơ (từ kỳ trước 0, tiếp nhận 8)")
    assert {cell.said for cell in column(english.tables[2], "name") if isinstance(cell, Word)} <= {
        "Public service centre",
        "Economy and infrastructure",
        "Office and registry",
        "Household business team",
        "Leaders",
    }


def test_an_unknown_report_is_refused_with_those_there_are() -> None:
    with pytest.raises(catalogue.UnknownReport) as refusal:
        catalogue.find("06a")

    assert refusal.value.said == Said(
        "There is no report %(name)s. There are: %(names)s.",
        name="06a",
        names=", ".join(catalogue.REPORTS),
    )


def test_a_period_that_has_not_begun_is_refused(week: tuple[Office, dict[str, str]]) -> None:
    office, _ = week

    with office.reading() as session, pytest.raises(period.BadPeriod) as refusal:
        catalogue.make(
            session, office, "deadlines", Question(period.read("2026-12")),
            language="vi", made_by="An",
        )  # fmt: skip

    assert "today is 23/11/2026" in str(refusal.value.said)


def test_a_format_that_is_not_made_is_refused_with_those_that_are(book: Book) -> None:
    with pytest.raises(render.UnknownFormat) as refusal:
        render.render(book, "pdf")

    assert "xlsx, csv, json" in str(refusal.value.said)

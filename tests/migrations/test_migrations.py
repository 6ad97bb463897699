"""From the first schema to the last, on both databases: nothing is lost, nothing is guessed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.errors import SettingsWrong
from engine.gateways import backup
from engine.gateways.database import plain_engine
from engine.migrations import (
    COPIES,
    configuration,
    current_revision,
    migrate,
    newest_revision,
    shape,
)
from engine.models import Base
from engine.office import open_office
from engine.queries import invariants
from engine.settings import Settings
from tests.actions.test_audit import TAMPERING
from tests.migrations.rows import Contents, contents, fill
from tests.office import MONDAY
from tests.postgres import fresh_database

SCRIPT = ScriptDirectory.from_config(configuration(""))
# Columns that went because nobody ever read them; whatever else was kept stays.
DROPPED = {("case_state", "codec")}
REVISIONS = [each.revision for each in SCRIPT.walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An office's settings whose database is still empty."""
    url = f"sqlite:///{tmp_path / 'motcua.sqlite3'}"
    if request.param == "postgres":
        url = fresh_database()
    return Settings(tmp_path, url, "http://127.0.0.1:8000", "a secret of the tests")


@pytest.fixture
def at_the_first(settings: Settings) -> Settings:
    """The same at the first schema, with two rows in every table."""
    shape(settings.database_url, REVISIONS[0])
    with plain_engine(settings.database_url).begin() as connection:
        fill(connection)
    return settings


def contents_at(url: str) -> Contents:
    with plain_engine(url).connect() as connection:
        return contents(connection)


def say(url: str, statement: str) -> None:
    with plain_engine(url).begin() as connection:
        connection.execute(text(statement))


def _without_dropped(before: Contents) -> Contents:
    return {
        table: [{key: row[key] for key in row if (table, key) not in DROPPED} for row in rows]
        for table, rows in before.items()
    }


def test_no_row_is_lost_on_the_way_from_the_first_schema_to_the_last(
    at_the_first: Settings,
) -> None:
    url = at_the_first.database_url
    first = before = contents_at(url)

    for revision in REVISIONS[1:]:
        shape(url, revision)
        after = contents_at(url)
        kept = {
            table: [
                {key: new[key] for key in old if (table, key) not in DROPPED}
                for old, new in zip(rows, after[table], strict=True)
            ]
            for table, rows in before.items()
        }
        assert kept == _without_dropped(before), f"changed by {revision}"
        before = after

    assert current_revision(url) == newest_revision()
    assert {len(rows) for rows in first.values()} == {2}


def test_the_schema_is_what_the_models_say(settings: Settings) -> None:
    shape(settings.database_url)

    with plain_engine(settings.database_url).connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert differences == []


def test_migrating_copies_the_rows_away_first(at_the_first: Settings) -> None:
    before = contents_at(at_the_first.database_url)

    migrate(at_the_first, MONDAY)

    copy = at_the_first.home / COPIES / f"{REVISIONS[0]}-20261116080000"
    assert contents_at(f"sqlite:///{copy / backup.DATABASE}") == before
    assert backup.read_manifest(copy).revision == REVISIONS[0]


def test_migrating_again_or_from_nothing_copies_nothing(settings: Settings) -> None:
    for _ in range(2):
        migrate(settings, MONDAY)

    assert current_revision(settings.database_url) == newest_revision()
    assert not (settings.home / COPIES).exists()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(settings: Settings) -> None:
    migrate(settings, MONDAY)
    say(settings.database_url, "UPDATE alembic_version SET version_num = '9999'")
    before = contents_at(settings.database_url)

    with pytest.raises(SettingsWrong, match=r"9999.*newer version"):
        migrate(settings, MONDAY)

    assert current_revision(settings.database_url) == "9999"
    assert contents_at(settings.database_url) == before


def test_the_audit_trail_only_grows_after_all_migrations(at_the_first: Settings) -> None:
    migrate(at_the_first, MONDAY)

    for statement in TAMPERING.values():
        with pytest.raises(DBAPIError, match="audit entry"):
            say(at_the_first.database_url, statement)


def test_a_migrated_office_without_people_breaks_no_invariant(settings: Settings) -> None:
    migrate(settings, MONDAY)

    with closing(open_office(settings)) as office:
        assert invariants.verify(office) == []

"""An office is copied and put back, from either kind of database into either."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.errors import SettingsWrong
from engine.gateways import backup
from engine.gateways.backup import BackupRefused
from engine.gateways.database import plain_engine
from engine.gateways.files import FolderFiles
from engine.migrations import migrate, moving, newest_revision, shape
from engine.office import MovedClock, Office, open_office
from engine.queries import invariants
from engine.settings import Settings
from tests.campaign.together import together
from tests.lived_in import A_WEEK_LATER
from tests.lived_in import lived_in as an_office_lived_in
from tests.migrations.rows import Contents, contents, fill
from tests.office import MONDAY, register
from tests.postgres import fresh_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty place to put an office: on each kind of database in turn."""
    home = tmp_path / "elsewhere"
    url = f"sqlite:///{home / 'motcua.sqlite3'}"
    if request.param == "postgres":
        url = fresh_database()
    return Settings(home, url, "http://127.0.0.1:8000", "a secret of the tests")


@pytest.fixture
def copy(lived_in: Office, tmp_path: Path) -> Path:
    """A copy of an office that was lived in, on each kind of database in turn."""
    return moving.back_up(lived_in, tmp_path / "copy")


@pytest.fixture
def a_copy(tmp_path: Path) -> Path:
    """A copy of an embedded office, to be spoiled."""
    with closing(an_office_lived_in(tmp_path / "office", on_server=False)) as office:
        return moving.back_up(office, tmp_path / "copy")


@pytest.fixture
def reopened(copy: Path, elsewhere: Settings) -> Iterator[Office]:
    """The office put back elsewhere, at the hour at which it was copied."""
    moving.restore(copy, elsewhere, A_WEEK_LATER)
    with closing(open_office(elsewhere, MovedClock(A_WEEK_LATER))) as office:
        yield office


def contents_at(url: str) -> Contents:
    with plain_engine(url).connect() as connection:
        return contents(connection)


def contents_of(office: Office) -> Contents:
    with office.database.reading.connect() as connection:
        return contents(connection)


def verified(copy: Path) -> list[str]:
    settings = Settings(copy, f"sqlite:///{copy / backup.DATABASE}", "", "")
    with closing(open_office(settings, MovedClock(A_WEEK_LATER))) as office:
        return [one.invariant for one in invariants.verify(office)]


def test_an_office_put_back_is_the_office_that_was_copied(
    lived_in: Office, reopened: Office
) -> None:
    assert contents_of(reopened) == contents_of(lived_in)
    assert list(reopened.files.digests()) == list(lived_in.files.digests())
    assert invariants.verify(reopened) == []


def test_an_office_put_back_goes_on_where_it_was(reopened: Office) -> None:
    case = register(reopened)

    assert case.code == "H32.901-261123-0001"
    assert invariants.verify(reopened) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor = ''", "DELETE FROM audit_entry"]
)
def test_the_audit_of_an_office_put_back_only_grows(reopened: Office, statement: str) -> None:
    with pytest.raises(DBAPIError, match="audit entry"), reopened.transaction() as session:
        session.execute(text(statement))


def test_references_of_an_office_put_back_are_held(reopened: Office) -> None:
    with pytest.raises(DBAPIError), reopened.transaction() as session:
        session.execute(text("UPDATE case_file SET agency_id = 999"))


def test_a_copy_stands_alone_and_verifies(lived_in: Office, copy: Path) -> None:
    assert verified(copy) == []

    assert {each.name for each in copy.iterdir()} == {
        backup.DATABASE, backup.FILES, backup.MANIFEST,
    }  # fmt: skip
    assert backup.read_manifest(copy).revision == newest_revision()
    with pytest.raises(BackupRefused, match="exists already"):
        moving.back_up(lived_in, copy)


def test_an_office_is_only_put_where_none_is(copy: Path, lived_in: Office) -> None:
    before = contents_of(lived_in)

    with pytest.raises(BackupRefused, match="office here already"):
        moving.restore(copy, lived_in.settings, A_WEEK_LATER)

    assert contents_of(lived_in) == before


def test_an_office_that_was_only_migrated_still_takes_a_copy(
    a_copy: Path, elsewhere: Settings
) -> None:
    migrate(elsewhere, MONDAY)

    moving.restore(a_copy, elsewhere, A_WEEK_LATER)

    with closing(open_office(elsewhere)) as office:
        assert contents_of(office) == contents_at(f"sqlite:///{a_copy / backup.DATABASE}")


def cut(copy: Path) -> None:
    database = copy / backup.DATABASE
    database.write_bytes(database.read_bytes()[:-1])


def lose_a_file(copy: Path) -> None:
    files = FolderFiles(copy / backup.FILES)
    files.path(next(files.digests())).unlink()


def no_manifest(copy: Path) -> None:
    (copy / backup.MANIFEST).unlink()


@pytest.mark.parametrize("spoil", [cut, lose_a_file, no_manifest])
def test_a_copy_that_is_not_whole_is_refused(
    a_copy: Path, elsewhere: Settings, spoil: Callable[[Path], None]
) -> None:
    spoil(a_copy)

    with pytest.raises(BackupRefused, match=r"not whole|no copy"):
        moving.restore(a_copy, elsewhere, A_WEEK_LATER)

    assert not elsewhere.home.exists()


def test_a_copy_of_a_newer_program_is_refused(a_copy: Path, elsewhere: Settings) -> None:
    manifest = json.loads((a_copy / backup.MANIFEST).read_text())
    (a_copy / backup.MANIFEST).write_text(json.dumps(manifest | {"revision": "9999"}))

    with pytest.raises(SettingsWrong, match="9999"):
        moving.restore(a_copy, elsewhere, A_WEEK_LATER)


def test_what_migrate_copied_away_goes_back_too(elsewhere: Settings, tmp_path: Path) -> None:
    old = replace(elsewhere, home=tmp_path / "old", database_url=f"sqlite:///{tmp_path}/old.db")
    shape(old.database_url, "0001")
    with plain_engine(old.database_url).begin() as connection:
        fill(connection)
        before = contents(connection)
    migrate(old, MONDAY)
    (copy,) = (old.home / "before").iterdir()

    moving.restore(copy, elsewhere, MONDAY)

    with closing(open_office(elsewhere)) as office:
        after = contents_of(office)
    assert {table: len(after[table]) for table in before} == dict.fromkeys(before, 2)


def test_a_damaged_file_does_not_keep_the_rest_from_being_copied(
    lived_in: Office, tmp_path: Path
) -> None:
    assert isinstance(lived_in.files, FolderFiles)
    lived_in.files.path(next(lived_in.files.digests())).write_bytes(b"something else")

    copy = moving.back_up(lived_in, tmp_path / "copy")

    assert verified(copy) == ["I7"]


def test_an_office_is_copied_while_it_works(any_office: Office, tmp_path: Path) -> None:
    working = partial(register_many, 6)
    copying = partial(back_up_again_and_again, tmp_path, 2)

    codes, copies = together(any_office, [working, copying])

    assert len(codes) == 6
    assert [verified(Path(copy)) for copy in copies] == [[], []]


def register_many(cases: int, office: Office) -> list[str]:
    return [str(register(office).code) for _ in range(cases)]


def back_up_again_and_again(folder: Path, times: int, office: Office) -> list[str]:
    return [str(moving.back_up(office, folder / f"copy-{n}")) for n in range(times)]

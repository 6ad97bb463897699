"""The commands that keep an office: verify, backup, restore, publish, list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import jobs
from engine.office import Office
from tests.office import register
from tests.postgres import fresh_database
from tests.repository import ROOT
from web.cli import main


def run(home: Path, *arguments: str, **settings: str) -> Result:
    given = {f"MOTCUA_{key}": value for key, value in settings.items()}
    return CliRunner().invoke(main, list(arguments), env={"MOTCUA_HOME": str(home), **given})


@pytest.fixture
def home(office: Office) -> Path:
    register(office)
    jobs.run_due(office)
    return office.settings.home


def test_a_healthy_office_verifies(home: Path) -> None:
    result = run(home, "verify", "--json")

    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], told["broken"]) == (0, True, [])


def test_a_lost_file_is_named(home: Path, office: Office) -> None:
    lost = next(iter(office.files.digests()))
    next(file for file in (home / "files").rglob("*") if file.name.endswith(lost[-8:])).unlink()

    result = run(home, "verify", "--json")

    (broken,) = json.loads(result.stdout)["broken"]
    assert (result.exit_code, broken["invariant"], broken["things"]) == (1, "I7", [lost])


def test_a_copy_is_put_back_whole_into_an_empty_folder_only(home: Path, tmp_path: Path) -> None:
    copy, empty = tmp_path / "copy", tmp_path / "elsewhere"
    assert run(home, "backup", str(copy)).exit_code == 0

    assert run(home, "restore", str(copy)).exit_code == 1
    assert run(empty, "restore", str(copy)).exit_code == 0

    assert json.loads(run(empty, "verify", "--json").stdout)["ok"] is True


def test_an_embedded_office_moves_to_a_server_and_back(home: Path, tmp_path: Path) -> None:
    run(home, "backup", str(tmp_path / "copy"))
    server = {"DATABASE_URL": fresh_database(), "SECRET": "the server's own"}

    moved = run(tmp_path / "server", "restore", str(tmp_path / "copy"), **server)
    again = run(tmp_path / "server", "restore", str(tmp_path / "copy"), **server)
    copied = run(tmp_path / "server", "backup", str(tmp_path / "back"), **server)
    back = run(tmp_path / "embedded", "restore", str(tmp_path / "back"))

    assert [each.exit_code for each in (moved, again, copied, back)] == [0, 1, 0, 0]
    assert "Traceback" not in again.output
    assert not (tmp_path / "server" / "secret").exists()
    assert json.loads(run(tmp_path / "embedded", "verify", "--json").stdout)["ok"] is True


def test_the_secret_goes_with_the_embedded_office_and_stays_private(
    home: Path, tmp_path: Path
) -> None:
    run(home, "verify")
    run(home, "backup", str(tmp_path / "copy"))
    run(tmp_path / "elsewhere", "restore", str(tmp_path / "copy"))

    secret = tmp_path / "elsewhere" / "secret"
    assert secret.read_bytes() == (home / "secret").read_bytes()
    assert secret.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", [["verify"], ["backup", "copy"]], ids=lambda each: each[0])
def test_an_office_without_a_schema_is_told_to_migrate(tmp_path: Path, command: list[str]) -> None:
    result = run(tmp_path, *command)

    assert result.exit_code == 1
    assert "motcua migrate" in result.output


def test_a_changed_copy_is_refused(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    run(home, "backup", str(copy))
    database = copy / "motcua.sqlite3"
    database.write_bytes(database.read_bytes() + b"x")

    result = run(tmp_path / "elsewhere", "restore", str(copy))

    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_the_same_folder_again_publishes_nothing_new(home: Path) -> None:
    result = run(home, "procedures", "publish", str(ROOT / "bpmn" / "household_business"))

    (listed,) = json.loads(run(home, "procedures", "list").stdout)["procedures"]
    assert result.exit_code == 0
    assert (listed["code"], listed["version"]) == ("1.001612", 1)

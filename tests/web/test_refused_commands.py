"""What the command line says when it can't: words and an exit code, never a traceback."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.office import Office
from tests.repository import ROOT
from web.cli import main

SHIPPED = ROOT / "bpmn" / "household_business"
A_FILE = "a file"  # stands in the arguments for the path of a plain file


def run(home: Path, *arguments: str, **more: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={"MOTCUA_HOME": str(home), **more})


def refused(result: Result, status: int = 1) -> str:
    """What was said; nothing on standard output, no exception that was not answered."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.stderr
    return result.stderr


COMMANDS: Mapping[str, tuple[str, ...]] = {
    "verify": ("verify", "--json"),
    "list": ("procedures", "list"),
    "publish": ("procedures", "publish", str(SHIPPED)),
    "backup": ("backup", "{folder}/copy"),
    "report": ("report", "deadlines", "--period", "2026-11", "--out", "{folder}/report.xlsx"),
    "seed": ("seed", "demo"),
    "serve": ("serve",),
    "work": ("work",),
}


def spelled(command: str, folder: Path) -> list[str]:
    return [part.format(folder=folder) for part in COMMANDS[command]]


@pytest.mark.parametrize("command", COMMANDS)
def test_an_office_without_its_tables_says_what_to_run(tmp_path: Path, command: str) -> None:
    said = refused(run(tmp_path / "home", *spelled(command, tmp_path)))

    assert "motcua migrate" in said


@pytest.mark.parametrize("command", [*COMMANDS, "migrate"])
def test_a_home_that_is_no_folder_is_named(tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")
    arguments = ["migrate"] if command == "migrate" else spelled(command, tmp_path)

    said = refused(run(home, *arguments))

    assert str(home) in said


@pytest.mark.parametrize("command", [*COMMANDS, "migrate"])
def test_a_database_that_is_none_is_told(tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "motcua.sqlite3").write_bytes(b"this is no database, " * 100)
    arguments = ["migrate"] if command == "migrate" else spelled(command, tmp_path)

    said = refused(run(home, *arguments))

    assert "Hiện không dùng được cơ sở dữ liệu." in said


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    nowhere = {"MOTCUA_DATABASE_URL": "postgresql://127.0.0.1:1/office", "MOTCUA_SECRET": "x"}

    said = refused(run(tmp_path, "verify", **nowhere))

    assert "Hiện không dùng được cơ sở dữ liệu." in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOTCUA_DATABASE_URL", "garbage"),
        ("MOTCUA_DATABASE_URL", "mysql://localhost/office"),
        ("MOTCUA_DATABASE_URL", "sqlite://"),
        ("MOTCUA_PUBLIC_URL", "motcua.example.vn"),
        ("MOTCUA_SMTP", "mail.example.vn:smtp"),
        ("MOTCUA_LANGUAGE", "fr"),
        ("MOTCUA_PROXIES", "one"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(tmp_path: Path, name: str, value: str) -> None:
    said = refused(run(tmp_path, "verify", **{name: value, "MOTCUA_SECRET": "x"}))

    assert name in said


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "999.1.1.1"])
def test_a_place_that_is_taken_or_none_is_named(office: Office, host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(run(office.settings.home, "serve", "--host", host, "--port", port))

    assert f"tại {host}, cổng {port}" in said


def test_a_folder_without_a_diagram_is_not_published(office: Office, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    said = refused(run(office.settings.home, "procedures", "publish", str(empty)))

    assert "process.bpmn" in said


def test_a_folder_with_mistakes_in_its_facts_is_told_line_by_line(
    office: Office, tmp_path: Path
) -> None:
    for file in SHIPPED.rglob("*"):
        place = tmp_path / "broken" / file.relative_to(SHIPPED)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            place.write_bytes(file.read_bytes())
    (tmp_path / "broken" / "procedure.toml").write_text('code = "1.001612"\n')

    said = refused(run(office.settings.home, "procedures", "publish", str(tmp_path / "broken")))

    assert "procedure.toml resume: Thiếu mục này." in said.splitlines()


@pytest.mark.parametrize("place", ["{folder}/a file/copy", "{home}/files/copy"])
def test_a_copy_that_cannot_be_made_leaves_nothing_behind(
    office: Office, tmp_path: Path, place: str
) -> None:
    home = office.settings.home
    (tmp_path / A_FILE).write_text("x")
    (home / "files").mkdir(exist_ok=True)

    refused(run(home, "backup", place.format(folder=tmp_path, home=home)))

    assert not [left for left in home.rglob("*") if left.name.startswith(".copy")]


def test_what_is_no_copy_is_not_put_back(office: Office, tmp_path: Path) -> None:
    copy, plain = tmp_path / "copy", tmp_path / A_FILE
    assert run(office.settings.home, "backup", str(copy)).exit_code == 0
    plain.write_text("x")

    into_a_file = refused(run(plain, "restore", str(copy)))
    below_a_file = refused(run(plain / "home", "restore", str(copy)))
    (copy / "manifest.json").write_text("[]")
    without_a_list = refused(run(tmp_path / "new", "restore", str(copy)))

    assert str(plain) in into_a_file
    assert str(plain / "home") in below_a_file
    assert str(copy) in without_a_list
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", ["", "{folder}", "{folder}/a file/report.xlsx"])
def test_a_report_that_cannot_be_written_names_its_place(
    office: Office, tmp_path: Path, place: str
) -> None:
    (tmp_path / A_FILE).write_text("x")
    wanted = place.format(folder=tmp_path)

    arguments = ("report", "deadlines", "--period", "2026-11", "--out", wanted)
    said = refused(run(office.settings.home, *arguments))

    assert wanted in said


def test_a_report_written_to_a_device_leaves_the_device_in_its_place(office: Office) -> None:
    arguments = ("report", "deadlines", "--period", "2026-11", "--out", "/dev/null")

    result = run(office.settings.home, *arguments)

    assert (result.exit_code, json.loads(result.stdout)["file"]) == (0, "/dev/null")
    assert Path("/dev/null").is_char_device()


def test_an_empty_path_is_not_the_folder_one_stands_in() -> None:
    result = CliRunner().invoke(main, ["check", ""])

    assert (result.exit_code, result.stdout) == (2, "")


def test_a_path_that_could_not_be_read_is_not_called_right() -> None:
    result = CliRunner().invoke(main, ["check", "/no/such/diagram.bpmn"])

    assert result.exit_code == 2
    assert "Không có gì sai" not in result.stdout


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_cannot_hold_is_no_move(number: str) -> None:
    move = f'{{"complete": "check_papers", "answers": {{"x": {number}}}}}'

    result = CliRunner().invoke(main, ["try", str(SHIPPED), "--json"], input=move)

    told = json.loads(result.stdout, parse_constant=pytest.fail)
    assert result.exit_code == 1
    assert [problem["move"] for problem in told["problems"]] == [move]

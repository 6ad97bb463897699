"""``motcua procedures test``: the shape other programs read, and the exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import bpmn
from web.commands.procedures import procedures


def run(*arguments: str) -> Result:
    return CliRunner().invoke(procedures, ["test", *arguments])


@pytest.fixture
def another_folder(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A folder that the house ships instead of its own; change it before the command runs."""
    files = bpmn.procedure_files("household_business")
    monkeypatch.setattr(bpmn, "procedure_files", lambda _name: files)
    return files


def test_the_shipped_procedures_pass_in_the_agreed_shape() -> None:
    result = run("--json")

    assert result.exit_code == 0
    (answer,) = json.loads(result.stdout)["procedures"]
    assert answer.keys() == {"name", "scenarios", "flows", "untaken"}
    assert (answer["name"], answer["flows"], answer["untaken"]) == ("household_business", 27, [])
    assert len(answer["scenarios"]) >= 8
    assert {tuple(one) for one in answer["scenarios"]} == {("name", "ok", "why")}
    assert all(one["ok"] and one["why"] is None for one in answer["scenarios"])


def test_a_person_reads_each_scenario_and_the_flows_in_words() -> None:
    vietnamese, english = run(), run("--language", "en")

    assert "✓ Ngày thuận lợi: trả kết quả trước hạn" in vietnamese.stdout
    assert "Đã đi qua 27 trên 27 luồng." in vietnamese.stdout
    assert "✓ A good day: the result is early" in english.stdout


def test_an_unknown_name_is_told_which_names_there_are() -> None:
    result = run("no_such_procedure")

    assert result.exit_code == 2
    assert "household_business" in result.stderr


def test_a_scenario_that_fails_makes_the_exit_one_and_says_why(
    another_folder: dict[str, bytes],
) -> None:
    told = another_folder["scenarios.toml"]
    another_folder["scenarios.toml"] = told.replace(b'verdict = "late"', b'verdict = "early"')

    result = run("--json", "--language", "en")

    assert result.exit_code == 1
    (answer,) = json.loads(result.stdout)["procedures"]
    failed = [one["why"] for one in answer["scenarios"] if not one["ok"]]
    assert failed == ["27/11 11:00 hand_back: verdict should be early, and is late."]


def test_a_flow_that_is_never_taken_makes_the_exit_one(another_folder: dict[str, bytes]) -> None:
    told = another_folder["scenarios.toml"].decode()
    head, *scenarios = told.split("[[scenarios]]")
    another_folder["scenarios.toml"] = "[[scenarios]]".join((head, scenarios[0])).encode()

    result = run("--json")

    assert result.exit_code == 1
    (answer,) = json.loads(result.stdout)["procedures"]
    assert [one["ok"] for one in answer["scenarios"]] == [True]
    assert "result_reworked" in answer["untaken"]


def test_a_folder_that_can_not_be_read_is_answered_with_its_mistakes(
    another_folder: dict[str, bytes],
) -> None:
    another_folder["forms/appraise.toml"] = b"title = "

    result = run("--json")

    assert result.exit_code == 1
    (answer,) = json.loads(result.stdout)["procedures"]
    assert "forms/appraise.toml" in answer["scenarios"][0]["why"]


def test_a_diagram_that_can_not_run_is_answered_with_its_mistakes(
    another_folder: dict[str, bytes],
) -> None:
    another_folder["process.bpmn"] = b"<definitions>"

    result = run()

    assert result.exit_code == 1
    assert "✗" in result.stdout


def test_the_command_starts_without_the_web_the_printer_and_the_database(tmp_path: Path) -> None:
    seen = "import sys, web.commands.procedures; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", seen],
        capture_output=True,
        check=True,
        cwd=Path(bpmn.__file__).parents[1],
        env={"HOME": str(tmp_path)},
        text=True,
    ).stdout.split()

    assert not {"flask", "weasyprint", "sqlalchemy"} & set(loaded)

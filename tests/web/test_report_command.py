import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from engine.office import MovedClock
from engine.rules.calendar import OFFICE_ZONE
from tests.office import make_office, register
from web.cli import main


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an office that received one case, on Monday 16 November 2026."""
    with closing(make_office(tmp_path, at=datetime(2026, 11, 16, 8, tzinfo=OFFICE_ZONE))) as office:
        register(office)
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    a_week_later = datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE)
    monkeypatch.setattr("engine.office.SystemClock", lambda: MovedClock(a_week_later))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["--language", "en", *arguments])


def test_the_workbook_is_written_where_it_was_asked_for(home: Path) -> None:
    file = home / "november.xlsx"

    result = run("report", "deadlines", "--period", "2026-11", "--out", str(file))

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "report": "deadlines",
        "period": "2026-11",
        "from": "2026-11-01",
        "to": "2026-11-30",
        "rows": 1,
        "file": str(file),
    }
    assert load_workbook(file).sheetnames[0] == "List of cases"


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(["--period", "2026-Q4"], id="a quarter"),
        pytest.param(["--period", "2026"], id="a year"),
        pytest.param(["--period", "2026-12", "--reporting"], id="the legal month of December"),
        pytest.param(["--from", "2026-11-16", "--to", "2026-11-20"], id="two days"),
        pytest.param(["--on", "2026-11-16"], id="one day"),
    ],
)
def test_a_case_is_in_every_period_that_holds_its_day(home: Path, days: list[str]) -> None:
    file = home / "report.json"

    result = run("report", "deadlines", *days, "--format", "json", "--out", str(file))

    assert result.exit_code == 0, result.output
    rows = json.loads(file.read_text("utf-8"))["tables"][0]["rows"]
    assert [row["code"] for row in rows] == ["H32.901-261116-0001"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["06a", "--period", "2026-11"], "There is no report 06a", id="report"),
        pytest.param(["deadlines", "--period", "2026-13"], "no month 13", id="month"),
        pytest.param(["deadlines"], "Give one of: --period", id="no days at all"),
        pytest.param(
            ["deadlines", "--period", "2026", "--on", "2026-11-16"], "Give one of", id="two periods"
        ),
        pytest.param(["deadlines", "--from", "2026-11-16"], "Give one of", id="a lone first day"),
        pytest.param(
            ["deadlines", "--from", "2026-11-16", "--to", "2026-11-01"],
            "ends on 01/11/2026, before it begins",
            id="the wrong way round",
        ),
        pytest.param(
            ["deadlines", "--on", "2026-11-16", "--reporting"], "--period only", id="legal day"
        ),
        pytest.param(["deadlines", "--period", "2199"], "not begun yet", id="the future"),
        pytest.param(
            ["deadlines", "--period", "2026-11", "--unit", "H99"], "no unit H99", id="unit"
        ),
        pytest.param(
            ["deadlines", "--period", "2026-11", "--format", "pdf"],
            "not made as pdf. Choose one of: xlsx, csv, json",
            id="format",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    home: Path, arguments: list[str], words: str
) -> None:
    file = home / "report.xlsx"

    result = run("report", *arguments, "--out", str(file))

    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(home: Path) -> None:
    result = run(
        "report", "deadlines", "--on", "2026-11-16", "--out", str(home / "nowhere" / "report.xlsx")
    )

    assert result.exit_code == 1
    assert "can't be written: No such file or directory" in result.stderr


def test_an_office_that_was_not_set_up_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))

    result = run("report", "deadlines", "--period", "2026-11", "--out", str(tmp_path / "r.xlsx"))

    assert result.exit_code == 1
    assert "motcua migrate" in result.stderr


def test_the_reports_there_are_can_be_listed() -> None:
    listed = json.loads(run("reports").stdout)

    assert listed == [
        {
            "name": "deadlines",
            "title": "Deadlines of cases",
            "formats": ["xlsx", "csv", "json"],
        },
        {
            "name": "late-causes",
            "title": "Causes of late cases",
            "formats": ["xlsx", "csv", "json", "docx"],
        },
        {
            "name": "late-supplements",
            "title": "Supplements asked for late",
            "formats": ["xlsx", "csv", "json"],
        },
        {
            "name": "forecast",
            "title": "Cases that may become late",
            "formats": ["xlsx", "csv", "json"],
        },
    ]


def test_a_report_of_the_present_needs_no_period(home: Path) -> None:
    file = home / "forecast.json"

    result = run("report", "forecast", "--format", "json", "--out", str(file))

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["period"] == "2026-11-23"
    assert json.loads(file.read_bytes())["report"] == "forecast"


def test_a_report_of_the_present_is_made_of_no_other_day(home: Path) -> None:
    result = run("report", "forecast", "--on", "2026-11-20", "--out", str(home / "forecast.xlsx"))

    assert result.exit_code == 1
    assert "of the present: leave the period out, or give 23/11/2026" in result.stderr
    assert not (home / "forecast.xlsx").exists()

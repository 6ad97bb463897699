import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from web.commands.deadline import deadline

A_WEEK = {
    "sessions": {"mon": [["08:00", "12:00"]], "thu": [["08:00", "12:00"]], "sun": []},
    "off": ["2026-03-05"],
    "makeup": [{"date": "2026-03-07", "as": "mon"}],
}


def ask(*lines: Any, options: tuple[str, ...] = ()) -> Result:
    """Give the command lines of JSON (or raw text) on its standard input."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return CliRunner().invoke(deadline, [*options], input="\n".join(texts))


def answers(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_is_answered_in_order() -> None:
    result = ask(
        {"received": "2026-03-02T09:00", "amount": 3, "unit": "working_days"},
        {
            "received": "2026-03-06T16:00",
            "amount": 1,
            "unit": "working_days",
            "policy": "end_of_day",
            "cutoff": "15:00",
        },
        {
            "received": "2026-03-02T09:00",
            "amount": 5,
            "unit": "working_days",
            "policy": "hour_exact",
            "pauses": [["2026-03-04T10:00", "2026-03-10T15:00"]],
        },
        {
            "received": "2026-03-07T09:00",
            "amount": 1,
            "unit": "working_days",
            "saturday": "counts",
        },
        {"received": "2026-03-06T14:59", "unit": "same_day"},
        {"received": "2026-03-06T15:00", "amount": 0.25, "unit": "working_hours"},
    )

    assert result.exit_code == 0
    assert answers(result) == [
        {"due": "2026-03-05T17:00"},
        {"due": "2026-03-10T17:00"},
        {"due": "2026-03-13T14:00"},
        {"due": "2026-03-09T17:00"},
        {"due": "2026-03-06T17:00"},
        {"due": "2026-03-06T15:15"},
    ]
    assert result.stderr == ""


def test_null_is_absent() -> None:
    line = {"received": "2026-03-02T09:00", "amount": 3, "unit": "working_days"}
    nothing = dict.fromkeys(["policy", "cutoff", "pauses", "saturday"])

    assert answers(ask(line | nothing)) == answers(ask(line))


def test_a_moment_with_an_offset_is_answered_in_office_time() -> None:
    line = {"received": "2026-03-02T02:00:00Z", "amount": 1, "unit": "working_days"}

    assert answers(ask(line | {"policy": "hour_exact"})) == [{"due": "2026-03-03T09:00"}]


GOOD = {"received": "2026-03-02T09:00", "amount": 3, "unit": "working_days"}


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("{", id="not JSON"),
        pytest.param("[1]", id="not an object"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param('{"amount": 1e999999999999999999999}', id="a number beyond all"),
        pytest.param({}, id="nothing"),
        pytest.param(GOOD | {"received": None}, id="no reception"),
        pytest.param(GOOD | {"received": "tomorrow"}, id="not a moment"),
        pytest.param(GOOD | {"received": 20260302}, id="a number for a moment"),
        pytest.param(GOOD | {"received": "9999-12-31T23:59"}, id="beyond the years"),
        pytest.param(GOOD | {"received": "0001-01-01T00:00Z"}, id="before the years"),
        pytest.param(GOOD | {"amount": None}, id="no amount"),
        pytest.param(GOOD | {"amount": -1}, id="negative"),
        pytest.param(GOOD | {"amount": 10_001}, id="absurd"),
        pytest.param(GOOD | {"amount": True}, id="a yes for a number"),
        pytest.param(GOOD | {"amount": "three"}, id="a word for a number"),
        pytest.param(GOOD | {"amount": float("nan")}, id="not a number"),
        pytest.param(GOOD | {"unit": "weeks"}, id="unknown unit"),
        pytest.param(GOOD | {"unit": None}, id="no unit"),
        pytest.param(GOOD | {"policy": ["end_of_day"]}, id="a list for a policy"),
        pytest.param(GOOD | {"saturday": "sometimes"}, id="unknown Saturday"),
        pytest.param(GOOD | {"cutoff": "25:00"}, id="no such hour"),
        pytest.param(GOOD | {"cutoff": 15}, id="a number for an hour"),
        pytest.param(GOOD | {"pauses": "none"}, id="a word for pauses"),
        pytest.param(GOOD | {"pauses": [["2026-03-04T10:00"]]}, id="half a pause"),
        pytest.param(GOOD | {"pauses": [["2026-03-04T10:00", None]]}, id="an open pause"),
        pytest.param(
            GOOD | {"pauses": [["2026-03-04T10:00", "2026-03-03T10:00"]]}, id="a pause turned round"
        ),
    ],
)
def test_a_bad_line_is_answered_in_words_and_the_others_still_are(bad: Any) -> None:
    result = ask(GOOD, bad, GOOD)

    first, refused, last = answers(result)
    assert result.exit_code == 1
    assert first == last == {"due": "2026-03-05T17:00"}
    assert refused.keys() == {"error"}
    assert refused["error"]
    assert "Traceback" not in result.output


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    result = CliRunner().invoke(deadline, [], input=b"\xff\xfe{}\n")

    assert result.exit_code == 1
    assert answers(result)[0].keys() == {"error"}


def test_an_unknown_key_is_passed_over_with_a_warning_beside_the_answers() -> None:
    result = ask(GOOD | {"pause": []}, options=("--language", "en"))

    assert answers(result) == [{"due": "2026-03-05T17:00"}]
    assert "'pause'" in result.stderr


def test_messages_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(ask("{}"))[0]["error"].startswith("unit phải là")

    monkeypatch.setenv("MOTCUA_LANGUAGE", "en")
    assert answers(ask("{}"))[0]["error"].startswith("unit must be")
    assert answers(ask("{}", options=("--language", "vi")))[0]["error"].startswith("unit phải là")


def test_a_calendar_of_ones_own_is_counted_by(tmp_path: Path) -> None:
    file = tmp_path / "calendar.json"
    file.write_text(json.dumps(A_WEEK), encoding="utf-8")

    result = ask(
        {"received": "2026-03-02T09:00", "amount": 1, "unit": "working_days"},
        {"received": "2026-03-02T11:00", "amount": 2, "unit": "working_hours"},
        options=("--calendar", str(file)),
    )

    assert answers(result) == [{"due": "2026-03-07T12:00"}, {"due": "2026-03-07T09:00"}]


HOURS = '"sessions": {"mon": [["07:30", "11:30"]], "tue": [["07:30", "11:30"]]}'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param('{"sessions": {"mon": []}}', id="no hours"),
        pytest.param(
            '{"sessions": {"mon": [["07:30", "11:30"], ["11:00", "17:00"]]}}', id="overlapping"
        ),
        pytest.param(
            f'{{{HOURS}, "off": ["2026-08-22"], "makeup": [{{"date": "2026-08-22"}}]}}',
            id="a make-up day that is a holiday",
        ),
        pytest.param(
            f'{{{HOURS}, "makeup": [{{"date": "2026-08-22", "as": "sun"}}]}}',
            id="a make-up day without hours",
        ),
        pytest.param(f'{{{HOURS}, "off": ["2026-02-30"]}}', id="no such day"),
    ],
)
def test_a_calendar_that_cannot_be_used_is_refused_at_once(tmp_path: Path, content: str) -> None:
    file = tmp_path / "calendar.json"
    file.write_text(content, encoding="utf-8")

    result = ask(GOOD, options=("--calendar", str(file)))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "calendar.json" in result.stderr


def test_a_calendar_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = ask(GOOD, options=("--calendar", str(tmp_path / "none.json")))

    assert result.exit_code == 2


def test_one_question_is_answered_in_words() -> None:
    options = ("--received", "2026-03-02T09:00", "--amount", "5", "--unit", "working_days")
    pause = ("--pause", "2026-03-04T10:00", "2026-03-10T15:00")

    vietnamese = ask(options=(*options, *pause))
    english = ask(options=(*options, *pause, "--language", "en"))

    assert vietnamese.stdout == "Hạn trả: 17:00 thứ Hai, ngày 16/03/2026.\n"
    assert english.stdout == "Due at 17:00 on Monday, 16/03/2026.\n"


def test_a_date_beyond_the_announced_holidays_carries_a_warning() -> None:
    late = {"received": "2026-12-31T16:45", "amount": "2", "unit": "working_days"}
    options = [part for key, value in late.items() for part in (f"--{key}", value)]

    in_words = ask(options=(*options, "--language", "en"))
    as_lines = ask(late | {"amount": 2}, options=("--language", "en"))

    assert "05/01/2027" in in_words.stdout
    assert "announced only until 31/12/2026" in in_words.stdout
    assert answers(as_lines) == [{"due": "2027-01-05T17:00"}]
    assert "announced only until 31/12/2026" in as_lines.stderr


def test_a_question_that_makes_no_sense_is_refused_in_words() -> None:
    half = ask(options=("--received", "2026-03-02T09:00", "--language", "en"))
    no_number = ask(options=("--amount", "three", "--unit", "working_days", "--language", "en"))

    assert half.exit_code == no_number.exit_code == 1
    assert "unit must be one of" in half.stderr
    assert "amount must be a number" in no_number.stderr


def test_the_command_starts_without_the_web_and_the_printer() -> None:
    heavy = "{'flask', 'weasyprint', 'sqlalchemy', 'SpiffWorkflow'}"
    program = f"import sys, web.commands.deadline; sys.exit(str({heavy} & sys.modules.keys()))"

    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )

    assert done.stderr.strip() == "set()"

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import bpmn
from tests.workflow import drawing
from web.commands.diagrams import try_


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "loop.bpmn").write_bytes(drawing.supplement_loop())
    return tmp_path / "loop.bpmn"


def tried(place: Path, *moves: Any, file: Path | None = None) -> Result:
    lines = "\n".join(json.dumps(move) for move in moves)
    options = ["--json", "--language", "en"]
    if file is not None:
        file.write_text(lines, encoding="utf-8")
        return CliRunner().invoke(try_, [str(place), *options, "--play", str(file)])
    return CliRunner().invoke(try_, [str(place), *options], input=lines)


def test_one_object_says_where_the_case_stands(place: Path, tmp_path: Path) -> None:
    result = tried(
        place,
        {"now": "2026-11-23T08:00"},
        {"complete": "appraise", "answers": {"appraisal": "supplement"}},
        file=tmp_path / "moves",
    )

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "waiting": [{"step": "issue", "name": "issue", "lane": "economy"}],
        "events": [],
        "path": ["began", "to_appraisal", "appraise", "qualified"],
        "finished": False,
        "data": {"appraisal": "supplement"},
        "problems": [],
    }


def test_moves_may_come_in_by_a_pipe(place: Path) -> None:
    result = tried(place, {"complete": "appraise", "answers": {"appraisal": "qualified"}})

    assert json.loads(result.stdout)["finished"]


def test_a_move_that_cannot_be_made_is_a_problem_in_words(place: Path) -> None:
    result = tried(place, {"complete": "issue"})

    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == [
        {"move": {"complete": "issue"}, "why": "The step “issue” is not waiting."}
    ]


@pytest.mark.parametrize("missing", ["diagram", "moves"])
def test_what_cannot_be_read_ends_with_two(place: Path, tmp_path: Path, missing: str) -> None:
    nowhere = str(tmp_path / "nowhere")
    arguments = [nowhere] if missing == "diagram" else [str(place), "--play", nowhere]

    result = CliRunner().invoke(try_, arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "nowhere" in result.stderr


def test_a_procedure_folder_is_tried_with_office_working_time() -> None:
    folder = Path(bpmn.__file__).parent / "household_business"
    to_tax = [
        {"now": "2026-11-19T08:00"},
        {"complete": "check_papers", "answers": {"completeness": "complete"}},
        {"complete": "hand_over"},
        {"complete": "receive_case", "answers": {"receipt": "received"}},
        {"complete": "assign_officer"},
        {"complete": "appraise", "answers": {"appraisal": "qualified"}},
    ]

    told = json.loads(tried(folder, *to_tax).stdout)

    assert told["waiting"][0]["lane"] == "tax"
    assert told["events"] == [
        {"element": "tax_late", "kind": "timer", "due": "2026-11-20T08:00:00+07:00"}
    ]

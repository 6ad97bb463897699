import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import bpmn
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, node
from web.commands.diagrams import check

BAD = diagram(
    node("startEvent", "began"),
    node("userTask", "work"),
    node("endEvent", "ended"),
    chain("began", "work"),
    arrow("work", "ended", "a == 1", key="only_if"),
)

TO_MEND = diagram(
    node("startEvent", "began"),
    node("userTask", "work"),
    node("exclusiveGateway", "which"),
    node("userTask", "other"),
    node("endEvent", "ended"),
    chain("began", "work", "which"),
    arrow("which", "other", "a == 1"),
    chain("which", "ended"),
    chain("other", "ended"),
)


def checked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(each) for each in arguments])


def findings(result: Result) -> list[dict[str, Any]]:
    answer = json.loads(result.stdout)
    assert isinstance(answer, list)
    return answer


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    place = tmp_path / "bad.bpmn"
    place.write_bytes(BAD)
    return place


def test_a_finding_has_exactly_the_shape_other_programs_read(bad: Path) -> None:
    result = checked(bad, "--json", "--language", "en")

    assert result.exit_code == 1
    assert findings(result)[0] == {
        "file": str(bad),
        "severity": "error",
        "rule": "condition-ignored",
        "element": "only_if",
        "line": 1,
        "message": "The condition on this arrow would be ignored: it does not leave a choice. "
        "Put an exclusive gateway before it.",
        "fix": False,
    }


def test_messages_are_vietnamese_unless_asked_otherwise(
    bad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTCUA_LANGUAGE", raising=False)

    assert "Điều kiện" in checked(bad).stdout

    monkeypatch.setenv("MOTCUA_LANGUAGE", "en")

    assert "The condition" in checked(bad).stdout


def test_a_lone_good_file_has_warnings_and_no_errors(tmp_path: Path) -> None:
    place = tmp_path / "good.bpmn"
    place.write_bytes(drawing.one_step())

    result = checked(place, "--json")

    assert result.exit_code == 0
    assert {each["severity"] for each in findings(result)} == {"warning"}


def test_a_path_that_cannot_be_read_does_not_hide_the_others(bad: Path, tmp_path: Path) -> None:
    result = checked(tmp_path / "nowhere.bpmn", bad, tmp_path, "--json")

    assert result.exit_code == 2
    assert "condition-ignored" in {each["rule"] for each in findings(result)}
    assert "nowhere.bpmn" in result.stderr


def test_a_file_that_is_not_xml_is_a_finding(tmp_path: Path) -> None:
    place = tmp_path / "picture.bpmn"
    place.write_bytes(b"\x89PNG")

    result = checked(place, "--json")

    assert result.exit_code == 1
    assert [(each["element"], each["line"]) for each in findings(result)] == [(None, 1)]


def test_a_shipped_procedure_folder_is_clean() -> None:
    folder = Path(bpmn.__file__).parent / "household_business"

    result = checked(folder, "--json")

    assert findings(result) == []
    assert result.exit_code == 0


def test_a_folder_without_its_facts_or_forms_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "process.bpmn").write_bytes(drawing.one_step())

    result = checked(tmp_path, "--json")

    assert result.exit_code == 1
    assert {"no-lane", "form-missing", "procedure-facts"} <= {
        each["rule"] for each in findings(result)
    }


def test_nothing_is_said_to_be_mended_when_nothing_can_be(bad: Path) -> None:
    result = checked(bad, "--fix", "--json", "--language", "en")

    assert "nothing" in result.stderr
    assert bad.read_bytes() == BAD


def test_fix_mends_the_file_and_reports_what_it_did(tmp_path: Path) -> None:
    place = tmp_path / "mine.bpmn"
    place.write_bytes(TO_MEND)
    place.chmod(0o640)

    told = findings(checked(place, "--json", "--language", "en"))
    result = checked(place, "--fix", "--json", "--language", "en")

    assert ("no-default", True) in {(each["rule"], each["fix"]) for each in told}
    after = findings(result)
    assert result.exit_code == 0
    assert [each["element"] for each in after if each["rule"] == "mended"] == ["which"]
    assert not any(each["fix"] for each in after)
    assert b'default="which__ended"' in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["mine.bpmn"]


def test_fixing_twice_changes_nothing_more(tmp_path: Path) -> None:
    place = tmp_path / "mine.bpmn"
    place.write_bytes(TO_MEND)
    checked(place, "--fix")
    once = place.read_bytes()

    again = checked(place, "--fix", "--language", "en")

    assert place.read_bytes() == once
    assert "nothing" in again.stderr


def test_fix_mends_the_diagram_of_a_folder_and_leaves_its_tables(tmp_path: Path) -> None:
    (tmp_path / "process.bpmn").write_bytes(TO_MEND)
    (tmp_path / "fee.dmn").write_bytes(b"<fee/>")

    checked(tmp_path, "--fix")

    assert b'default="which__ended"' in (tmp_path / "process.bpmn").read_bytes()
    assert (tmp_path / "fee.dmn").read_bytes() == b"<fee/>"


def test_without_fix_nothing_is_written(tmp_path: Path) -> None:
    place = tmp_path / "mine.bpmn"
    place.write_bytes(TO_MEND)

    checked(place)

    assert place.read_bytes() == TO_MEND


def test_checking_needs_no_web_server_and_no_printer() -> None:
    code = (
        "import sys, web.commands.diagrams\n"
        "print({'flask', 'weasyprint', 'sqlalchemy'} & set(sys.modules))"
    )

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "set()"

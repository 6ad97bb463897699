"""The scenario runner: it must fail where a day does not go as it was told."""

import tomllib
from typing import Any

import pytest
import tomlkit

import bpmn
from engine.rules import calendar
from engine.workflow import scenarios
from engine.workflow.scenario_file import BadScenarios
from engine.workflow.scenarios import Outcome
from tests.consulting import FORM, SILENT, STATED
from tests.pausing import ADMITTED, DRAWN_DUTY, DUTY_FORMS
from tests.redrawn import drawing, redrawn_facts

FILES = bpmn.procedure_files("household_business")
CALENDAR = calendar.from_toml(*bpmn.calendar_texts())
TOLD = tomllib.loads(FILES["scenarios.toml"].decode())


def at(hour: int, minute: int = 0, day: int = 2) -> Any:
    return tomllib.loads(f"at = 2026-11-{day:02} {hour:02}:{minute:02}:00")["at"]


def a_scenario(*moves: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Một ngày", "name_en": "A day", **more, "moves": list(moves)}


def played(*told: dict[str, Any]) -> Outcome:
    text = tomlkit.dumps({"answers": TOLD["answers"], "scenarios": list(told)})
    return scenarios.play_folder({**FILES, "scenarios.toml": text.encode()}, CALENDAR)


def why(*told: dict[str, Any]) -> str:
    """Why the only scenario did not go as told; empty when it did."""
    (one,) = played(*told).scenarios
    return "" if one.why is None else str(one.why)


CHECKED = {"at": at(8), "complete": "check_papers"}
HANDED_OVER = {"at": at(9), "complete": "hand_over"}
RECEIVED = {"at": at(9, 30), "complete": "receive_case"}
ASSIGNED = {"at": at(10), "complete": "assign_officer"}
APPRAISED = {"at": at(11), "complete": "appraise"}
ASKED = {**APPRAISED, "answers": {"appraisal": "supplement"}}
TO_APPRAISAL = (CHECKED, HANDED_OVER, RECEIVED, ASSIGNED)


@pytest.mark.parametrize(
    ("expected", "says"),
    [
        pytest.param({"waiting": ["appraise"]}, "waiting should be appraise", id="another step"),
        pytest.param({"status": 4}, "status should be 4, and is 2", id="another status"),
        pytest.param({"due": at(17)}, "due should be 02/11/2026 17:00", id="another due moment"),
        pytest.param({"verdict": "late"}, "verdict should be late", id="another verdict"),
        pytest.param({"end": "returned"}, "end should be returned, and is –", id="no end yet"),
        pytest.param({"fired": ["tax_late"]}, "fired should be tax_late", id="no timer fired"),
        pytest.param({"path": ["hand_over"]}, "path should pass hand_over", id="another path"),
        pytest.param({"refused": "wrong-move"}, "should have been refused", id="not refused"),
    ],
)
def test_what_is_otherwise_than_told_fails_with_both_values(
    expected: dict[str, Any], says: str
) -> None:
    assert says in why(a_scenario({**CHECKED, **expected}))


def test_what_is_so_at_the_end_is_judged_too() -> None:
    assert "status should be 10" in why(a_scenario(CHECKED, status=10))
    assert why(a_scenario(CHECKED, status=2)) == ""


def test_a_move_that_is_refused_unexpectedly_fails_with_the_fields() -> None:
    wrong = {**CHECKED, "answers": {"capital": "nhiều", "start_date": "30/02/2026"}}

    refused = why(a_scenario(wrong))

    assert "bad-answers" in refused
    assert "capital, start_date" in refused


def test_answers_are_checked_by_the_steps_own_form() -> None:
    unknown = {**CHECKED, "answers": {"weather": "nắng"}, "refused": "bad-answers"}

    assert why(a_scenario(unknown)) == ""


def test_a_step_that_is_not_waiting_can_not_be_completed() -> None:
    assert why(a_scenario({**HANDED_OVER, "refused": "wrong-move"})) == ""


def test_papers_that_the_case_needs_are_asked_for() -> None:
    by_proxy = a_scenario(
        {**CHECKED, "refused": "papers-missing"},
        facts={"by_proxy": True},
        papers=["declaration"],
    )

    assert why(by_proxy) == ""


def test_the_clock_waits_while_a_supplement_is_awaited() -> None:
    assert (
        why(
            a_scenario(
                *TO_APPRAISAL,
                ASKED,
                {"at": at(14), "complete": "issue_supplement", "verdict": "paused", "status": 5},
                {"at": at(9, day=30), "verdict": "paused"},
            )
        )
        == ""
    )


FACTS = FILES["procedure.toml"]
ADMITS_ALL = redrawn_facts(ADMITTED)
DUTY_SENT = {
    "at": at(14),
    "complete": "issue_supplement",
    "answers": {"document_no": "12/TB-CCT", "amount": "500.000", "payer": "Bà Tuyết",
                "until": "30/11/2026", "pause_reason": "Lệ phí trước bạ"},
}  # fmt: skip


def test_a_drawn_financial_duty_stops_the_clock_until_it_is_paid() -> None:
    text = tomlkit.dumps({
        "answers": {**TOLD["answers"], "issue_supplement": {}, "receive_supplement": {}},
        "scenarios": [a_scenario(
            *TO_APPRAISAL,
            ASKED,
            {**DUTY_SENT, "status": 6, "verdict": "paused"},
            {"at": at(10, day=9), "complete": "receive_supplement",
             "answers": {"receipt_no": "0001"}, "status": 4, "verdict": "running",
             "due": at(17, day=12)},
        )],
    })  # fmt: skip
    files = {
        **FILES,
        **{path: form.encode() for path, form in DUTY_FORMS.items()},
        "process.bpmn": drawing(DRAWN_DUTY),
        "scenarios.toml": text.encode(),
    }

    (played,) = scenarios.play_folder(files, CALENDAR).scenarios

    assert played.why is None, str(played.why)


def with_facts(facts: bytes, *moves: dict[str, Any], **files: bytes) -> str:
    """Why a scenario did not go as told in a procedure that states more."""
    text = tomlkit.dumps({"answers": TOLD["answers"], "scenarios": [a_scenario(*moves)]})
    folder = {
        **FILES,
        "procedure.toml": facts,
        **files,
        "scenarios.toml": text.encode(),
    }
    (one,) = scenarios.play_folder(folder, CALENDAR).scenarios
    return "" if one.why is None else str(one.why)


def test_a_scenario_stops_the_clock_from_outside_and_lets_it_run_on() -> None:
    asked = {"at": at(11), "pause": "applicant_request",
             "answers": {"dated": "02/11/2026", "pause_reason": "Xin chờ"}}  # fmt: skip
    duty = {"at": at(12), "pause": "financial_duty", "answers": DUTY_SENT["answers"]}

    assert with_facts(
        ADMITS_ALL, *TO_APPRAISAL,
        {**asked, "status": 4, "verdict": "paused"},
        {**duty, "status": 6},
        {"at": at(9, day=5), "resume": "applicant_request", "status": 6, "verdict": "paused"},
        {"at": at(9, day=9), "resume": "financial_duty", "status": 4, "due": at(17, day=12)},
        {"at": at(10, day=9), "resume": "financial_duty", "refused": "wrong-move"},
    ) == ""  # fmt: skip
    assert "wrong-move" in why(a_scenario(*TO_APPRAISAL, duty))
    assert "bad-answers" in with_facts(ADMITS_ALL, *TO_APPRAISAL, {**duty, "answers": {}})


def test_in_a_scenario_silence_is_consent_where_the_procedure_states_it() -> None:
    asked_again = {"at": at(11, 1, day=3), "waiting": ["approve"], "fired": ["tax_code"]}
    files = {path: text.encode() for path, text in FORM.items()}

    assert with_facts(
        FACTS + STATED.encode(), *TO_APPRAISAL, APPRAISED,
        {"at": at(10, 59, day=3), "waiting": ["tax_code"]},
        asked_again, **files, **{"process.bpmn": drawing(SILENT)},
    ) == ""  # fmt: skip


def test_a_second_supplement_is_refused_where_one_is_allowed() -> None:
    assert (
        why(
            a_scenario(
                *TO_APPRAISAL,
                ASKED,
                {"at": at(14), "complete": "issue_supplement"},
                {"at": at(15), "complete": "receive_supplement"},
                {**ASKED, "at": at(16), "refused": "wrong-move"},
            )
        )
        == ""
    )


def test_a_case_can_be_withdrawn_until_the_decision_and_not_after() -> None:
    withdrawn = {"withdraw": "Đổi ý.", "status": 7, "waiting": []}

    early = a_scenario(CHECKED, {"at": at(9), **withdrawn})
    late = a_scenario(
        *TO_APPRAISAL,
        APPRAISED,
        {"at": at(14), "complete": "tax_code"},
        {"at": at(15), "complete": "approve"},
        {"at": at(16), "withdraw": "Đổi ý.", "refused": "wrong-move"},
    )

    assert why(early) == ""
    assert why(late) == ""


def test_a_case_that_came_back_for_rework_can_be_withdrawn_again() -> None:
    rework = {"approval": "rework", "rework_reason": "Sai mã ngành."}

    assert (
        why(
            a_scenario(
                *TO_APPRAISAL,
                APPRAISED,
                {"at": at(14), "complete": "tax_code"},
                {"at": at(15), "complete": "approve", "answers": rework},
                {"at": at(16), "withdraw": "Đổi ý.", "status": 7},
            )
        )
        == ""
    )


def test_nothing_is_reminded_of_after_a_withdrawal() -> None:
    assert (
        why(
            a_scenario(
                *TO_APPRAISAL,
                APPRAISED,
                {"at": at(14), "withdraw": "Đổi ý."},
                {"at": at(14, day=10), "fired": []},
            )
        )
        == ""
    )


def test_flows_that_no_scenario_takes_are_named() -> None:
    outcome = played(a_scenario(CHECKED))

    assert not outcome.ok
    assert "papers_refused" in outcome.untaken
    assert "papers_accepted" not in outcome.untaken
    assert outcome.flows == 27


@pytest.mark.parametrize(
    ("told", "key"),
    [
        pytest.param({"name": "Một ngày"}, "scenarios[1].moves", id="no moves"),
        pytest.param(
            a_scenario({"at": "sáng thứ Hai"}), "scenarios[1].moves[1].at", id="a time in words"
        ),
        pytest.param(
            a_scenario(HANDED_OVER, CHECKED), "scenarios[1].moves", id="time that goes back"
        ),
        pytest.param(
            a_scenario({**CHECKED, "wating": []}), "scenarios[1].moves[1].wating", id="misspelt"
        ),
        pytest.param(
            a_scenario({**CHECKED, "verdict": "soon"}),
            "scenarios[1].moves[1].verdict",
            id="no verdict of ours",
        ),
    ],
)
def test_a_mistake_in_the_scenarios_is_named_with_its_place(told: dict[str, Any], key: str) -> None:
    with pytest.raises(BadScenarios) as refusal:
        played(told)

    assert key in [mistake.key for mistake in refusal.value.mistakes]


def test_a_folder_without_scenarios_is_refused() -> None:
    without = {path: content for path, content in FILES.items() if path != "scenarios.toml"}

    with pytest.raises(BadScenarios):
        scenarios.play_folder(without, CALENDAR)

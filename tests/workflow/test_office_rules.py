"""What the office asks of a procedure: time, lanes, answers, messages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import bpmn
from engine.workflow import check, define
from engine.workflow.checks.office import names_a_unit
from tests.workflow.drawing import arrow, chain, diagram, lanes, node, properties

BEGAN, ENDED = node("startEvent", "began"), node("endEvent", "ended")
FORM = """
title = "Biểu mẫu"
title_en = "Form"
[[fields]]
key = "{key}"
kind = "choice"
label = "Kết quả"
label_en = "Result"
required = {required}
routes = true
choices = [{{ value = "yes", label = "Có", label_en = "Yes" }},
           {{ value = "no", label = "Không", label_en = "No" }}]
"""


def step(key: str, allowance: str, does: str = "work", inside: str = "") -> str:
    written = properties(allowance=allowance, does=does, form="-")
    return node("userTask", key, written + inside)


def gate(kind: str, key: str, **attributes: str) -> str:
    return node(f"{kind}Gateway", key, **attributes)


def facts(amount: str, unit: str) -> bytes:
    """The facts of the shipped procedure, with another term."""
    shipped = bpmn.procedure_files("household_business")["procedure.toml"].decode()
    old = 'amount = 3\nunit = "working_days"\nconfirmed = true'
    assert old in shipped
    return shipped.replace(old, f'amount = {amount}\nunit = "{unit}"\nconfirmed = true').encode()


def rules(content: bytes, folder: Mapping[str, bytes]) -> set[tuple[str, str, str | None]]:
    found = check("process.bpmn", content, folder={**folder, "process.bpmn": content})
    return {(each.severity, each.rule, each.element) for each in found}


def timed(content: bytes, amount: str, unit: str = "working_days") -> set[tuple[str, str]]:
    """What is said about time in a folder with this term."""
    shipped = bpmn.procedure_files("household_business")
    forms = {path: each for path, each in shipped.items() if path.startswith("forms/")}
    letters = {path: each for path, each in shipped.items() if path.startswith("letters/")}
    folder = {**forms, **letters, "procedure.toml": facts(amount, unit)}
    return {(how, rule) for how, rule, _ in rules(content, folder) if rule.endswith("the-term")}


TOO_LONG = {("error", "over-the-term")}
PERHAPS = {("warning", "perhaps-over-the-term")}
ROW = diagram(BEGAN, step("one", "1 working_days"), step("two", "8 working_hours"), ENDED,
              chain("began", "one", "two", "ended"))  # fmt: skip
BRANCHES = diagram(
    BEGAN, gate("parallel", "parted"), step("short", "1 working_days"),
    step("long", "2 working_days"), gate("parallel", "met"), ENDED,
    chain("began", "parted", "short", "met", "ended"), chain("parted", "long", "met"),
)  # fmt: skip
LOOP = diagram(
    BEGAN, gate("exclusive", "again"), step("appraise", "1 working_days"),
    gate("exclusive", "well", default="done"), step("ask", "1 working_days", "issue_supplement"),
    step("wait", "30 working_days", "receive_supplement"), ENDED,
    chain("began", "again", "appraise", "well", "ask", "wait", "again").replace(
        '<sequenceFlow id="well__ask" sourceRef="well" targetRef="ask">',
        '<sequenceFlow id="well__ask" sourceRef="well" targetRef="ask">'
        "<conditionExpression>a == 1</conditionExpression>"),
    arrow("well", "ended", key="done"),
)  # fmt: skip
SEVERAL = (
    "<multiInstanceLoopCharacteristics><loopCardinality>9</loopCardinality>"
    "</multiInstanceLoopCharacteristics>"
)
CONSULTED = diagram(BEGAN, step("consult", "12 calendar_days", inside=SEVERAL),
                    step("draft", "3 calendar_days"), ENDED,
                    chain("began", "consult", "draft", "ended"))  # fmt: skip
INSIDE = diagram(
    BEGAN, node("subProcess", "part", node("startEvent", "b") + step("one", "2 working_days")
                + node("endEvent", "e") + chain("b", "one", "e")),
    step("two", "1 working_days"), ENDED, chain("began", "part", "two", "ended"),
)  # fmt: skip
WORKING = diagram(BEGAN, step("one", "10 working_days"), ENDED, chain("began", "one", "ended"))


@pytest.mark.parametrize(
    ("content", "amount", "unit", "said"),
    [
        (ROW, "2", "working_days", set()),
        (ROW, "1.9", "working_days", TOO_LONG),
        (ROW, "16", "working_hours", set()),
        (ROW, "1", "same_day", TOO_LONG),
        (BRANCHES, "2", "working_days", set()),
        (BRANCHES, "1.5", "working_days", TOO_LONG),
        (LOOP, "2", "working_days", set()),
        (LOOP, "1.5", "working_days", TOO_LONG),
        (CONSULTED, "15", "calendar_days", set()),
        (CONSULTED, "14", "calendar_days", TOO_LONG),
        (INSIDE, "3", "working_days", set()),
        (INSIDE, "2.5", "working_days", TOO_LONG),
        (WORKING, "14", "calendar_days", set()),
        (WORKING, "12", "calendar_days", PERHAPS),
        (WORKING, "9", "calendar_days", TOO_LONG),
        (WORKING, "0.5", "months", set()),
    ],
)
def test_the_allowances_fit_the_term_on_every_way(
    content: bytes, amount: str, unit: str, said: set[tuple[str, str]]
) -> None:
    assert timed(content, amount, unit) == said


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Phòng Kinh tế phường Nha Trang", True),
        ("UBND xã Diên Khánh", True),
        ("Sở Tài chính", True),
        ("Chi cục Thuế khu vực XIII", True),
        ("Trung tâm Phục vụ hành chính công", True),
        ("Bộ phận một cửa phường Nha Trang", True),
        ("Bộ phận tiếp nhận", False),
        ("Chuyên môn kinh tế", False),
        ("Cơ quan thuế", False),
        ("Công an", False),
        ("Lãnh đạo", False),
        ("Văn thư", False),
    ],
)
def test_a_lane_is_a_function_and_no_unit(name: str, unit: bool) -> None:
    assert names_a_unit(name) is unit


def test_a_lane_with_a_units_name_is_refused_in_a_folder() -> None:
    named = lanes(economy=["work"]).replace('name="economy"', 'name="Phòng Kinh tế"')
    content = diagram(named, BEGAN, step("work", "1 working_hours"), ENDED,
                      chain("began", "work", "ended"))  # fmt: skip

    assert ("error", "lane-is-a-unit", "economy") in rules(content, {})
    assert "lane-is-a-unit" in {e.rule for e in check("a.bpmn", content) if e.severity == "warning"}


def asked(required: str, *ways: str) -> tuple[bytes, dict[str, bytes]]:
    content = diagram(
        BEGAN, node("userTask", "work"), gate("exclusive", "which"), ENDED,
        node("endEvent", "other"), chain("began", "work", "which"), *ways,
    )  # fmt: skip
    return content, {"forms/work.toml": FORM.format(key="result", required=required).encode()}


YES_OR_NO = (arrow("which", "ended", "result == 'yes'"), arrow("which", "other", "result == 'no'"))


def test_a_choice_whose_every_answer_is_asked_for_needs_no_default() -> None:
    content, folder = asked("true", *YES_OR_NO)

    assert "no-default" not in {rule for _, rule, _ in rules(content, folder)}
    assert define(content).process_id == "case"


def test_a_choice_that_may_stay_open_needs_a_default() -> None:
    content, folder = asked("false", *YES_OR_NO)

    assert ("error", "no-default", "which") in rules(content, folder)


def test_what_nobody_answers_may_not_be_asked() -> None:
    content, folder = asked("true", arrow("which", "ended", "payment == 'done'"),
                            arrow("which", "other", "payment != 'done'"))  # fmt: skip

    assert ("error", "nobody-answers", "which__ended") in rules(content, folder)


def branches(one: str, other: str) -> bytes:
    return diagram(
        BEGAN, gate("parallel", "parted"), one, other, gate("parallel", "met"), ENDED,
        chain("began", "parted", "one", "met", "ended"), chain("parted", "other", "met"),
    )  # fmt: skip


def script(key: str, text: str) -> str:
    return node("scriptTask", key, f"<script>{text}</script>")


def test_branches_side_by_side_write_different_values() -> None:
    same = branches(script("one", "fee = 1"), script("other", "fee = 2"))
    apart = branches(script("one", "fee = 1"), script("other", "price = 2"))

    assert ("error", "branches-write-same", "other") in rules(same, {})
    assert "branches-write-same" not in {rule for _, rule, _ in rules(apart, {})}


def test_forms_side_by_side_answer_different_questions() -> None:
    content = branches(node("userTask", "one"), node("userTask", "other"))
    form = FORM.format(key="result", required="true").encode()

    found = rules(content, {"forms/one.toml": form, "forms/other.toml": form})

    assert ("error", "branches-write-same", "other") in found


def test_a_message_has_two_sides_or_another_agency() -> None:
    waits = (BEGAN, node("receiveTask", "wait", messageRef="m"), ENDED,
             chain("began", "wait", "ended"))  # fmt: skip
    message = '<message id="m" name="Trả lời"/>'
    pool = (
        '<collaboration id="c"><participant id="tax" name="Thuế"/><participant id="us" '
        'processRef="case"/><messageFlow id="f" sourceRef="tax" targetRef="wait"/></collaboration>'
    )
    alone, drawn = diagram(*waits, around=message), diagram(*waits, around=message + pool)

    assert ("error", "message-without-sender", "wait") in rules(alone, {})
    assert ("warning", "message-without-sender", "wait") in rules(drawn, {})


def test_a_step_outside_the_lanes_may_name_its_function() -> None:
    content = diagram(BEGAN, node("userTask", "work", properties(role="economy")), ENDED,
                      chain("began", "work", "ended"))  # fmt: skip

    assert define(content).steps["work"].lane == "economy"
    assert "no-lane" not in {each.rule for each in check("a.bpmn", content)}


OPINION = """
title = "Ý kiến"
title_en = "Opinion"
[[fields]]
key = "opinion"
kind = "choice"
label = "Ý kiến"
label_en = "Opinion"
choices = [{ value = "agree", label = "Có", label_en = "Yes" },
           { value = "deemed_consent", label = "Coi như đồng ý", label_en = "Deemed" }]
"""
CONSENT_STATED = b"""
[deemed_consent]
runs = "domain_notes"
[deemed_consent.stated.domain_notes]
law = "Clause 3, article 102"
confirmed = false
"""


def asking(*inside: str, silence: str = "consent", does: str = "answer") -> bytes:
    """A diagram with one step that another agency answers."""
    written = properties(allowance="1 working_days", does=does, form="ask", silence=silence)
    return diagram(BEGAN, node("userTask", "ask", written), ENDED,
                   chain("began", "ask", "ended"), *inside)  # fmt: skip


def on_silence(content: bytes, *, stated: bool, form: str = OPINION) -> set[tuple[str, str | None]]:
    """What is said about silence in a folder with or without the statement."""
    shipped = bpmn.procedure_files("household_business")
    folder = {path: each for path, each in shipped.items() if path.startswith(("forms", "letters"))}
    folder["procedure.toml"] = shipped["procedure.toml"] + (CONSENT_STATED if stated else b"")
    folder["forms/ask.toml"] = form.encode()
    return {(rule, where) for how, rule, where in rules(content, folder)
            if "silence" in rule and how == "error"}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "stated", "said"),
    [
        (asking(), True, set()),
        (asking(), False, {("silence-not-stated", "ask")}),
        (asking(silence="refusal"), True, {("bad-silence", "ask")}),
        (asking(does="work"), True, {("bad-silence", "ask")}),
    ],
    ids=["stated", "not stated", "another word", "no answer"],
)
def test_silence_is_consent_only_where_the_procedure_states_it(
    content: bytes, stated: bool, said: set[tuple[str, str | None]]
) -> None:
    assert on_silence(content, stated=stated) == said


def test_silence_needs_a_choice_of_the_form_for_it() -> None:
    plain = OPINION.replace("deemed_consent", "disagree")

    assert on_silence(asking(), stated=True, form=plain) == {("silence-without-choice", "ask")}


def test_a_timer_does_not_answer_for_an_agency_that_is_silent() -> None:
    step_asked = step("ask", "1 working_days", "answer")
    timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"

    def drawn(cancels: str) -> bytes:
        late = node("boundaryEvent", "late", timer, attachedToRef="ask", cancelActivity=cancels)
        return diagram(BEGAN, step_asked, late, ENDED, node("endEvent", "other"),
                       chain("began", "ask", "ended"), chain("late", "other"))  # fmt: skip

    assert on_silence(drawn("true"), stated=False) == {("silence-not-stated", "late")}
    assert on_silence(drawn("true"), stated=True) == set()
    assert on_silence(drawn("false"), stated=False) == set()
    assert "silence-not-stated" in {
        each.rule for each in check("a.bpmn", drawn("true")) if each.severity == "warning"
    }

import pytest

from engine.workflow import EngineFailed, define, is_stalled
from tests.workflow import drawing
from tests.workflow.drawing import arrow, chain, diagram, node
from tests.workflow.moving import Moving


def test_a_condition_without_an_answer_tells_where_and_on_what_values() -> None:
    case = Moving.begin(define(drawing.supplement_loop()))
    before = case.stands

    with pytest.raises(EngineFailed) as failed:
        case.complete("appraise", something="else")

    assert failed.value.element == "qualified"
    assert failed.value.what == "appraisal == 'supplement'"
    assert failed.value.inputs == {}
    assert "appraisal" in str(failed.value.why)
    assert "“qualified”" in str(failed.value)
    assert case.stands is before
    assert case.complete("appraise", appraisal="qualified").finished


def counting() -> bytes:
    return diagram(
        node("startEvent", "began"),
        node("userTask", "work"),
        node("scriptTask", "count", "<script>late = days &gt; most</script>"),
        node("endEvent", "ended"),
        chain("began", "work", "count", "ended"),
    )


def test_a_failed_script_tells_the_values_it_was_given() -> None:
    case = Moving.begin(define(counting()))

    with pytest.raises(EngineFailed) as failed:
        case.complete("work", days="three", most=3, other="unasked")

    assert failed.value.element == "count"
    assert failed.value.what == "late = days > most"
    assert failed.value.inputs == {"days": "three", "most": 3}


def test_what_a_failure_tells_is_short() -> None:
    case = Moving.begin(define(counting()))

    with pytest.raises(EngineFailed) as failed:
        case.complete("work", days={"very": "long" * 9_000}, most=3)

    assert len(str(failed.value.inputs)) < 300


def test_a_decision_table_that_fails_tells_its_step_and_its_values() -> None:
    table = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d">'
        b'<decision id="fee"><decisionTable id="t"><input id="i">'
        b'<inputExpression id="x" typeRef="number"><text>days</text></inputExpression></input>'
        b'<output id="out" name="fee"/><rule id="r"><inputEntry id="e"><text>&gt; 3</text>'
        b'</inputEntry><outputEntry id="o"><text>1</text></outputEntry></rule>'
        b"</decisionTable></decision></definitions>"
    )
    called = (
        "<extensionElements><spiffworkflow:calledDecisionId>fee"
        "</spiffworkflow:calledDecisionId></extensionElements>"
    )
    decided = diagram(
        node("startEvent", "began"),
        node("userTask", "work"),
        node("businessRuleTask", "decide", called),
        node("endEvent", "ended"),
        chain("began", "work", "decide", "ended"),
    )
    case = Moving.begin(define(decided, [table]))

    with pytest.raises(EngineFailed) as failed:
        case.complete("work", days="three")

    assert failed.value.element == "decide"
    assert case.complete("work", days=4).data["fee"] == 1


def test_a_stalled_case_is_told_from_one_that_waits() -> None:
    definition = define(drawing.answer_or_silence())
    case = Moving.begin(definition)
    waits_for_people = case.stands.state
    waits_for_time = case.complete("ask").state
    over = case.wait(days=9).state

    assert not any(
        is_stalled(definition, each) for each in (waits_for_people, waits_for_time, over)
    )


def test_a_diagram_whose_join_waits_for_ever_is_refused_at_that_place() -> None:
    either_but_joined = diagram(
        node("startEvent", "began"),
        node("userTask", "choose"),
        node("exclusiveGateway", "either", default="either__joined"),
        node("userTask", "other"),
        node("parallelGateway", "joined"),
        node("endEvent", "ended"),
        chain("began", "choose", "either", "joined", "ended"),
        arrow("either", "other", "choice == 'other'"),
        chain("other", "joined"),
    )
    case = Moving.begin(define(either_but_joined))

    with pytest.raises(EngineFailed) as failed:
        case.complete("choose", choice="")

    assert failed.value.code == "stalled"
    assert failed.value.element == "either"

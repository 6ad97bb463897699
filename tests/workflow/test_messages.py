import pytest

from engine.workflow import Awaited, NobodyWaits, Sent, awaited, define
from tests.workflow import drawing, elements
from tests.workflow.drawing import chain, diagram, node
from tests.workflow.moving import Moving

EXTENSION = "<extensionElements><spiffworkflow:{0}>{1}</spiffworkflow:{0}></extensionElements>"
PAYLOAD = EXTENSION.format("messagePayload", "letter")
VARIABLE = EXTENSION.format("messageVariable", "answer")
CONVERSATION = (
    '<correlationProperty id="case_no" name="case_no">'
    '<correlationPropertyRetrievalExpression id="ask_no" messageRef="ask">'
    '<formalExpression id="f1">number</formalExpression>'
    "</correlationPropertyRetrievalExpression>"
    '<correlationPropertyRetrievalExpression id="answer_no" messageRef="answer">'
    '<formalExpression id="f2">number</formalExpression>'
    "</correlationPropertyRetrievalExpression></correlationProperty>"
    '<collaboration id="both"><participant id="office" processRef="case"/>'
    '<correlationKey id="k" name="dossier">'
    "<correlationPropertyRef>case_no</correlationPropertyRef></correlationKey></collaboration>"
    '<message id="ask" name="Hỏi"/><message id="answer" name="Trả lời"/>'
)


def asking(catcher: str = "intermediateCatchEvent") -> bytes:
    """Ask another agency, and wait for the answer that belongs to this case."""
    event = '<messageEventDefinition messageRef="{}">{}</messageEventDefinition>'
    catches = catcher != "receiveTask"
    return diagram(
        node("startEvent", "began"),
        node("userTask", "write"),
        node("intermediateThrowEvent", "asked", event.format("ask", PAYLOAD)),
        node(catcher, "answered", event.format("answer", VARIABLE))
        if catches
        else node(catcher, "answered", VARIABLE, messageRef="answer"),
        node("userTask", "read"),
        node("endEvent", "ended"),
        chain("began", "write", "asked", "answered", "read", "ended"),
        around=CONVERSATION,
    )


def test_a_sent_message_is_told_with_its_content_and_key() -> None:
    case = Moving.begin(define(asking()))

    sent = case.complete("write", letter={"number": 17, "what": "?"}).sent

    assert sent == (Sent("Hỏi", {"number": 17, "what": "?"}, "17", "asked"),)


@pytest.mark.parametrize("catcher", ["intermediateCatchEvent", "receiveTask"])
def test_a_case_tells_which_message_of_which_conversation_it_awaits(catcher: str) -> None:
    definition = define(asking(catcher))
    case = Moving.begin(definition)

    before = case.stands.awaited
    after = case.complete("write", letter={"number": 17, "what": "?"})

    assert before == ()
    assert after.awaited == (Awaited("Trả lời", "17", "answered"),)
    assert awaited(definition, after.state) == after.awaited


def test_only_the_answer_of_the_same_conversation_is_taken() -> None:
    case = Moving.begin(define(asking()))
    case.complete("write", letter={"number": 17, "what": "?"})

    with pytest.raises(NobodyWaits):
        case.deliver("Trả lời", {"number": 18}, key="18")
    case.deliver("Trả lời", "đồng ý", key="17")

    assert case.steps == ["read"]
    assert case.stands.data["answer"] == "đồng ý"


def test_one_answer_is_taken_by_one_of_those_who_wait() -> None:
    each = elements.within(
        "consult",
        node("userTask", "ask"),
        node("intermediateCatchEvent", "told", '<messageEventDefinition messageRef="reply"/>'),
        chain("consult_began", "ask", "told", "consult_ended"),
        more=elements.several("<loopCardinality>3</loopCardinality>"),
    )
    three = diagram(
        node("startEvent", "began"),
        each,
        node("endEvent", "ended"),
        chain("began", "consult", "ended"),
        around='<message id="reply" name="Trả lời"/>',
    )
    case = Moving.begin(define(three))
    for _ in range(3):
        case.complete("ask")

    left = [len(case.deliver("Trả lời", {"said": "yes"}).awaited) for _ in range(3)]

    assert left == [2, 1, 0]
    assert case.stands.finished


def test_behind_a_gateway_every_message_is_awaited_at_its_own_event() -> None:
    case = Moving.begin(define(drawing.answer_or_silence()))

    moved = case.complete("ask")

    assert moved.awaited == (Awaited("Trả lời", None, "answered"),)
    assert len({each.task for each in moved.events}) == 1


def test_a_message_that_the_case_itself_takes_goes_to_nobody_else() -> None:
    definition = '<messageEventDefinition messageRef="ready"/>'
    two_branches = diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("intermediateCatchEvent", "told", definition),
        node("userTask", "read"),
        node("endEvent", "read_it"),
        node("userTask", "write"),
        node("endEvent", "tell", definition),
        chain("began", "parted", "told", "read", "read_it"),
        chain("parted", "write", "tell"),
        around='<message id="ready" name="Sẵn sàng"/>',
    )
    case = Moving.begin(define(two_branches))

    assert case.complete("write").sent == ()
    assert case.steps == ["read"]


def test_a_message_sent_before_its_catch_is_there_is_told_so_that_it_can_be_kept() -> None:
    definition = '<messageEventDefinition messageRef="ready"/>'
    too_early = diagram(
        node("startEvent", "began"),
        node("parallelGateway", "parted"),
        node("userTask", "prepare"),
        node("intermediateCatchEvent", "told", definition),
        node("endEvent", "read_it"),
        node("userTask", "write"),
        node("endEvent", "tell", definition),
        chain("began", "parted", "prepare", "told", "read_it"),
        chain("parted", "write", "tell"),
        around='<message id="ready" name="Sẵn sàng"/>',
    )
    case = Moving.begin(define(too_early))

    (sent,) = case.complete("write").sent
    case.complete("prepare")
    kept = case.stands.awaited
    case.deliver(sent.message, sent.payload)

    assert [each.message for each in kept] == ["Sẵn sàng"]
    assert case.stands.finished

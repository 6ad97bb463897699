"""One small diagram for each place of BPMN where a text is evaluated.

Each draws the text into its place, between a step ``work`` whose answers it may
ask for, and a step ``after`` that is reached when the text was good.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.workflow.drawing import arrow, chain, diagram, node, timer
from tests.workflow.elements import BEGAN, ENDED, boundary, several

WORK = node("userTask", "work")
AFTER = node("userTask", "after")
_EXTENSION = (
    "<extensionElements><spiffworkflow:{name}>{text}</spiffworkflow:{name}></extensionElements>"
)


def extension(name: str, text: str) -> str:
    return _EXTENSION.format(name=name, text=escape(text))


def between(odd: str, *more: str, around: str = "") -> bytes:
    return diagram(
        BEGAN, WORK, odd, AFTER, ENDED, chain("began", "work", "odd", "after", "ended"), *more,
        around=around,
    )  # fmt: skip


def condition(text: str) -> bytes:
    """On an arrow out of a gateway."""
    return diagram(
        BEGAN,
        WORK,
        node("exclusiveGateway", "either", default="either__ended"),
        AFTER,
        ENDED,
        chain("began", "work", "either", "ended"),
        arrow("either", "after", text, key="odd"),
        chain("after", "ended"),
    )


def inclusive_condition(text: str) -> bytes:
    return condition(text).replace(b"exclusiveGateway", b"inclusiveGateway")


def script(text: str) -> bytes:
    return between(node("scriptTask", "odd", f"<script>{escape(text)}</script>"))


def pre_script(text: str) -> bytes:
    return between(node("manualTask", "odd", extension("preScript", text)))


def post_script(text: str) -> bytes:
    return between(node("manualTask", "odd", extension("postScript", text)))


def timer_date(text: str) -> bytes:
    return between(node("intermediateCatchEvent", "odd", timer("timeDate", text)))


def timer_duration(text: str) -> bytes:
    return between(node("intermediateCatchEvent", "odd", timer("timeDuration", text)))


def boundary_timer(text: str) -> bytes:
    return diagram(
        BEGAN, WORK, node("userTask", "draw"), AFTER, ENDED,
        boundary("odd", "draw", timer("timeDuration", text)),
        chain("began", "work", "draw", "ended"), chain("odd", "after", "ended"),
    )  # fmt: skip


def loop_count(text: str) -> bytes:
    return between(
        node("manualTask", "odd", several(f"<loopCardinality>{escape(text)}</loopCardinality>"))
    )


def loop_count_in_turn(text: str) -> bytes:
    counted = several(f"<loopCardinality>{escape(text)}</loopCardinality>", sequential=True)
    return between(node("manualTask", "odd", counted))


def completion(text: str) -> bytes:
    inside = (
        "<loopCardinality>3</loopCardinality>"
        f"<completionCondition>{escape(text)}</completionCondition>"
    )
    return between(node("manualTask", "odd", several(inside)))


def repetition(text: str) -> bytes:
    again = f"<loopCondition>{escape(text)}</loopCondition>"
    return between(
        node(
            "manualTask",
            "odd",
            f'<standardLoopCharacteristics loopMaximum="3">{again}</standardLoopCharacteristics>',
        )
    )


def event_condition(text: str) -> bytes:
    asked = f'<condition xsi:type="tFormalExpression">{escape(text)}</condition>'
    return between(
        node(
            "intermediateCatchEvent",
            "odd",
            f"<conditionalEventDefinition>{asked}</conditionalEventDefinition>",
        )
    )


def message_payload(text: str) -> bytes:
    inside = extension("messagePayload", text)
    event = f'<messageEventDefinition messageRef="ask">{inside}</messageEventDefinition>'
    return between(
        node("intermediateThrowEvent", "odd", event), around='<message id="ask" name="ask"/>'
    )


def send_task_payload(text: str) -> bytes:
    inside = extension("messagePayload", text)
    return between(
        node("sendTask", "odd", inside, messageRef="ask"), around='<message id="ask" name="ask"/>'
    )


def correlation(text: str) -> bytes:
    """The key of a conversation, taken from what is sent."""
    inside = extension("messagePayload", "{'number': number}")
    event = f'<messageEventDefinition messageRef="ask">{inside}</messageEventDefinition>'
    key = (
        '<correlationProperty id="case_no" name="case_no">'
        '<correlationPropertyRetrievalExpression id="odd_key" messageRef="ask">'
        f'<formalExpression id="key">{escape(text)}</formalExpression>'
        "</correlationPropertyRetrievalExpression></correlationProperty>"
        '<collaboration id="both"><participant id="office" processRef="case"/>'
        '<correlationKey id="k" name="dossier">'
        "<correlationPropertyRef>case_no</correlationPropertyRef></correlationKey></collaboration>"
        '<message id="ask" name="ask"/>'
    )
    return between(node("intermediateThrowEvent", "odd", event), around=key)


def process_correlation(text: str) -> bytes:
    """The key of a conversation, taken from the case that waits."""
    kept = (
        "<extensionElements><spiffworkflow:processVariableCorrelation>"
        "<spiffworkflow:propertyId>case_no</spiffworkflow:propertyId>"
        f"<spiffworkflow:expression>{escape(text)}</spiffworkflow:expression>"
        "</spiffworkflow:processVariableCorrelation></extensionElements>"
    )
    event = f'<messageEventDefinition messageRef="ask">{kept}</messageEventDefinition>'
    key = (
        '<correlationProperty id="case_no" name="case_no">'
        '<correlationPropertyRetrievalExpression id="ask_no" messageRef="ask">'
        '<formalExpression id="f">number</formalExpression>'
        "</correlationPropertyRetrievalExpression></correlationProperty>"
        '<collaboration id="both"><participant id="office" processRef="case"/>'
        '<correlationKey id="k" name="dossier">'
        "<correlationPropertyRef>case_no</correlationPropertyRef></correlationKey></collaboration>"
        '<message id="ask" name="ask"/>'
    )
    return between(node("intermediateCatchEvent", "odd", event), around=key)


def signal_payload(text: str) -> bytes:
    thrown = '<signalEventDefinition signalRef="odd_signal"/>'
    return between(
        node("intermediateThrowEvent", "odd", thrown),
        around='<signal id="odd_signal" name="alarm">'
        f"{extension('payloadExpression', text)}</signal>",
    )


def error_payload(text: str) -> bytes:
    inside = (
        node("startEvent", "inner_began")
        + node("endEvent", "odd_end", '<errorEventDefinition errorRef="odd_error"/>')
        + chain("inner_began", "odd_end")
    )
    return diagram(
        BEGAN, WORK, node("subProcess", "odd", inside), AFTER, ENDED,
        boundary("failed", "odd", '<errorEventDefinition errorRef="odd_error"/>'),
        chain("began", "work", "odd", "ended"), chain("failed", "after", "ended"),
        around='<error id="odd_error" name="lost" errorCode="lost">'
        f"{extension('payloadExpression', text)}</error>",
    )  # fmt: skip


def data_object(text: str) -> bytes:
    """A condition that asks for what a step has put into a data object."""
    fills_in = (
        '<dataOutputAssociation id="fills"><targetRef>level_ref</targetRef></dataOutputAssociation>'
    )
    return diagram(
        '<dataObject id="number" name="number"/>'
        '<dataObjectReference id="level_ref" dataObjectRef="number"/>',
        BEGAN,
        node("userTask", "work", fills_in),
        node("exclusiveGateway", "either", default="either__ended"),
        AFTER,
        ENDED,
        chain("began", "work", "either", "ended"),
        arrow("either", "after", text, key="odd"),
        chain("after", "ended"),
    )


def collection(text: str) -> bytes:
    """The list over which a step is repeated: a name, never an expression."""
    inside = (
        f'<loopDataInputRef>{escape(text)}</loopDataInputRef><inputDataItem id="one" name="one"/>'
    )
    return between(node("manualTask", "odd", several(inside)))


def gathered(text: str) -> bytes:
    """Where the answers of a repeated step are gathered."""
    inside = (
        "<loopDataInputRef>items</loopDataInputRef>"
        f"<loopDataOutputRef>{escape(text)}</loopDataOutputRef>"
        '<inputDataItem id="one" name="one"/><outputDataItem id="answer" name="answer"/>'
    )
    return between(node("manualTask", "odd", several(inside)))


def input_item(text: str) -> bytes:
    inside = (
        f'<loopDataInputRef>items</loopDataInputRef><inputDataItem id="{escape(text)}" name="x"/>'
    )
    return between(node("manualTask", "odd", several(inside)))

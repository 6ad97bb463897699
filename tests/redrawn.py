"""The shipped procedure drawn differently: what an analyst publishes next, also by mistake."""

from __future__ import annotations

from collections.abc import Mapping

import bpmn
from engine.actions import modelling
from engine.models import ProcedureVersion
from engine.office import Office

FOLDER = "household_business"
# A slip that only shows with real values: a text is compared with a number.
BROKEN_AT_THE_GATEWAY = {"appraisal == 'qualified'</": "appraisal &lt; 3</"}
# The reminder of the tax step reckons with what is no number before it ends.
BROKEN_TIMER = {
    '<bpmn:endEvent id="tax_reminded"': (
        '<bpmn:scriptTask id="reckon" name="Tính lại hạn"><bpmn:incoming>tax_reminder'
        "</bpmn:incoming><bpmn:outgoing>reckoned</bpmn:outgoing>"
        "<bpmn:script>late = appraisal &gt; 3</bpmn:script></bpmn:scriptTask>"
        '<bpmn:sequenceFlow id="reckoned" sourceRef="reckon" targetRef="tax_reminded" />'
        '<bpmn:endEvent id="tax_reminded"'
    ),
    'sourceRef="tax_late" targetRef="tax_reminded"': 'sourceRef="tax_late" targetRef="reckon"',
}
# After the tax step the case waits for a day, and for nobody.
A_DAY_OF_REST = {
    'sourceRef="tax_code" targetRef="to_approval"': 'sourceRef="tax_code" targetRef="rest"',
    '<bpmn:endEvent id="tax_reminded"': (
        '<bpmn:intermediateCatchEvent id="rest" name="Chờ một ngày"><bpmn:incoming>tax_code_given'
        "</bpmn:incoming><bpmn:outgoing>rested</bpmn:outgoing><bpmn:timerEventDefinition"
        ' id="rest_timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        '<bpmn:sequenceFlow id="rested" sourceRef="rest" targetRef="to_approval" />'
        '<bpmn:endEvent id="tax_reminded"'
    ),
}

# The tax step has another id: for the engine it is another step.
ANOTHER_TAX_STEP = {
    "<bpmn:flowNodeRef>tax_code</bpmn:flowNodeRef>": (
        "<bpmn:flowNodeRef>tax_number</bpmn:flowNodeRef>"
    ),
    '<bpmn:userTask id="tax_code" name="Cấp mã số thuế">\n      <bpmn:extensionElements>\n'
    "        <spiffworkflow:properties>\n": (
        '<bpmn:userTask id="tax_number" name="Cấp mã số thuế">\n      <bpmn:extensionElements>\n'
        "        <spiffworkflow:properties>"
        '<spiffworkflow:property name="form" value="tax_code" />\n'
    ),
    'attachedToRef="tax_code"': 'attachedToRef="tax_number"',
    'sourceRef="qualified" targetRef="tax_code"': 'sourceRef="qualified" targetRef="tax_number"',
    'sourceRef="tax_code" targetRef': 'sourceRef="tax_number" targetRef',
    'bpmnElement="tax_code"': 'bpmnElement="tax_number"',
}
# After the tax step the police is asked, and its answer about this very case is waited for.
_EVENT = (
    '<bpmn:{kind} id="{id}" name="{name}"><bpmn:incoming>{came}</bpmn:incoming>'
    "<bpmn:outgoing>{goes}</bpmn:outgoing>"
    '<bpmn:messageEventDefinition messageRef="{message}"><bpmn:extensionElements>{more}'
    "</bpmn:extensionElements></bpmn:messageEventDefinition></bpmn:{kind}>"
)
_PROPERTY = (
    '<bpmn:correlationPropertyRetrievalExpression id="{message}_no" messageRef="{message}">'
    '<bpmn:messagePath id="{message}_path">case_code</bpmn:messagePath>'
    "</bpmn:correlationPropertyRetrievalExpression>"
)
ASKS_THE_POLICE = {
    '<bpmn:collaboration id="one_stop_shop">': (
        '<bpmn:message id="question" name="Hỏi công an" />'
        '<bpmn:message id="answer" name="Công an trả lời" />'
        '<bpmn:correlationProperty id="case_no" name="case_no">'
        + _PROPERTY.format(message="question")
        + _PROPERTY.format(message="answer")
        + '</bpmn:correlationProperty><bpmn:collaboration id="one_stop_shop">'
    ),
    'processRef="household_business" />\n': (
        'processRef="household_business" />\n<bpmn:participant id="police" name="Công an" />'
        '<bpmn:messageFlow id="to_police" sourceRef="asked" targetRef="police" />'
        '<bpmn:messageFlow id="from_police" sourceRef="police" targetRef="answered" />'
        '<bpmn:correlationKey id="dossier" name="dossier">'
        "<bpmn:correlationPropertyRef>case_no</bpmn:correlationPropertyRef></bpmn:correlationKey>"
    ),
    'sourceRef="tax_code" targetRef="to_approval"': 'sourceRef="tax_code" targetRef="asked"',
    '<bpmn:endEvent id="tax_reminded"': (
        _EVENT.format(
            kind="intermediateThrowEvent", id="asked", name="Hỏi công an", came="tax_code_given",
            goes="asking", message="question",
            more="<spiffworkflow:messagePayload>{'case_code': case_code}"
            "</spiffworkflow:messagePayload>",
        )
        + '<bpmn:sequenceFlow id="asking" sourceRef="asked" targetRef="answered" />'
        + _EVENT.format(
            kind="intermediateCatchEvent", id="answered", name="Chờ công an", came="asking",
            goes="told", message="answer",
            more="<spiffworkflow:messageVariable>police</spiffworkflow:messageVariable>",
        )
        + '<bpmn:sequenceFlow id="told" sourceRef="answered" targetRef="to_approval" />'
        '<bpmn:endEvent id="tax_reminded"'
    ),
}  # fmt: skip


def drawing(changes: Mapping[str, str]) -> bytes:
    """The shipped diagram with some of its text replaced, each place once."""
    return _changed("process.bpmn", changes)


def redrawn_facts(changes: Mapping[str, str]) -> bytes:
    """The facts of the shipped procedure with some of their text replaced."""
    return _changed("procedure.toml", changes)


def _changed(path: str, changes: Mapping[str, str]) -> bytes:
    text = bpmn.procedure_files(FOLDER)[path].decode()
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


def publish(
    office: Office,
    changes: Mapping[str, str],
    *,
    stated: str = "",
    facts: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> ProcedureVersion:
    """Publish the shipped procedure with a changed diagram as its next version.

    ``stated`` is added to its facts and ``facts`` are changed in them; ``more`` are
    further files of its folder.
    """
    shipped = bpmn.procedure_files(FOLDER)
    files = {
        **shipped,
        **{path: text.encode() for path, text in (more or {}).items()},
        "process.bpmn": drawing(changes),
        "procedure.toml": redrawn_facts(facts or {}) + stated.encode(),
    }
    with office.transaction() as session:
        return modelling.publish(session, office, FOLDER, files)

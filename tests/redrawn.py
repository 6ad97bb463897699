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


def drawing(changes: Mapping[str, str]) -> bytes:
    """The shipped diagram with some of its text replaced, each place once."""
    drawn = bpmn.procedure_files(FOLDER)["process.bpmn"].decode()
    for old, new in changes.items():
        assert drawn.count(old) == 1, old
        drawn = drawn.replace(old, new)
    return drawn.encode()


def publish(office: Office, changes: Mapping[str, str]) -> ProcedureVersion:
    """Publish the shipped procedure with a changed diagram as its next version."""
    files = {**bpmn.procedure_files(FOLDER), "process.bpmn": drawing(changes)}
    with office.transaction() as session:
        return modelling.publish(session, office, FOLDER, files)

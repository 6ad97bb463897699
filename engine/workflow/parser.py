"""SpiffWorkflow's parser, with our timers, messages and nothing that runs Python."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    StartEvent,
)
from SpiffWorkflow.spiff.parser.event_parsers import (
    SpiffBoundaryEventParser,
    SpiffEndEventParser,
    SpiffIntermediateCatchEventParser,
    SpiffIntermediateThrowEventParser,
    SpiffReceiveTaskParser,
    SpiffSendTaskParser,
    SpiffStartEventParser,
)
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.specs.defaults import ReceiveTask, SendTask

from engine.i18n import Said, mark
from engine.rules.decision.table import Decisions
from engine.rules.expression import BadExpression
from engine.workflow.conditional import Conditional
from engine.workflow.data_object import OfficeProcessParser
from engine.workflow.decisions.task import DecisionStep, DecisionStepParser
from engine.workflow.extensions import BPMN, allowance, properties
from engine.workflow.gateways import InclusiveJoin, ParallelJoin
from engine.workflow.message import Message
from engine.workflow.timers import CycleTimer, DueTimer, Timing
from engine.workflow.timings import Cycle, asked, read_cycle, read_date, read_duration


def timing_of(event: etree._Element) -> Timing | Cycle:
    """Read when a timer event fires; ``BadExpression`` when that can't be known."""
    promised = properties(event).get("allowance")
    if promised is not None:
        length = allowance(promised)
        if length is None:
            raise BadExpression(
                Said(
                    mark("“%(text)s” is not a length of working time, such as 2 working_days."),
                    text=promised[:120],
                )
            )
        return length
    timer = event.find(f"{BPMN}timerEventDefinition")
    for name in ("timeDate", "timeDuration", "timeCycle"):
        written = None if timer is None else timer.find(BPMN + name)
        if written is not None:
            return _written_time(name, written.text or "")
    raise BadExpression(Said(mark("The timer has no time.")))


def _written_time(name: str, text: str) -> Timing | Cycle:
    if name == "timeDate":
        return asked(text, "moment") or read_date(text)
    if name == "timeDuration":
        return asked(text, "length") or read_duration(text)
    return read_cycle(text)


class _OfficeEvents:
    """Makes timers, messages and conditions ours, whichever event carries them."""

    node: etree._Element

    def parse_timer_event(self, event: etree._Element) -> Any:  # noqa: ARG002  # the base's
        timing = timing_of(self.node)
        key = self.node.get("id", "")
        if not isinstance(timing, Cycle):
            return DueTimer(key, timing)
        # Only what interrupts nothing can happen again: elsewhere the first time counts.
        again = self.node.get("cancelActivity", "true").lower() == "false"
        return CycleTimer(key, timing) if again else DueTimer(key, timing.start or timing.every)

    def parse_message_event(self, message_event: etree._Element) -> Message:
        read = super().parse_message_event(message_event)  # type: ignore[misc]  # a mixin
        return Message(
            read.name,
            read.correlation_properties,
            read.expression,
            read.message_var,
            read.process_correlations,
        )

    def parse_conditional_event(self, event: etree._Element) -> Conditional:
        return Conditional(event.findtext(f"{BPMN}condition", ""))


class _StartEvents(_OfficeEvents, SpiffStartEventParser):
    """Start events."""


class _CatchEvents(_OfficeEvents, SpiffIntermediateCatchEventParser):
    """Events that a case waits for on its way."""


class _ThrowEvents(_OfficeEvents, SpiffIntermediateThrowEventParser):
    """Events that a case brings about on its way."""


class _EndEvents(_OfficeEvents, SpiffEndEventParser):
    """Events with which a case, or a branch of it, ends."""


class _BoundaryEvents(_OfficeEvents, SpiffBoundaryEventParser):
    """Events that may come while a step is being worked on."""


class _SendTasks(_OfficeEvents, SpiffSendTaskParser):
    """Steps that send a message."""


class _ReceiveTasks(_OfficeEvents, SpiffReceiveTaskParser):
    """Steps that wait for a message."""


class OfficeParser(SpiffBpmnParser):
    """Reads a diagram into SpiffWorkflow's specs; its steps may ask these decisions."""

    def __init__(self, decisions: Decisions) -> None:
        super().__init__()
        self.decisions = decisions

    PROCESS_PARSER_CLASS = OfficeProcessParser
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012  # the name and kind that the base class looks up
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("startEvent"): (_StartEvents, StartEvent),
        full_tag("intermediateCatchEvent"): (_CatchEvents, IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_ThrowEvents, IntermediateThrowEvent),
        full_tag("endEvent"): (_EndEvents, EndEvent),
        full_tag("boundaryEvent"): (_BoundaryEvents, BoundaryEvent),
        full_tag("parallelGateway"): (GatewayParser, ParallelJoin),
        full_tag("inclusiveGateway"): (ConditionalGatewayParser, InclusiveJoin),
        full_tag("businessRuleTask"): (DecisionStepParser, DecisionStep),
        full_tag("sendTask"): (_SendTasks, SendTask),
        full_tag("receiveTask"): (_ReceiveTasks, ReceiveTask),
    }

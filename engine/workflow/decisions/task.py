"""The step of a diagram that asks a decision: in place of SpiffWorkflow's table engine."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.spiff.parser.task_spec import SpiffTaskParser
from SpiffWorkflow.spiff.specs.spiff_task import SpiffBpmnTask

from engine.rules.decision.table import Decisions


class DecisionStep(SpiffBpmnTask):
    """A business rule task: puts a decision's answers among the case's routing values."""

    def __init__(
        self, wf_spec: Any, bpmn_id: str, decision: str = "", decisions: Decisions | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.decision = decision
        self.decisions = decisions or {}

    def _run_hook(self, my_task: Any) -> bool:
        engine = my_task.workflow.script_engine
        engine.decide(my_task, self.decision, self.decisions)
        return bool(super()._run_hook(my_task))


class DecisionStepParser(SpiffTaskParser):
    """Reads a business rule task; the parser above it holds the decisions."""

    @staticmethod
    def get_decision_ref(node: Any) -> str:
        """The decision that a step asks; SpiffWorkflow asks for it by this name."""
        extensions: dict[str, Any] = SpiffTaskParser._parse_extensions(node)
        return (extensions.get("calledDecisionId") or "").strip()

    def create_task(self) -> DecisionStep:
        extensions = self.parse_extensions()
        return DecisionStep(
            self.spec,
            self.bpmn_id,
            decision=self.get_decision_ref(self.node),
            decisions=self.process_parser.parser.decisions,
            prescript=extensions.get("preScript"),
            postscript=extensions.get("postScript"),
            **self.bpmn_attributes,
        )

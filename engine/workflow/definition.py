"""A diagram made ready to run, shared by every case that runs it.

SpiffWorkflow would copy the whole of it into each case's state. The parsed specs
are not changed by running (what would change them is refused), so one copy
serves all cases and all threads.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask

from engine.errors import DiagramRefused
from engine.workflow.decisions.files import read_files
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.engine_copy import engine_copy
from engine.workflow.instances import hold_to_lists
from engine.workflow.parser import OfficeParser


@dataclass(frozen=True)
class Step:
    """An element of a diagram, as the office knows it.

    ``host`` is the step that an event sits on.
    """

    id: str
    name: str
    lane: str | None
    kind: str
    properties: Mapping[str, str]
    scope: str = ""
    host: str = ""


@dataclass(frozen=True)
class Definition:
    """A process that can be run, and what is drawn in it.

    ``steps`` are the elements that wait for a person, ``elements`` all of them;
    ``flows`` gives source and target of each arrow; ``lanes`` the name of each
    function by its key.
    """

    key: str
    process_id: str
    name: str
    steps: Mapping[str, Step]
    elements: Mapping[str, Step]
    flows: Mapping[str, tuple[str, str]]
    lanes: Mapping[str, str]
    arrows: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False, compare=False)
    drawn: Diagram = field(repr=False, compare=False)
    spec: Any = field(repr=False, compare=False)
    subprocess_specs: Mapping[str, Any] = field(repr=False, compare=False)


def build(drawn: Diagram, bpmn: bytes, decisions: tuple[bytes, ...] = ()) -> Definition:
    """Build the specs of a diagram that was found fit to run."""
    process = drawn.main_process()
    if process is None:
        raise DiagramRefused
    drawn = drawn.running
    parser = OfficeParser(read_files(decisions).decisions)
    parser.add_bpmn_xml(engine_copy(drawn))
    spec = parser.get_spec(process.id)
    subprocess_specs = parser.get_subprocess_specs(process.id)
    for each in (spec, *subprocess_specs.values()):
        _listen_to_instances(each)
        hold_to_lists(each)
    elements = {key: _step(element) for key, element in drawn.elements.items()}
    arrows: defaultdict[tuple[str, str], tuple[str, ...]] = defaultdict(tuple)
    for flow in drawn.flows.values():
        arrows[flow.source, flow.target] += (flow.id,)
    return Definition(
        key=hashlib.sha256(b"\0".join((bpmn, *decisions))).hexdigest(),
        process_id=process.id,
        name=process.name,
        steps={key: step for key, step in elements.items() if step.kind in MANUAL},
        elements=elements,
        flows={flow.id: (flow.source, flow.target) for flow in drawn.flows.values()},
        lanes={lane.id: lane.name for lane in drawn.lanes.values()},
        arrows=dict(arrows),
        drawn=drawn,
        spec=spec,
        subprocess_specs=subprocess_specs,
    )


def _listen_to_instances(process: Any) -> None:
    """Let each repeated step hear when one of its instances is done.

    SpiffWorkflow only sees to it when it makes an instance; a case that was loaded
    in another process than the one that made them would wait for them for ever.
    """
    for loop in [each for each in process.task_specs.values() if isinstance(each, LoopTask)]:
        process.task_specs[loop.task_spec].completed_event.connect(loop.merge_child)


def _step(element: Element) -> Step:
    return Step(
        id=element.id,
        name=element.name,
        lane=element.lane,
        kind=element.kind,
        properties=element.properties,
        scope=element.scope,
        host=element.xml.get("attachedToRef", ""),
    )

"""Which process of a file runs, and what is kept as drawing only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checks.note import at, at_xml, in_file
from engine.workflow.diagram import Diagram, Process
from engine.workflow.extensions import BPMN
from engine.workflow.finding import Finding

# Beyond some 900 steps SpiffWorkflow exceeds Python's recursion limit.
MOST_STEPS: Final = 400
# Nobody draws so many; each rule would look at all of them, for a file that can't run.
MOST_ARROWS: Final = 2_000
_DRAWINGS: Final = tuple(
    BPMN + kind for kind in ("process", "collaboration", "choreography", "globalConversation")
)


def main_process(drawn: Diagram) -> Iterator[Finding]:
    """Find out whether there is a process that a case would run."""
    if drawn.main_process() is not None:
        return
    place = next(drawn.xml.iter(*_DRAWINGS), None)
    if place is None:
        yield in_file("no-process", Said(mark("The file has no process: draw one first.")))
        return
    said = Said(
        mark(
            "This is a drawing only: no process is marked as executable and has a start "
            "and an end event. It is kept, but no case can run it."
        )
    )
    yield at_xml(place, "drawing-only", said, severity="info")


def other_pools(drawn: Diagram) -> Iterator[Finding]:
    """Find processes beside the one that runs."""
    main = drawn.main_process()
    running = {process.id for process in drawn.running.processes}
    for process in drawn.processes:
        if main is None or process.id in running:
            continue
        if process.executable and drawn.is_complete(process):
            said = Said(
                mark(
                    "The file has several processes that could run; “%(runs)s” is the one that "
                    "does. Put the process “%(name)s” into a file of its own, or call it."
                ),
                runs=main.name or main.id,
                name=_name(process),
            )
            yield at(process, "several-processes", said, severity="warning")
        else:
            said = Said(
                mark("The pool “%(name)s” is kept as a drawing and does not run."),
                name=_name(process),
            )
            yield at(process, "kept-as-drawing", said, severity="info")


def number_of_steps(drawn: Diagram) -> Iterator[Finding]:
    """Find diagrams that are larger than the engine can walk through."""
    count = len(drawn.running.elements)
    if count > MOST_STEPS:
        said = Said(
            mark(
                "The diagram has %(count)s elements; at most %(most)s can run. "
                "Put parts of it into processes of their own and call them."
            ),
            count=count,
            most=MOST_STEPS,
        )
        yield in_file("too-many-steps", said)
    elif len(drawn.running.flows) > MOST_ARROWS:
        said = Said(
            mark("The diagram has %(count)s arrows; at most %(most)s can run."),
            count=len(drawn.running.flows),
            most=MOST_ARROWS,
        )
        yield in_file("too-many-steps", said)


def is_beyond_measure(drawn: Diagram) -> bool:
    """Whether a diagram is so large that single findings in it would help nobody."""
    part = drawn.running
    return max(len(part.elements), len(part.flows)) > MOST_ARROWS


def other_files(drawn: Diagram) -> Iterator[Finding]:
    """Find what a diagram takes from other files, or asks every engine to understand."""
    for each in drawn.xml.iterfind(f"{BPMN}import"):
        said = Said(
            mark("The file “%(name)s” is not read: draw here what is needed from it."),
            name=each.get("location", "")[:120],
        )
        yield at_xml(each, "import-not-read", said, severity="warning")
    for each in drawn.xml.iterfind(f"{BPMN}extension"):
        if each.get("mustUnderstand", "").strip() in {"true", "1"}:
            said = Said(
                mark(
                    "The file says that nobody may run it without knowing the extension "
                    "“%(name)s”, which the office does not know."
                ),
                name=each.get("definition", "")[:120],
            )
            yield at_xml(each, "must-understand", said)


def _name(process: Process) -> str:
    return process.name or process.id

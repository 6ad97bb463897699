"""Every element of BPMN 2.0, drawn once and walked, or refused by a named rule.

``python -m tests.workflow.notation`` writes the table that analysts read in
``bpmn/ELEMENTS.md``; a test holds the two against each other, so it stays true.
"""

from __future__ import annotations

from pathlib import Path

from tests.workflow.notation import boundaries, drawings, events, steps
from tests.workflow.notation.shown import Shown, tried

TABLE = Path(__file__).parents[3] / "bpmn" / "ELEMENTS.md"
_HEAD = """\
# What becomes of each element of BPMN 2.0

`motcua check` refuses by name what would not run right; everything else runs, and was walked to
its end, saved and loaded at every move. What stands in brackets is pointed out without stopping
anybody. The rules are in [README.md](README.md). This table is written by
`python -m tests.workflow.notation`; a test keeps it true.
"""


def every_element() -> list[Shown]:
    """All that is shown, in the order of the table."""
    return [
        *events.starts(),
        *events.catches(),
        *events.throws(),
        *boundaries.boundaries(),
        *events.ends(),
        *steps.tasks(),
        *steps.markers(),
        *steps.subprocesses(),
        *events.event_subprocesses(),
        *drawings.gateways(),
        *drawings.arrows(),
        *drawings.data(),
        *drawings.people(),
        *drawings.artifacts(),
        *drawings.drawings(),
    ]


def table() -> str:
    """The table as Markdown, from what really becomes of each element."""
    lines = [_HEAD]
    groups: dict[str, list[Shown]] = {}
    for each in every_element():
        groups.setdefault(each.group, []).append(each)
    for group, members in groups.items():
        lines += [f"## {group}", "", "| kind | outcome |", "| --- | --- |"]
        lines += [f"| {each.name} | {tried(each).said()} |" for each in members]
        lines.append("")
    return "\n".join(lines)

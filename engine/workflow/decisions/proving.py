"""What is proved of a table, as findings: rows that clash, gaps, rows never reached."""

from __future__ import annotations

from lxml import etree

from engine.i18n import Said, mark
from engine.rules.decision.overlap import MOST_COMPARISONS, Overlap, Proof
from engine.rules.decision.table import HitPolicy, Row, Table
from engine.rules.expression.refusals import Overspent, Senseless
from engine.rules.expression.seen import Seen
from engine.workflow.decisions.reading import Reading


def note_what_is_proved(table: Table, place: etree._Element, reading: Reading) -> None:
    """Hold a table against what its hit policy promises."""
    proof = Proof(table, MOST_COMPARISONS // max(reading.tables, 1))
    rows = list(place.iterfind("{*}rule"))
    if table.policy in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        for overlap in proof.overlaps():
            if table.policy is HitPolicy.UNIQUE or _differ(overlap):
                said = mark("The rows %(one)s and %(other)s both hold for: %(case)s.")
                reading.note(
                    rows[overlap.other.number - 1],
                    "rows-overlap",
                    Said(said, one=overlap.one.number, other=overlap.other.number,
                         case=overlap.case),
                )  # fmt: skip
    for row in proof.impossible():
        empty = mark("Row %(row)s can never hold: one of its tests takes nothing.")
        where = rows[row.number - 1]
        reading.note(where, "row-never-holds", Said(empty, row=row.number), "warning")
    for row in proof.unreached():
        never = mark("Row %(row)s is never reached: the rows before it always hold first.")
        where = rows[row.number - 1]
        reading.note(where, "row-never-reached", Said(never, row=row.number), "warning")
    gap = None if _has_answer_for_all(table) else proof.gap()
    if gap is not None:
        missing = mark("No row holds for: %(case)s. The answer would be null.")
        reading.note(place, "rows-missing", Said(missing, case=gap.case), "warning")


def _has_answer_for_all(table: Table) -> bool:
    """Whether an answer is meant even where no row holds."""
    return table.policy.gives_lists or all(output.default for output in table.outputs)


def _differ(overlap: Overlap) -> bool:
    """Whether two rows are known to answer differently."""
    one, other = _known(overlap.one), _known(overlap.other)
    return one is not None and other is not None and one != other


def _known(row: Row) -> list[object] | None:
    if not all(formula.constant for formula in row.answers):
        return None
    try:
        return [formula.ask(Seen({})) for formula in row.answers]
    except (Senseless, Overspent):
        return None

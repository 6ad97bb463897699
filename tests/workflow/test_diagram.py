import pytest

from engine.errors import DiagramRefused
from engine.workflow import check, define, diagram
from engine.workflow.guarded import Job, answer_all
from tests.workflow import drawing
from tests.workflow.drawing import HEAD, lanes, node

ENTITY = b'<!DOCTYPE d [<!ENTITY a "%s">]>' % (b"x" * 100)
UTF_16 = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE d><d/>"
HOSTILE = {
    "nothing": b"",
    "a zip file": b"PK\x03\x04" + bytes(100),
    "a page": b"<html><body>hello</body></html>",
    "cut short": drawing.one_step()[:-40],
    "an entity": ENTITY + b"<d>&a;</d>",
    "a DOCTYPE that fetches": b'<!DOCTYPE d SYSTEM "http://example.test/x.dtd"><d/>',
    "a DOCTYPE in another encoding": UTF_16.encode("utf-16"),
    "endlessly deep": b"<a>" * 100_000,
    "too many elements": HEAD.encode() + b"<process id='p'>" + b"<task/>" * 50_001
    + b"</process></definitions>",
    "too large": drawing.one_step() + b" " * 5_000_001,
    "an encoding nobody knows": b"<?xml version='1.0' encoding='klingon'?><a/>",
    "binary ids": HEAD.encode() + b"<process id='\x01'/></definitions>",
    "nothing in it": HEAD.encode() + b"</definitions>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words(name: str) -> None:
    found = check("a.bpmn", HOSTILE[name])

    assert found
    assert found[0].severity == "error"
    assert found[0].line
    with pytest.raises(DiagramRefused):
        define(HOSTILE[name])


def test_a_step_has_the_lane_it_stands_in_also_inside_a_subprocess() -> None:
    content = drawing.diagram(
        lanes(economy=["outer"], tax=["alone"]),
        node("subProcess", "outer", node("userTask", "inner")),
        node("userTask", "alone"),
        node("userTask", "nowhere"),
    )

    found = diagram.read(content).elements

    assert {key: each.lane for key, each in found.items()} == {
        "outer": "economy",
        "inner": "economy",
        "alone": "tax",
        "nowhere": None,
    }


def test_files_are_answered_in_their_order() -> None:
    jobs = [Job("a.bpmn", b"x"), Job("good.bpmn", drawing.supplement_loop()), Job("c.dmn", b"y")]

    found = [answer.findings for answer in answer_all(jobs)]

    assert [{(each.file, each.rule) for each in findings} for findings in found] == [
        {("a.bpmn", "not-xml")},
        {("good.bpmn", "no-allowance")},
        {("c.dmn", "not-xml")},
    ]


def test_a_file_that_costs_too_much_is_given_up_and_the_next_one_begun() -> None:
    # So many notes that the answer can't be there before somebody has looked for it.
    note = b"<textAnnotation id='note_%d'><text>x</text></textAnnotation>"
    notes = b"".join(note % n for n in range(20_000))
    long = drawing.fork_without_end().replace(b"</process>", notes + b"</process>")
    slow = [Job("one.bpmn", long), Job("two.bpmn", long)]

    found = [answer.findings for answer in answer_all(slow, seconds=0.0001)]

    assert [[(each.file, each.rule) for each in findings] for findings in found] == [
        [("one.bpmn", "too-costly")],
        [("two.bpmn", "too-costly")],
    ]

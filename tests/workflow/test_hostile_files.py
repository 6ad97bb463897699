"""A file that means harm gets an answer in words, and nothing else happens."""

import pytest

from engine.errors import DiagramRefused
from engine.workflow import check, define
from engine.workflow.fixes import mend
from engine.workflow.guarded import Job, answer_all
from tests.workflow import hostile

REFUSED = hostile.refused()
ACCEPTED = hostile.accepted()
STRANGE = hostile.strange()


def test_there_are_sixty_of_them() -> None:
    assert len(REFUSED) + len(ACCEPTED) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_words(name: str) -> None:
    found = check("a.bpmn", REFUSED[name])

    assert found[0].severity == "error"
    assert all(each.line or each.element for each in found)
    assert len(found) < 100_000
    with pytest.raises(DiagramRefused):
        define(REFUSED[name])


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_only_looks_like_harm_runs(name: str) -> None:
    found = check("a.bpmn", ACCEPTED[name])

    assert not [each for each in found if each.severity == "error"]
    assert "work" in define(ACCEPTED[name]).steps


@pytest.mark.parametrize("name", STRANGE)
def test_a_diagram_that_asks_for_too_much_is_refused(name: str) -> None:
    assert "error" in {each.severity for each in check("a.bpmn", STRANGE[name])}


def test_no_file_breaks_the_process_that_checks_it() -> None:
    jobs = [Job(name, content, mend=True) for name, content in (REFUSED | ACCEPTED).items()]

    found = [answer.findings for answer in answer_all(jobs, seconds=60)]

    assert len(found) == len(jobs)
    assert not {each.rule for one in found for each in one} & {"too-costly", "check-failed"}


@pytest.mark.parametrize("name", [*REFUSED, *ACCEPTED])
def test_mending_never_breaks_on_a_file(name: str) -> None:
    content = (REFUSED | ACCEPTED)[name]

    mended = mend("a.bpmn", content).content

    assert mend("a.bpmn", mended).content == mended

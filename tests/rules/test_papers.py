"""Which papers a case needs, and which of them are missing."""

from dataclasses import replace

from engine.rules import papers
from engine.rules.papers import Paper, Variant

DECLARATION = Paper(
    "declaration", "Giấy đề nghị", "Request", True, None, 1, 0, ("original",), "law"
)
FAMILY = replace(DECLARATION, key="family", required=False, required_when="members")
PROXY = replace(
    DECLARATION,
    key="authorisation",
    required=False,
    required_when="by_proxy",
    variants=(Variant("to_person", "Cho cá nhân", "To a person"),),
)
PHOTO = replace(DECLARATION, key="photo", required=False)
ALL = (DECLARATION, FAMILY, PROXY, PHOTO)


def test_a_plain_case_needs_only_what_is_always_required() -> None:
    assert papers.required(ALL, {"members": False, "by_proxy": False}) == (DECLARATION,)


def test_what_nobody_answered_asks_for_no_paper() -> None:
    assert papers.required(ALL, {}) == (DECLARATION,)


def test_a_conditional_paper_is_required_when_its_condition_holds() -> None:
    assert papers.required(ALL, {"members": True, "by_proxy": True}) == (DECLARATION, FAMILY, PROXY)


def test_missing_papers_are_named_in_the_order_of_the_procedure() -> None:
    assert papers.missing(ALL[:3], {"family"}) == ["declaration", "authorisation"]


def test_any_variant_meets_the_need_of_its_paper() -> None:
    assert papers.missing([PROXY], {"to_person"}) == []
    assert papers.missing([PROXY], {"authorisation"}) == []


def test_a_paper_nobody_asked_for_helps_nothing() -> None:
    assert papers.missing([DECLARATION], {"photo"}) == ["declaration"]

"""A sample of the long run over diagrams that were broken by chance (``make campaign``)."""

from tests.campaign.mutations import check_mutated

FILES = 300


def test_a_diagram_broken_by_chance_gets_an_answer_in_words() -> None:
    outcome = check_mutated(FILES, seed=20261123)

    assert outcome.broken == []
    assert outcome.files == FILES
    assert outcome.accepted > FILES // 50
    assert outcome.refused > FILES // 2

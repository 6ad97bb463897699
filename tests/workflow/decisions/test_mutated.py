"""A sample of the campaign's changed tables: ``make campaign`` tries thousands."""

from tests.campaign.tables import mutate_tables


def test_no_changed_table_crashes_or_takes_long() -> None:
    mutated = mutate_tables(300, seed=20261123)

    assert mutated.crashed == []
    assert mutated.too_slow == []
    assert 0 < mutated.refused < mutated.tables
    assert 0 < mutated.answered < mutated.asked

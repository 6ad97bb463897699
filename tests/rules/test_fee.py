"""What a case costs."""

import pytest

from engine.rules import fee
from engine.rules.fee import Channel, NoFeeStated
from engine.rules.stated import Fact, Stated

FEES = {
    Channel.COUNTER: Fact(
        Stated(50_000, "national_entry", confirmed=False),
        (Stated(100_000, "notes", confirmed=False),),
    ),
    Channel.ONLINE: Fact(Stated(0, "council", confirmed=True)),
}


def test_the_fee_is_that_of_the_source_that_runs() -> None:
    due = fee.due(FEES, Channel.COUNTER)

    assert (due.amount, due.source, due.confirmed) == (50_000, "national_entry", False)


def test_the_agencys_own_fee_counts_before_the_procedures() -> None:
    assert fee.due(FEES, Channel.COUNTER, local=20_000).amount == 20_000
    assert fee.due(FEES, Channel.COUNTER, local=0).is_free


def test_a_stated_zero_is_free_and_not_unknown() -> None:
    assert fee.due(FEES, Channel.ONLINE).is_free


def test_a_channel_without_a_stated_fee_is_refused_rather_than_guessed() -> None:
    with pytest.raises(NoFeeStated):
        fee.due(FEES, Channel.POST)


def test_a_fee_below_zero_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="below zero"):
        fee.due(FEES, Channel.COUNTER, local=-1)


def test_a_fact_is_disputed_when_another_source_says_otherwise() -> None:
    assert FEES[Channel.COUNTER].is_disputed
    assert not FEES[Channel.ONLINE].is_disputed

"""What a case costs: by the channel it came through, or by the agency's own rule.

A procedure states a fee for each channel with its source. The amount is set by
the provincial council (Circular 85/2019/TT-BTC leaves it to the province), so
an agency's offering may carry its own, which then counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Refusal
from engine.i18n import mark
from engine.rules.stated import Fact

# The source of a fee that the agency itself has set.
AGENCY = "agency"


class Channel(StrEnum):
    """How a case is handed in (hình thức tiếp nhận)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class NoFeeStated(Refusal):
    """The procedure doesn't say what this channel costs, and nobody should guess."""

    code = "no-fee-stated"
    default = mark("The procedure states no fee for this way of handing in.")


@dataclass(frozen=True)
class Fee:
    """Whole đồng to pay, and who says so; ``confirmed`` when an official text was read."""

    amount: int
    source: str
    confirmed: bool

    @property
    def is_free(self) -> bool:
        return self.amount == 0


def due(fees: Mapping[Channel, Fact[int]], channel: Channel, *, local: int | None = None) -> Fee:
    """The fee of one case; ``local`` is what the agency's offering says, if anything."""
    if local is not None:
        if local < 0:
            raise ValueError("A fee is never below zero.")
        return Fee(local, AGENCY, confirmed=True)
    if channel not in fees:
        raise NoFeeStated
    stated = fees[channel].runs
    return Fee(stated.value, stated.source, stated.confirmed)

"""What the counter promises: the day, and the fee.

The procedure's version states both; the agency's offering may say otherwise
where a local decision does. The same rule answers the live due date on the
reception page and the date on the receipt.
"""

from __future__ import annotations

from dataclasses import replace

from engine.models import Agency, Offering
from engine.queries.published import Version
from engine.rules import fee as fees
from engine.rules.deadline import Policy, Saturday, Term
from engine.rules.fee import Channel, Fee


def term(version: Version, offering: Offering, agency: Agency) -> Term:
    """The term that runs for this agency: the procedure's, under the local policy."""
    stated = version.procedure.ruling_term
    return replace(
        stated,
        policy=Policy(offering.policy or agency.policy),
        cutoff=offering.cutoff or stated.cutoff,
        saturday=Saturday(agency.saturday),
    )


def fee(version: Version, offering: Offering, channel: Channel) -> Fee:
    """What the case costs by this channel."""
    return fees.due(version.procedure.fees, channel, local=offering.fee)

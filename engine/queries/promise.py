"""What the counter promises: the day, and the fee.

The procedure's version states both; the agency's offering may say otherwise
where a local decision does. The same rule answers the live due date on the
reception page and the date on the receipt.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.models import Agency, Offering
from engine.office import Office
from engine.queries.published import Version
from engine.rules import deadline
from engine.rules import fee as fees
from engine.rules.deadline import Policy, Term
from engine.rules.fee import Channel, Fee


def term(version: Version, offering: Offering, agency: Agency) -> Term:
    """The term that runs for this agency: the procedure's, under the local policy."""
    stated = version.procedure.ruling_term
    return replace(
        stated,
        policy=Policy(offering.policy or agency.policy),
        cutoff=offering.cutoff or stated.cutoff,
    )


def promised(
    office: Office, version: Version, offering: Offering, agency: Agency, received: datetime
) -> datetime:
    """The day and hour a file received at that moment would be due."""
    return deadline.due(received, term(version, offering, agency), office.calendar)


def fee(version: Version, offering: Offering, channel: Channel) -> Fee:
    """What the case costs by this channel."""
    return fees.due(version.procedure.fees, channel, local=offering.fee)

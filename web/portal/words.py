"""What a status means for the citizen, and what they do next."""

from __future__ import annotations

from collections.abc import Mapping

from engine.i18n import mark
from engine.queries.public_status import PublicStatus
from engine.rules.status import Status
from web.language import gettext

_MEANINGS: Mapping[Status, str] = {
    Status.SUBMITTED: mark("Your application has arrived. The office looks at it next."),
    Status.RECEIVED: mark(
        "The office has received your application and hands it on for processing."
    ),
    Status.NOT_ACCEPTED: mark(
        "The office did not accept the application. The slip you were given says why."
    ),
    Status.IN_PROGRESS: mark("An officer is working on your case. You need not do anything."),
    Status.SUPPLEMENT_REQUESTED: mark(
        "The office waits for papers from you. The letter you were sent says which; bring them to "
        "the counter. The time until then does not count."
    ),
    Status.FINANCIAL_DUTY: mark(
        "The office waits for your payment. The notice you were sent says how much and where."
    ),
    Status.WITHDRAWN: mark("You withdrew the case. Nothing more happens with it."),
    Status.STOPPED: mark("The office stopped the case. The letter you were sent says why."),
    Status.FINISHED: mark(
        "The result is ready. Bring the receipt and an identity card to the counter to take it."
    ),
    Status.RETURNED: mark("The result was handed out. The case is closed."),
}


def what_it_means(case: PublicStatus) -> str:
    """The status in a sentence for the citizen."""
    return gettext(_MEANINGS[case.status])

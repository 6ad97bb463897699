"""The worked vectors of the domain notes (§4.8), for the rules and for the oracle alike.

Each row: received, days, then when it is due hour-exact, at the end of the day,
with a cut-off at 15:00, and counted in calendar days.
"""

import pytest

WORKED = [
    pytest.param(
        "02/03/2026 09:00",
        "3",
        "05/03/2026 09:00",
        "05/03/2026 17:00",
        "05/03/2026 17:00",
        "05/03/2026 17:00",
        id="an ordinary week",
    ),
    pytest.param(
        "06/03/2026 16:00",
        "1",
        "09/03/2026 16:00",
        "09/03/2026 17:00",
        "10/03/2026 17:00",
        "09/03/2026 17:00",
        id="late on Friday",
    ),
    pytest.param(
        "13/02/2026 10:00",
        "3",
        "25/02/2026 10:00",
        "25/02/2026 17:00",
        "25/02/2026 17:00",
        "23/02/2026 17:00",
        id="before Tết",
    ),
    pytest.param(
        "24/04/2026 08:00",
        "2",
        "29/04/2026 08:00",
        "29/04/2026 17:00",
        "29/04/2026 17:00",
        "28/04/2026 17:00",
        id="over a compensation day",
    ),
    pytest.param(
        "21/08/2026 14:00",
        "5",
        "27/08/2026 14:00",
        "27/08/2026 17:00",
        "27/08/2026 17:00",
        "26/08/2026 17:00",
        id="over a make-up Saturday",
    ),
    pytest.param(
        "22/08/2026 09:00",
        "3",
        "26/08/2026 09:00",
        "26/08/2026 17:00",
        "26/08/2026 17:00",
        "25/08/2026 17:00",
        id="on a make-up Saturday",
    ),
    pytest.param(
        "23/11/2026 15:30",
        "1",
        "25/11/2026 15:30",
        "25/11/2026 17:00",
        "26/11/2026 17:00",
        "25/11/2026 17:00",
        id="before Vietnamese Culture Day",
    ),
    pytest.param(
        "31/12/2026 16:45",
        "2",
        "05/01/2027 16:45",
        "05/01/2027 17:00",
        "06/01/2027 17:00",
        "04/01/2027 17:00",
        id="over the end of the year",
    ),
]

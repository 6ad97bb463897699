"""A fortnight in the office, made through the verbs: enough finished cases to learn from.

On Monday the 16th at eight twenty cases came to the appraiser. Twelve were
appraised two hours later and were ready at once; eight lay there until Friday
at ten, a day after their date. On Monday the 23rd at eight the next ones came.
"""

from __future__ import annotations

from datetime import datetime

from engine import jobs
from engine.office import Office
from engine.rules.calendar import OFFICE_ZONE
from tests.good_day import a_case, ask_for_a_supplement, bring
from tests.office import move_clock

QUICK, STUCK = 12, 8
# Running minutes at the appraiser, which are also those to the result.
QUICK_STAY = 120
STUCK_STAY = 450 + 3 * 480 + 150
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=OFFICE_ZONE)
# The 24th is a holiday, so a case of the 23rd is due on Friday the 27th at 17:00.
LEFT = 30 + 240 + 3 * 480


def live_a_fortnight(office: Office) -> dict[str, str]:
    """Let it happen in an office that stands at Monday the 16th, eight o'clock.

    Gives the codes of the cases that are open on Monday the 23rd at eleven:
    ``lingering`` is at the appraiser for three hours, ``fresh`` since now,
    ``paused`` waits for papers since nine, ``missed`` is a week old.
    """
    past = [a_case(office, until="appraise") for _ in range(QUICK + STUCK)]
    codes = {"missed": a_case(office, until="appraise")}
    move_clock(office, _november(16, 10))
    for code in past[:QUICK]:
        bring(office, code, until="return_result", since="appraise")
    move_clock(office, _november(20, 10))
    for code in past[QUICK:]:
        bring(office, code, until="return_result", since="appraise")
    move_clock(office, _november(23, 8))
    codes["lingering"] = a_case(office, until="appraise")
    codes["paused"] = a_case(office, until="appraise")
    move_clock(office, _november(23, 9))
    ask_for_a_supplement(office, codes["paused"])
    move_clock(office, NOW)
    codes["fresh"] = a_case(office, until="appraise")
    jobs.learn(office)
    return codes


def _november(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=OFFICE_ZONE)

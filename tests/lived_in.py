"""An office that was lived in for a week: a case withdrawn, one supplemented, one put off."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from engine import jobs
from engine.actions import ending
from engine.gateways.printing import MemoryPrinter
from engine.office import Office
from tests import postgres
from tests.actions.extending import put_off
from tests.good_day import a_case, bring
from tests.office import MONDAY, do, make_office, move_clock, open_existing, person

A_WEEK_LATER = MONDAY + timedelta(days=7)
SUPPLEMENT = {"appraisal": "supplement", "findings": "Thiếu giấy tờ"}
ASKED = {
    "supplement_items": "Văn bản ủy quyền",
    "supplement_reason": "Thiếu",
    "contact_phone": "0258000901",
}
_DATABASE = "motcua.sqlite3"


def lived_in(folder: Path, *, on_server: bool) -> Office:
    """Open one in a folder: a copy of an office that lived its week once for the whole run."""
    # What was printed is the same on both, so the files of the one are those of the other.
    shutil.copytree(_a_week_in(f"sqlite:///{{}}/{_DATABASE}"), folder, dirs_exist_ok=True)
    if on_server:
        (folder / _DATABASE).unlink()
        return open_existing(folder, postgres.fresh_database(_a_week_in), A_WEEK_LATER)
    return open_existing(folder, f"sqlite:///{folder / _DATABASE}", A_WEEK_LATER)


@cache
def _a_week_in(url: str) -> Path:
    folder = Path(mkdtemp(prefix="motcua-lived-in-"))
    office = replace(make_office(folder, url.format(folder)), printer=MemoryPrinter())
    live_a_week(office)
    office.close()
    return folder


def live_a_week(office: Office) -> None:
    """Let the three cases happen, and do what is owed for them."""
    withdrawn = a_case(office, until="hand_over")
    supplemented, reminded = (a_case(office, until="appraise") for _ in range(2))
    with office.transaction() as session:
        ending.withdraw_case(session, office, person(office, "lan"), withdrawn, "Đổi ý")
    do(office, "duc", supplemented, "appraise", SUPPLEMENT)
    do(office, "hoa", supplemented, "issue_supplement", ASKED)
    bring(office, reminded, since="appraise", until="tax_code")
    move_clock(office, A_WEEK_LATER)
    do(office, "lan", supplemented, "receive_supplement", {"supplement_received": "Ủy quyền"})
    jobs.fire_due_timers(office)
    bring(office, supplemented, since="appraise", until="tax_code")
    put_off(office, reminded, login="binh", day="27/11/2026")
    jobs.run_due(office)

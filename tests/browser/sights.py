"""Every page of the office, in each state and for each person who sees it.

Whose page it is comes from the matrix of doors (``tests.web.test_routes``),
which names every route of the URL map; the states that a door alone does not
show, such as a form that was refused, are told here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.web.test_routes import ANYONE, DOORS

# What is no page of its own, and where a person meets it instead.
NOT_PAGES: Mapping[str, str] = {
    "static": "files of the pages",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "account.home": "sends on to where one's day begins",
    "account.sign_out": "sends on to the door",
    "account.choose_language": "sends back in the other language",
    "account.read_notices": "sends back to the notices",
    "reception.promise": "a part of the reception page",
    "reception.owner_warning": "a part of the reception page",
    "processing.diagram": "the drawing inside the case file",
    "processing.paper": "a paper to print",
    "processing.control_slip": "a paper to print",
    "processing.fetch": "a download",
    "processing.send": "answers with a file's number",
    "processing.release": "sends back to the list",
    "management.deadlines_as_excel": "a download",
    "management.forecast_as_excel": "a download",
    "management.report_file": "a download",
    "management.late_cases_as_file": "a download",
    "management.late_supplements_as_excel": "a download",
    "account.due_dates_file": "a download",
    "account.end_token": "sends back to the tokens",
    "api_cases.search": "for programs",
    "api_cases.case": "for programs",
    "api_reports.names": "for programs",
    "api_reports.report": "for programs",
    "api-docs.openapi_json": "for programs",
    "management.try_again": "sends back to the office's health",
    "management.try_all_again": "sends back to the office's health",
}
PUBLIC = ("portal.", "account.sign_in")


@dataclass(frozen=True)
class Sight:
    """A page in one state, as one person sees it.

    ``sent_to`` is where a form goes from ``place``, with what is ``typed``;
    without it the page itself is looked at.
    """

    endpoint: str
    who: str
    place: str
    state: str = ""
    status: int = 200
    sent_to: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What its picture is called."""
        parts = (self.endpoint, self.state, self.who if self.who != ANYONE else "citizen")
        return "-".join(part.replace(" ", "-") for part in parts if part)


def sights() -> tuple[Sight, ...]:
    """All of them."""
    return (*_pages_of_roles(), *STATES, *_steps(), *_refused_steps(), *_look_ups())


def _pages_of_roles() -> Iterator[Sight]:
    """Each page as each role that may see it is shown it first."""
    for endpoint, door in DOORS.items():
        if door.method != "GET" or endpoint in NOT_PAGES:
            continue
        for who, status in door.expected.items():
            if status == 200 and (who == ANYONE or not endpoint.startswith(PUBLIC)):
                yield Sight(endpoint, who, door.place)


STATES: tuple[Sight, ...] = (
    Sight("account.enter", ANYONE, "/dang-nhap", "refused", 422, "/dang-nhap", {"login": "lan"}),
    Sight("reception.receive", "lan", "/tiep-nhan/{procedure}", "empty", 422,
          "/tiep-nhan/{procedure}", {"act": "receive", "by_proxy": "yes"}),
    Sight("reception.receive", "lan", "/tiep-nhan/{procedure}", "all met", 200,
          "/tiep-nhan/{procedure}", {"act": "all_met", "owner.id_number": "056085001234"}),
    Sight("reception.receive", "lan", "/tiep-nhan/{procedure}", "refusal without reason", 422,
          "/tiep-nhan/{procedure}", {"act": "refuse", "owner.name": "An"}),
    Sight("reception.new_case", "lan", "/tiep-nhan/{procedure}?vua-nhan={code}", "next"),
    Sight("reception.choose", "lan", "/tiep-nhan?q=khong+co", "nothing found"),
    Sight("reception.slip", "lan", "/tiep-nhan/phieu/{slip}", "guidance"),
    Sight("processing.waiting", "hoa", "/viec?o=phong", "department"),
    Sight("processing.waiting", "hoa", "/viec?o=tat-ca", "everywhere"),
    Sight("processing.waiting", "lan", "/viec?o=phong", "department"),
    Sight("processing.waiting", "lan", "/viec?o=phong&q=khong+ai", "nothing found"),
    Sight("processing.waiting", "duc", "/viec?o=toi", "mine"),
    Sight("processing.search_cases", "quang", "/hs/tim?q=tuyet", "found"),
    Sight("processing.search_cases", "lan", "/hs/tim?q=khong+ai", "nothing found"),
    Sight("processing.show", "lan", "/hs/{returned}", "returned"),
    Sight("processing.show", "hoa", "/hs/{receive_supplement}", "paused"),
    Sight("processing.show", "duc", "/hs/{appraise}", "mine"),
    Sight("processing.show", "quan", "/hs/{tax_code}", "partner"),
    Sight("processing.show", "binh", "/hs/{withdrawn}", "withdrawn"),
    Sight("processing.attach", "lan", "/hs/{code}", "no file", 422, "/hs/{code}/tep"),
    Sight("processing.withdraw", "lan", "/hs/{code}", "no reason", 422, "/hs/{code}/rut"),
    Sight("processing.void", "lan", "/hs/{code}", "no reason", 422, "/hs/{code}/huy"),
    Sight("processing.put_off", "binh", "/hs/{approve}/xin-loi", "no reason", 422,
          "/hs/{approve}/xin-loi", {"put_off_day": "1/1", "act": "look"}),
    Sight("processing.pause", "duc", "/hs/{appraise}/tam-dung/applicant_request", "no reason", 422,
          "/hs/{appraise}/tam-dung/applicant_request"),
    Sight("processing.resume", "duc", "/hs/{appraise}", "nothing stands still", 404,
          "/hs/{appraise}/chay-tiep"),
    Sight("processing.give_more_time", "hoa", "/hs/{receive_supplement}", "no reason", 422,
          "/hs/{receive_supplement}/cho-them", {"pause": "1", "more_time_day": "30/11/2026"}),
    Sight("processing.stop", "binh", "/hs/{approve}", "no reason", 422, "/hs/{approve}/dung"),
    Sight("processing.send_back", "binh", "/hs/{approve}", "no reason", 422,
          "/hs/{approve}/tra-lai"),
    Sight("processing.move_on", "hoa", "/hs/{tax_code}", "no reason", 422,
          "/hs/{tax_code}/di-tiep"),
    Sight("processing.move_on", "an", "/hs/{tax_code}/dieu-chinh", "no reason", 422,
          "/hs/{tax_code}/di-tiep"),
    Sight("processing.confirm_late_cause", "hoa", "/hs/{approve}", "not late", 409,
          "/hs/{approve}/nguyen-nhan-tre"),
    Sight("processing.steer", "an", "/hs/{receive_supplement}/dieu-chinh", "paused"),
    Sight("processing.step", "tuyet", "/viec/{appraise_task}", "held by another"),
    Sight("processing.step", "hoa", "/viec/{done_task}", "done"),
    Sight("processing.step", "duc", "/viec/{assign_officer_task}", "another role's"),
    Sight("processing.step", "lan", "/viec/{approve_task}", "another unit's", 404),
    Sight("processing.give", "hoa", "/viec/{appraise_task}", "to nobody", 422,
          "/viec/{appraise_task}/giao", {"login": "nobody"}),
    Sight("processing.claim", "tuyet", "/viec/{appraise_task}", "taken", 409,
          "/viec/{appraise_task}/nhan"),
    Sight("processing.complete", "tuyet", "/viec/{appraise_task}", "taken", 409,
          "/viec/{appraise_task}", {"appraisal": "qualified", "findings": "Được",
                                    "business_code": "4711"}),
    Sight("management.deadlines", "quang", "/quan-ly/thoi-han?xep=late", "none stands so"),
    Sight("management.deadlines", "quang", "/quan-ly/thoi-han?ky=never", "no such period", 422),
    Sight("management.confirm_causes", "hoa", "/quan-ly/ly-do-tre", "none chosen", 422,
          "/quan-ly/ly-do-tre"),
    Sight("management.forecast_page", "quang", "/quan-ly/du-bao?tu=75", "none so likely"),
    Sight("management.make_report", "quang", "/quan-ly/bao-cao", "no such period", 422,
          "/quan-ly/bao-cao", {"ky": "never"}),
    Sight("account.wish_letters", "duc", "/thu-tu", "one end", 422, "/thu-tu",
          {"quiet_from": "21:00"}),
    Sight("account.give_token", "quang", "/ma-truy-cap", "made", 200, "/ma-truy-cap",
          {"name": "Bảng theo dõi của tỉnh ({language})", "days": "90"}),
    Sight("account.give_token", "lan", "/ma-truy-cap", "no name", 422, "/ma-truy-cap"),
    Sight("processing.waiting", "hoa", "/viec?o=noi-khac&ngay=2026-11-19&lam-lai=1", "narrowed"),
    Sight("management.plan_upgrade", "phuong", "/quan-ly/nang-cap/99", "nothing older", 404),
    Sight("management.send_message", "an", "/quan-ly/tin-nhan", "no such name", 422,
          "/quan-ly/tin-nhan", {"name": "Không ai chờ"}),
    Sight("management.calendar_page", "quang", "/quan-ly/lich?nam=2027", "not announced"),
    Sight("management.change_days", "quang", "/quan-ly/lich/ngay", "nothing typed", 422,
          "/quan-ly/lich/ngay"),
    Sight("management.change_days", "quang", "/quan-ly/lich/ngay", "tried", 200,
          "/quan-ly/lich/ngay", {"day": "18/11/2026", "kind": "closure", "reason": "Bão số 14",
                                 "decision": "12/CĐ-UBND"}),
    Sight("management.change_hours", "quang", "/quan-ly/lich/gio", "overlapping", 422,
          "/quan-ly/lich/gio", {"since": "01/12/2026", "hours.mon": "8-12, 11-17",
                                "decision": "20/QĐ-UBND"}),
    Sight("management.calendar_entry", "quang", "/quan-ly/lich/muc/99999", "no such line", 404),
    Sight("management.end_entry", "quang", "/quan-ly/lich", "no such line", 404,
          "/quan-ly/lich/muc/99999", {"decision": "12/TB-UBND"}),
    Sight("management.announce_year", "quang", "/quan-ly/lich/nam/2027", "a line is wrong", 422,
          "/quan-ly/lich/nam/2027", {"list": "01/01/2027; liên hoan; Tết\n02/01/2027"}),
    Sight("management.announce_year", "quang", "/quan-ly/lich/nam/2027", "tried", 200,
          "/quan-ly/lich/nam/2027", {"list": "12/02/2027; hoán đổi; Nghỉ hoán đổi",
                                     "decision": "12/TB-BNV"}),
    Sight("management.decide_counting", "quang", "/quan-ly/chinh-sach", "no decision", 422,
          "/quan-ly/chinh-sach/cach-tinh", {"counting.policy": "hour_exact"}),
    Sight("management.decide_reminders", "quang", "/quan-ly/chinh-sach", "no whole number", 422,
          "/quan-ly/chinh-sach/nhac-viec", {"reminders.step_near.amount": "x"}),
    Sight("management.decide_procedure_rule", "quang",
          "/quan-ly/chinh-sach/thu-tuc/{procedure}", "no such hour", 422,
          "/quan-ly/chinh-sach/thu-tuc/{procedure}", {"cutoff": "25h", "seen": "0"}),
    Sight("management.confirm_clock", "an", "/quan-ly/dong-ho", "no reason", 422,
          "/quan-ly/dong-ho"),
    Sight("management.incidents_met", "an", "/quan-ly/su-co?cu=1", "all"),
    Sight("management.incident", "phuong", "/quan-ly/su-co/{incident}"),
    Sight("management.retry_incident", "an", "/quan-ly/su-co/{incident}", "still broken", 422,
          "/quan-ly/su-co/{incident}/thu-lai"),
    Sight("management.close_incident", "an", "/quan-ly/su-co/{incident}", "no reason", 422,
          "/quan-ly/su-co/{incident}/dong"),
    Sight("processing.show", "duc", "/hs/{broken}", "broken off"),
    Sight("processing.complete", "duc", "/viec/{broken_task}", "broken off", 422,
          "/viec/{broken_task}", {"appraisal": "qualified", "findings": "Được",
                                  "business_code": "4711"}),
    Sight("management.note_outage", "an", "/quan-ly/gian-doan", "nothing said", 422,
          "/quan-ly/gian-doan"),
    Sight("management.outage", "quang", "/quan-ly/gian-doan/{outage}"),
    Sight("management.outage", "an", "/quan-ly/gian-doan/{outage}"),
    Sight("management.correct_outage", "quang", "/quan-ly/gian-doan/{outage}", "no reason", 422,
          "/quan-ly/gian-doan/{outage}/dinh-chinh"),
    Sight("management.end_outage", "quang", "/quan-ly/gian-doan/{outage}", "over already", 409,
          "/quan-ly/gian-doan/{outage}/ket-thuc", {"over.day": "18/11/2026", "over.hour": "9h"}),
    Sight("management.decide_entry", "quang", "/quan-ly/xac-nhan-gio", "no reason", 422,
          "/quan-ly/xac-nhan-gio/nhap-bu/{entry}", {"act": "refuse"}),
    Sight("management.decide_return", "quang", "/quan-ly/xac-nhan-gio", "nothing stated", 404,
          "/quan-ly/xac-nhan-gio/tra-som/99", {"act": "confirm"}),
    Sight("reception.receive", "lan", "/tiep-nhan/{procedure}", "half a slip", 422,
          "/tiep-nhan/{procedure}", {"act": "receive", "on_paper.slip": "08"}),
    Sight("processing.show", "lan", "/hs/{late}", "late entry"),
    Sight("processing.state_earlier_return", "lan", "/hs/{returned}", "no evidence", 422,
          "/hs/{returned}/tra-som-hon", {"given.day": "31/02/2026"}),
    Sight("management.close_message", "an", "/quan-ly/tin-nhan", "no reason", 422,
          "/quan-ly/tin-nhan/99/dong"),
    Sight("management.upgrade_cases", "an", "/quan-ly/nang-cap", "no newer version", 404,
          "/quan-ly/nang-cap/99"),
    Sight("management.undo_upgrade", "an", "/quan-ly/nang-cap", "nothing to undo", 404,
          "/quan-ly/nang-cap/hoan-tac/99"),
    Sight("portal.look_up", ANYONE, "/tra-cuu", "wrong", 422, "/tra-cuu", {"code": "H32.1-1"}),
    Sight("errors", ANYONE, "/khong-co", "nothing here", 404),
    Sight("errors", "lan", "/hs/H32.901-010101-0001", "no such case", 404),
    Sight("errors", "phuong", "/viec", "not open to you", 403),
    Sight("errors", "lan", "/viec", "stale form", 400, "/dang-xuat", {"csrf_token": "old"}),
    Sight("errors", "lan", "/viec", "kind of file", 415, "/tep"),
    Sight("errors", "lan", "/viec", "wrong way", 405, "/hs/tim"),
)  # fmt: skip


def _steps() -> Iterator[Sight]:
    """The page of each step, before the person who does it."""
    for step, who in DOERS.items():
        yield Sight("processing.step", who, f"/viec/{{{step}_task}}", step)


def _refused_steps() -> Iterator[Sight]:
    """The same with what was typed refused; some steps take an empty form as it is."""
    wrong = {"appraisal": "unqualified", "approval": "rework", "receipt": "sent_back",
             "receiver": "proxy", "reply_by": "31/02/2026"}  # fmt: skip
    for step, who in DOERS.items():
        if step not in {"hand_over", "hand_back"}:
            place = f"/viec/{{{step}_task}}"
            yield Sight("processing.complete", who, place, step, 422, place, wrong)


def _look_ups() -> Iterator[Sight]:
    """What the owner of a case reads, from its first day to its last."""
    for stand in ("hand_over", "approve", "receive_supplement", "return_result", "returned",
                  "withdrawn"):  # fmt: skip
        typed = {"code": f"{{{stand}}}", "secret": f"{{{stand}_secret}}"}
        yield Sight("portal.look_up", ANYONE, "/tra-cuu", stand, 200, "/tra-cuu", typed)


DOERS: Mapping[str, str] = {
    "hand_over": "lan",
    "receive_case": "hoa",
    "assign_officer": "hoa",
    "appraise": "duc",
    "issue_supplement": "hoa",
    "receive_supplement": "lan",
    "tax_code": "quan",
    "approve": "binh",
    "number_result": "van",
    "hand_back": "van",
    "return_result": "lan",
}

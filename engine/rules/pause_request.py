"""What is stated when a clock is stopped from outside a diagram: by which paper, by which law.

Each kind of pause has a form, checked by the one check of all forms, and a
right to begin and to end it. A diagram that draws a kind as a step asks for the
same facts by the same keys (``issue_financial_duty``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from engine.errors import BadAnswers
from engine.i18n import Said, mark
from engine.rules import form
from engine.rules.field import Field
from engine.rules.form import Form
from engine.rules.pause import PauseKind
from engine.rules.permission import Action


@dataclass(frozen=True)
class PauseRequest:
    """Why a clock is to stand still; ``until`` is the last day on which it should."""

    kind: PauseKind
    reason: str = ""
    document_no: str = ""
    legal_basis: str = ""
    until: date | None = None
    dated: date | None = None
    amount: int | None = None
    payer: str = ""
    file_id: str = ""


@dataclass(frozen=True)
class Rights:
    """Who may begin a pause, who may end it, and whether only the deciding agency may."""

    begin: Action
    end: Action
    by_who_decides: bool


RIGHTS: Final[Mapping[PauseKind, Rights]] = {
    PauseKind.FINANCIAL_DUTY: Rights(Action.ISSUE_FINANCIAL_DUTY, Action.CONFIRM_PAYMENT, True),
    PauseKind.APPLICANT_REQUEST: Rights(
        Action.PAUSE_FOR_APPLICANT, Action.PAUSE_FOR_APPLICANT, False
    ),
    PauseKind.EXCLUDED: Rights(Action.EXCLUDE_TIME, Action.EXCLUDE_TIME, True),
}
# A supplement is always asked for by a step: the request is a paper (form 02).
# A day further away is a slip of the pen.
LONGEST: Final = timedelta(days=731)
FROM_OUTSIDE: Final = tuple(RIGHTS)

_REASON = Field(
    "pause_reason", "long_text", "Lý do tạm dừng", "Why the clock is stopped",
    required=True, max_length=1_000,
)  # fmt: skip
_LAW = Field(
    "legal_basis", "long_text", "Căn cứ pháp lý", "Legal basis",
    hint="Điều, khoản, số hiệu văn bản.", hint_en="Article, clause, number of the text.",
    max_length=1_000,
)  # fmt: skip
FORMS: Final[Mapping[PauseKind, Form]] = {
    PauseKind.FINANCIAL_DUTY: Form(
        "Thông báo nghĩa vụ tài chính", "Notice of a financial duty",
        (
            Field("document_no", "text", "Số thông báo", "Number of the notice",
                  required=True, max_length=100),
            Field("amount", "money", "Số tiền phải nộp", "Amount to be paid",
                  required=True, lowest=1),
            Field("payer", "text", "Người nộp", "Who pays", required=True, max_length=200),
            Field("until", "date", "Hạn nộp", "To be paid by", required=True),
            _REASON,
            _LAW,
        ),
    ),
    PauseKind.APPLICANT_REQUEST: Form(
        "Đề nghị của người nộp", "The applicant's request",
        (
            Field("dated", "date", "Ngày của văn bản đề nghị", "Date of the request",
                  required=True),
            Field("document_no", "text", "Số văn bản (nếu có)", "Its number, if it has one",
                  max_length=100),
            Field("until", "date", "Đề nghị dừng đến hết ngày", "Asked for until the end of",
                  hint="Để trống nếu chưa rõ.", hint_en="Left empty when it is not known."),
            _REASON,
            Field("file", "file", "Bản chụp văn bản đề nghị", "Copy of the request"),
        ),
    ),
    PauseKind.EXCLUDED: Form(
        "Thời gian không tính theo luật", "Time that the law excludes",
        (
            Field("legal_basis", "long_text", "Căn cứ pháp lý", "Legal basis", required=True,
                  hint="Điều, khoản, số hiệu văn bản cho phép không tính thời gian này.",
                  hint_en="Article, clause and number of the text that excludes this time.",
                  max_length=1_000),
            Field("until", "date", "Không tính đến hết ngày", "Not counted until the end of",
                  required=True, hint="Hết ngày này đồng hồ tự chạy tiếp.",
                  hint_en="When this day is over the clock runs on by itself."),
            Field("document_no", "text", "Số văn bản (nếu có)", "Number of the document, if any",
                  max_length=100),
            _REASON,
        ),
    ),
}  # fmt: skip


def asked(
    kind: PauseKind, typed: Mapping[str, Any], *, today: date, received: date
) -> PauseRequest:
    """Read what was typed into a kind's form; raises ``BadAnswers`` with a problem per field.

    A pause begins when it is noted and never earlier, so the last day of one is
    never a day that is over.
    """
    checked = form.check(FORMS[kind], typed)
    problems = dict(checked.problems)
    until, dated = checked.values.get("until"), checked.values.get("dated")
    if until is not None and until < today:
        said = mark("This day is already over: the pause would end before it begins.")
        problems["until"] = Said(said)
    elif until is not None and until > today + LONGEST:
        problems["until"] = Said(mark("This is more than two years away."))
    if dated is not None and dated > today:
        problems["dated"] = Said(mark("This day has not come yet."))
    elif dated is not None and dated < received:
        problems["dated"] = Said(mark("On that day the case had not been received yet."))
    if problems:
        raise BadAnswers(problems)
    return stated(kind, checked.values)


def stated(kind: PauseKind, values: Mapping[str, Any]) -> PauseRequest:
    """Take checked answers, of a kind's form or of a step that draws it."""
    return PauseRequest(
        kind=kind,
        reason=str(values.get("pause_reason") or ""),
        document_no=str(values.get("document_no") or ""),
        legal_basis=str(values.get("legal_basis") or ""),
        until=values.get("until"),
        dated=values.get("dated"),
        amount=values.get("amount"),
        payer=str(values.get("payer") or ""),
        file_id=str(values.get("file") or ""),
    )

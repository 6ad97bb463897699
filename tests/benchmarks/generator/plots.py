"""How a case can go: who does which step with which answers, to the end.

Each plot is told once through the verbs (``telling``); the generator then stamps as
many cases from it as are wanted. ``FIRE`` is the office's clock, whose timer went off
because the tax office let a day pass: every plot that waits for the tax office has a
twin in which it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

REGISTER, GUIDE, FIRE, WITHDRAW, VOID = "register", "guide", "fire", "withdraw", "void"
TAX = "tax_code"
# The number and the seals that stand in a told life, and are others in each stamped one.
RESULT_NUMBER = "7707/GCN-HKD"


@dataclass(frozen=True)
class Act:
    """One act: the step (or the verb from outside the diagram), who does it, with what."""

    step: str
    login: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Plot:
    """A way a case can go, how often it goes so, and how it came in."""

    name: str
    weight: int
    acts: tuple[Act, ...]
    channel: str = "counter"
    delivery: str = "counter"

    @property
    def waits_for_tax(self) -> int | None:
        """The act after which the tax office is waited for, the first time."""
        steps = [act.step for act in self.acts]
        return steps.index(TAX) - 1 if TAX in steps else None

    def next_step(self, acts: int) -> str:
        """The step after so many acts; nothing when the case is over."""
        return self.acts[acts].step if acts < len(self.acts) else ""


_COMING = (
    Act(REGISTER, "lan"),
    Act("hand_over", "lan"),
    Act("receive_case", "hoa", {"receipt": "received"}),
)
_ASSIGNED = (*_COMING, Act("assign_officer", "hoa", {"officer": "duc"}))
_SENT_BACK = (
    *_COMING[:2],
    Act(
        "receive_case",
        "hoa",
        {"receipt": "sent_back", "send_back_reason": "Thiếu bản ủy quyền kèm theo."},
    ),
    *_ASSIGNED[1:],
)
_QUALIFIED = (
    Act(
        "appraise",
        "duc",
        {"appraisal": "qualified", "findings": "Hồ sơ hợp lệ.", "business_code": "4711"},
    ),
    Act(TAX, "quan", {"tax_code": "4201234567"}),
)
_UNQUALIFIED = Act(
    "appraise",
    "duc",
    {
        "appraisal": "unqualified",
        "findings": "Ngành nghề thuộc danh mục cấm.",
        "unmet": "Khoản 1 Điều 85 Nghị định 168/2025/NĐ-CP.",
    },
)
_SUPPLEMENT = (
    Act("appraise", "duc", {"appraisal": "supplement", "findings": "Thiếu văn bản ủy quyền."}),
    Act(
        "issue_supplement",
        "hoa",
        {
            "supplement_items": "Văn bản ủy quyền của các thành viên hộ gia đình",
            "supplement_reason": "Hộ do các thành viên cùng đăng ký thành lập.",
            "contact_phone": "0258000901",
        },
    ),
    Act("receive_supplement", "lan", {"supplement_received": "Văn bản ủy quyền"}),
)
_REWORK = Act(
    "approve",
    "binh",
    {"approval": "rework", "rework_reason": "Ghi lại ngành nghề kinh doanh cho đúng mã."},
)
_DECIDED = (
    Act("approve", "binh", {"approval": "approved"}),
    Act("number_result", "van", {"result_number": RESULT_NUMBER}),
    Act("hand_back", "van"),
    Act("return_result", "lan", {"receiver": "owner"}),
)
_GOOD = (*_ASSIGNED, *_QUALIFIED, *_DECIDED)

# The weights follow the demo office's story; most cases have a good day.
PLOTS = (
    Plot("good", 40, _GOOD),
    Plot("online", 18, _GOOD, channel="online", delivery="electronic"),
    Plot("by post", 6, _GOOD, channel="post", delivery="post"),
    Plot("supplement", 10, (*_ASSIGNED, *_SUPPLEMENT, *_QUALIFIED, *_DECIDED)),
    Plot("rework", 8, (*_ASSIGNED, *_QUALIFIED, _REWORK, *_QUALIFIED, *_DECIDED)),
    Plot("unqualified", 5, (*_ASSIGNED, _UNQUALIFIED, *_DECIDED)),
    Plot("sent back", 4, (*_SENT_BACK, *_QUALIFIED, *_DECIDED)),
    Plot("withdrawn", 3, (*_ASSIGNED, Act(WITHDRAW, "lan"))),
    Plot("voided", 1, (*_COMING[:2], Act(VOID, "lan"))),
    Plot("guided", 5, (Act(GUIDE, "lan"),)),
)


@cache
def with_timer(plot: Plot) -> Plot:
    """The twin of a plot in which the tax office is reminded, the first time it is asked."""
    waits = plot.waits_for_tax
    if waits is None:
        return plot
    acts = (*plot.acts[: waits + 1], Act(FIRE), *plot.acts[waits + 1 :])
    return replace(plot, name=f"{plot.name}, tax office reminded", acts=acts)

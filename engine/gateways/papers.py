"""What a printed paper says: one frozen value a form, complete and already decided.

Whoever prints fills one of these from the case and hands it to the printer;
nothing is looked up while printing. The papers are legal documents, so what
they say is Vietnamese whatever the screen's language is. Which papers there
are and the order of their fields comes from Circular 03/2025/TT-VPCP, annex I
(forms 01–07); the look of a set is its folder under ``engine/papers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from engine.rules.deadline import Term, Verdict


@dataclass(frozen=True, kw_only=True)
class Agency:
    """The office a paper comes from, as its heading names it."""

    name: str
    superior: str | None = None
    place: str
    counter: str = "Bộ phận Tiếp nhận và Trả kết quả"
    phone: str | None = None


class PartyKind(StrEnum):
    """Whether a person or an organisation stands in the case."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class Party:
    """Whose case it is: a person by the identity number, an organisation by the tax number."""

    name: str
    kind: PartyKind = PartyKind.PERSON
    identity: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class HandedIn:
    """One paper of the file, as it lies on the counter."""

    name: str
    kind: str = "Bản chính"
    quantity: int = 1


@dataclass(frozen=True)
class Charge:
    """A fee in whole đồng, and whether it was paid at the counter."""

    name: str
    amount: int
    paid: bool = False


@dataclass(frozen=True)
class Contact:
    """Whom the applicant may ask."""

    name: str
    phone: str


@dataclass(frozen=True)
class Signatory:
    """Who signs: the lines of the position ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), then the name."""

    position: tuple[str, ...]
    name: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every paper has: the office, its number and its day.

    Without a ``number`` the line is left dotted, to be filled in by hand.
    """

    template: ClassVar[str]
    title: ClassVar[str]

    agency: Agency
    day: date
    number: int | None = None
    symbol: str = ""
    demo: bool = False
    form_set: str = "2025"


@dataclass(frozen=True, kw_only=True)
class HandedInPaper(Paper):
    """What the counter answers to whoever hands a file in.

    ``submitter`` is the owner, or somebody else whose ``relation`` says as what they come.
    """

    owner: Party
    submitter: Party
    relation: str | None = None


@dataclass(frozen=True)
class PaperSlip:
    """The slip by which a dossier was received on paper, and when it was entered."""

    number: str
    entered: datetime


@dataclass(frozen=True, kw_only=True)
class ReceiptPaper(HandedInPaper):
    """Form 01: the case was received, and when its result may be fetched."""

    template = "receipt.html"
    title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"

    symbol: str = "TNHS"
    copies: tuple[str, ...] = ("Liên 1: giao người nộp", "Liên 2: lưu hồ sơ")
    case_code: str
    procedure: str
    papers: tuple[HandedIn, ...]
    sets: int = 1
    term: Term
    received: datetime
    slip: PaperSlip | None = None
    due: datetime
    return_at: str
    charges: tuple[Charge, ...] = ()
    book: str | None = None
    entry: int | None = None
    officer: str
    secret: str
    lookup_url: str

    @property
    def total(self) -> int:
        """What all fees come to."""
        return sum(charge.amount for charge in self.charges)

    @property
    def lookup_address(self) -> str:
        """The public address as a person would type it."""
        return self.lookup_url.removeprefix("https://").removeprefix("http://")


@dataclass(frozen=True, kw_only=True)
class GuidancePaper(HandedInPaper):
    """Form 02 at the counter: what is missing before the file can be received."""

    template = "guidance.html"
    title = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"

    symbol: str = "HDHS"
    procedure: str
    missing: tuple[str, ...]
    reason: str
    legal_basis: tuple[str, ...] = ()
    contact: Contact
    officer: str


@dataclass(frozen=True, kw_only=True)
class SupplementPaper(Paper):
    """Form 02 while the case is handled: the competent agency asks, and the clock pauses."""

    template = "supplement.html"
    title = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"

    symbol: str = "HDHS"
    case_code: str
    owner: Party
    procedure: str
    received: datetime
    round: int = 1
    missing: tuple[str, ...]
    reason: str
    legal_basis: tuple[str, ...] = ()
    answer_by: date | None = None
    due_before: datetime
    contact: Contact
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class RefusalPaper(HandedInPaper):
    """Form 03: the counter does not take the file in, and says under which rule."""

    template = "refusal.html"
    title = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"

    symbol: str = "TCHS"
    procedure: str
    reason: str
    legal_basis: tuple[str, ...] = ()
    contact: Contact
    officer: str


@dataclass(frozen=True, kw_only=True)
class IneligiblePaper(Paper):
    """A written answer that the conditions are not met, in the procedure's own words."""

    template = "ineligible.html"
    title = "Thông báo"

    symbol: str = "TB"
    subject: str
    case_code: str
    addressee: Party
    body: tuple[str, ...]
    contact: Contact
    signatory: Signatory
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApologyPaper(Paper):
    """Form 04: an apology, and the second date to which the result is put off."""

    template = "apology.html"
    title = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"

    symbol: str = "PXL"
    case_code: str
    owner: Party
    procedure: str
    received: datetime
    due: datetime
    second: datetime
    reason: str
    contact: Contact
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class StopPaper(Paper):
    """Form 05: the case is stopped or was withdrawn, and what goes back to whom."""

    template = "stop.html"
    title = "Thông báo dừng giải quyết hồ sơ"

    symbol: str = "TB"
    case_code: str
    owner: Party
    procedure: str
    received: datetime
    due: datetime
    stopped: datetime
    withdrawn: bool
    reason: str
    legal_basis: tuple[str, ...] = ()
    returned_papers: tuple[str, ...] = ()
    fee_decision: str | None = None
    contact: Contact
    signatory: Signatory


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """One line of the control slip: who gave the file, who took it, when, and how it stood.

    ``gave`` and ``received`` name units; until the taking is confirmed its side is empty.
    """

    gave: str
    giver: str
    gave_at: datetime
    received: str
    receiver: str | None = None
    received_at: datetime | None = None
    result: Verdict | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class ControlSlipPaper(Paper):
    """Form 06: the way of the file from hand to hand, as it was recorded."""

    template = "control_slip.html"
    title = "Phiếu kiểm soát quá trình giải quyết hồ sơ"

    symbol: str = "PKS"
    case_code: str
    owner: Party
    procedure: str
    received: datetime
    slip: PaperSlip | None = None
    due: datetime
    competent_unit: str
    partners: tuple[str, ...] = ()
    # Consultations that were not answered in time, where the law takes that as consent.
    deemed: tuple[str, ...] = ()
    hand_overs: tuple[HandOver, ...]

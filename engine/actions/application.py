"""What a clerk types when somebody hands in a dossier, and whether it can be taken.

The same check serves the screen, which shows every problem at its field, and
the verbs, which refuse. Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import BadAnswers, PapersMissing
from engine.i18n import Said
from engine.queries import relations
from engine.queries.published import Version
from engine.rules import answers, form, papers
from engine.rules.answers import Unreadable
from engine.rules.fee import Channel
from engine.rules.field import LONGEST, Field, read_value
from engine.rules.papers import KINDS
from engine.rules.stated_moment import StatedMoment

DELIVERIES = ("counter", "post", "electronic")
LONGEST_NAME = LONGEST["text"]
# As long as a case keeps them, and as a receipt can show them.
LONGEST_PARTS = {"name": LONGEST_NAME, "address": LONGEST["address"], "email": 200}
LONGEST_NOTE = 300
_SLIP = Field("slip", "text", "Số phiếu", "Number of the slip", max_length=40)
# One address as browsers take it (the HTML standard), under a domain with a dot in it.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}")


@dataclass(frozen=True)
class Person:
    """Somebody in a case, as typed at the counter."""

    name: str
    kind: str = "person"  # person | organisation
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    relation: str = ""  # of a submitter to the owner, a key of ``queries/relations``


@dataclass(frozen=True)
class PaperHanded:
    """A paper of the procedure: met or not met, in which kind, how many."""

    key: str
    met: bool
    kind: str = "original"
    quantity: int = 1
    note: str = ""


@dataclass(frozen=True)
class HandedFile:
    """A stored file that belongs to one of the papers, by the id that the form carries."""

    file_id: str
    paper_key: str = ""


@dataclass(frozen=True)
class OnPaper:
    """That a dossier was taken in on paper while nothing could be recorded: the only way back.

    By which outage (its id, as the form carries it), which slip, and at what true hour.
    """

    outage: str
    slip: str
    received: StatedMoment


@dataclass(frozen=True)
class Application:
    """A dossier as it lies on the counter; with ``on_paper``, as it lay there during an outage."""

    procedure: str
    owner: Person
    submitter: Person | None
    papers: tuple[PaperHanded, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    channel: str = "counter"
    delivery: str = "counter"
    sets: int = 1
    fee_paid: bool = False
    files: tuple[HandedFile, ...] = ()
    on_paper: OnPaper | None = None


@dataclass(frozen=True)
class CheckedApplication:
    """An application that can be taken: its values, read; the papers' own names."""

    application: Application
    owner: Person
    submitter: Person | None
    values: Mapping[str, Any]
    channel: Channel


def check(version: Version, application: Application, completeness: str) -> dict[str, Said]:
    """Everything that is wrong with an application, by field; empty when it can be taken.

    ``completeness`` is the clerk's verdict on the papers: complete, incomplete
    or refused. Only a complete file must have all its papers.
    """
    return _look(version, application, completeness)[1]


def taken(version: Version, application: Application, completeness: str) -> CheckedApplication:
    """Read an application; raises ``PapersMissing`` or ``BadAnswers`` when it can't be taken."""
    checked, problems = _look(version, application, completeness)
    lacking = [
        key.removeprefix("papers.")
        for key, said in problems.items()
        if key.startswith("papers.") and said == _MISSING
    ]
    if lacking and len(lacking) == len(problems):
        raise PapersMissing(lacking)
    if problems or checked is None:
        raise BadAnswers(problems)
    return checked


_MISSING = Said("This paper is required and was not handed in.")


def _look(
    version: Version, application: Application, completeness: str
) -> tuple[CheckedApplication | None, dict[str, Said]]:
    problems: dict[str, Said] = {}
    whole = completeness == "complete"
    owner = _person("owner", application.owner, problems, whole=whole)
    submitter = (
        _person("submitter", application.submitter, problems, whole=whole)
        if application.submitter
        else None
    )
    _relation(application, problems, whole=whole)
    facts = {"by_proxy": application.submitter is not None, "channel": application.channel}
    checked = form.check(
        version.forms["check_papers"],
        {**application.answers, "completeness": completeness},
        facts=facts,
    )
    problems.update({f"answers.{key}": said for key, said in checked.problems.items()})
    problems.update(_on_paper(application.on_paper))
    problems.update(_papers(version, application, {**facts, **checked.values}, whole=whole))
    if application.channel not in set(Channel):
        problems["channel"] = Said("Choose how the papers came in.")
    if application.delivery not in DELIVERIES:
        problems["delivery"] = Said("Choose how the result is to be returned.")
    if not 1 <= application.sets <= 99:
        problems["sets"] = Said("The number of sets is between 1 and 99.")
    if problems:
        return None, problems
    return (
        CheckedApplication(
            application, owner, submitter, checked.values, Channel(application.channel)
        ),
        {},
    )


def read_slip(typed: str) -> str:
    """The number of a paper slip; raises ``Unreadable`` when it is none."""
    slip = str(read_value(_SLIP, typed) or "")
    if not slip:
        raise Unreadable(Said("The number of the paper slip is needed."))
    return slip


def _on_paper(came: OnPaper | None) -> dict[str, Said]:
    """What can be seen to be wrong of a slip without asking which outages there were."""
    if came is None:
        return {}
    problems: dict[str, Said] = {}
    if not came.outage:
        problems["on_paper.outage"] = Said("Choose the outage during which the papers came.")
    try:
        read_slip(came.slip)
    except Unreadable as wrong:
        problems["on_paper.slip"] = wrong.said
    try:
        came.received.read("on_paper.received")
    except BadAnswers as refusal:
        problems.update(refusal.problems)
    return problems


def _person(who: str, person: Person, problems: dict[str, Said], *, whole: bool) -> Person:
    """Read one person; a file that isn't received may leave everything but the name out."""
    read: dict[str, str] = {}
    for key, value, reader in _readers(person):
        if not answers.clean(value):
            if key == "name" or (whole and key in {"id_number", "address"}):
                problems[f"{who}.{key}"] = Said("This must be filled in.")
            continue
        try:
            read[key] = reader(value)
        except Unreadable as wrong:
            problems[f"{who}.{key}"] = wrong.said
    for key, longest in LONGEST_PARTS.items():
        if len(read.get(key, "")) > longest:
            problems[f"{who}.{key}"] = Said("This is longer than %(n)s characters.", n=longest)
    return Person(**{"name": "", **read, "kind": person.kind, "relation": person.relation})


def _relation(application: Application, problems: dict[str, Said], *, whole: bool) -> None:
    """Ask what a submitter is to the owner; a file that isn't received may leave it out."""
    submitter = application.submitter
    if submitter is None or not (submitter.relation or whole):
        return
    found = relations.find(submitter.relation)
    if found is None:
        problems["submitter.relation"] = Said("Say what this person is to the owner.")
    elif not found.fits(application.owner.kind):
        problems["submitter.relation"] = Said("Nobody can be this to an owner of this kind.")


def _readers(person: Person) -> Iterator[tuple[str, str, Any]]:
    organisation = person.kind == "organisation"
    yield "name", person.name, answers.read_text
    yield (
        "id_number",
        person.id_number,
        answers.read_organisation_id if organisation else answers.read_person_id,
    )
    yield "address", person.address, answers.read_text
    yield "phone", person.phone, answers.read_phone
    yield "email", person.email, _read_email


def _read_email(typed: str) -> str:
    cleaned = answers.clean(typed)
    if not _EMAIL.fullmatch(cleaned):
        raise Unreadable(Said("This is not an e-mail address, for example an@example.vn."))
    return cleaned


def _papers(
    version: Version, application: Application, facts: Mapping[str, Any], *, whole: bool
) -> dict[str, Said]:
    known = {
        key: paper
        for paper in version.procedure.papers
        for key in (paper.key, *(variant.key for variant in paper.variants))
    }
    problems: dict[str, Said] = {}
    for handed in application.papers:
        if handed.key not in known:
            problems[f"papers.{handed.key}"] = Said("This procedure knows no such paper.")
        elif handed.met and handed.kind not in KINDS:
            problems[f"papers.{handed.key}"] = Said("Choose the kind of this paper.")
        elif handed.met and not 1 <= handed.quantity <= 999:
            problems[f"papers.{handed.key}"] = Said("The number of copies is between 1 and 999.")
        elif said := _note_problem(handed.note):
            problems[f"papers.{handed.key}"] = Said("Note: %(what)s", what=said)
    if whole:
        handed_in = {handed.key for handed in application.papers if handed.met}
        needed = papers.required(version.procedure.papers, facts)
        for key in papers.missing(needed, handed_in):
            problems[f"papers.{key}"] = _MISSING
    return problems


def _note_problem(note: str) -> Said | None:
    try:
        answers.read_text(note)
    except Unreadable as wrong:
        return wrong.said
    if len(note) > LONGEST_NOTE:
        return Said("This is longer than %(n)s characters.", n=LONGEST_NOTE)
    return None

"""What is typed on the reception page, read into the verb's command and shown again.

What was typed stays as it was typed; the verb's check is the only one, and its
problems carry the names of the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine.actions.reception import Application, HandedFile, OnPaper, PaperHanded, Person
from engine.i18n import Said, mark
from engine.queries.desk import Desk
from engine.rules.form_file import Form
from engine.rules.papers import Paper
from web.forms import PERSON_PARTS, read_answers, read_person, stated_moment

ANSWERS = "answers."
# The verb puts a slip's reason into the form's own field; on the page it is one input.
REASON_FIELDS = {"answers.guidance": "reason", "answers.refusal_reason": "reason"}
PERSON_LABELS = {
    "name": mark("Full name"),
    "id_number": mark("Personal number or tax code"),
    "address": mark("Address"),
    "phone": mark("Telephone"),
    "email": mark("E-mail"),
}
OTHER_LABELS = {
    "channel": mark("How the papers came in"),
    "delivery": mark("How the result is returned"),
    "sets": mark("Number of sets"),
    "reason": mark("Reason for not receiving the file"),
    "on_paper.outage": mark("Outage"),
    "on_paper.slip": mark("Number of the paper slip"),
    "on_paper.received.day": mark("True hour of reception"),
    "on_paper.received.hour": mark("True hour of reception"),
}

ON_PAPER = tuple(name for name in OTHER_LABELS if name.startswith("on_paper."))


@dataclass(frozen=True)
class ReceptionForm:
    """One filled reception page."""

    desk: Desk
    typed: MultiDict[str, str]
    problems: Mapping[str, Said]

    @property
    def reason(self) -> str:
        """Why the file is not received, for a slip."""
        return self.typed.get("reason", "").strip()

    @property
    def came_on_paper(self) -> bool:
        """Whether anything was filled in about a paper slip: then all of it is asked for."""
        return any(self.typed.get(name, "").strip() for name in ON_PAPER)

    @property
    def on_paper(self) -> OnPaper | None:
        """What was filled in about a paper slip, if anything was."""
        if not self.came_on_paper:
            return None
        return OnPaper(
            outage=self.typed.get("on_paper.outage", ""),
            slip=self.typed.get("on_paper.slip", ""),
            received=stated_moment(self.typed, "on_paper.received"),
        )

    def application(self) -> Application:
        """The dossier as it lies on the counter."""
        return Application(
            procedure=self.desk.code,
            owner=self._person("owner"),
            submitter=self._person("submitter") if "by_proxy" in self.typed else None,
            papers=tuple(self._paper(paper) for paper in self.desk.papers),
            answers=read_answers(_asked(self.desk), self.typed, ANSWERS),
            channel=self.typed.get("channel", "counter"),
            delivery=self.typed.get("delivery", "counter"),
            sets=_count(self.typed.get("sets", "1")),
            fee_paid="fee_paid" in self.typed,
            files=tuple(self._files()),
            on_paper=self.on_paper,
        )

    def labels(self, language: str) -> dict[str, str | Said]:
        """What each input is called, for the error summary."""
        found: dict[str, str | Said] = {key: Said(text) for key, text in OTHER_LABELS.items()}
        for key, text in PERSON_LABELS.items():
            found[f"owner.{key}"] = Said(text)
            found[f"submitter.{key}"] = Said(mark("Submitter: %(field)s"), field=Said(text))
        found["submitter.relation"] = Said(mark("What this person is to the owner"))
        for asked in self.desk.fields:
            found[ANSWERS + asked.key] = asked.says(language)
        for paper in self.desk.papers:
            found[f"papers.{paper.key}"] = paper.name_en if language == "en" else paper.name
        return found

    def _person(self, who: str) -> Person:
        typed = read_person(self.typed, who)
        return Person(
            **{part: typed[part] for part in PERSON_PARTS if part != "kind"},
            kind="organisation" if typed["kind"] == "organisation" else "person",
        )

    def _paper(self, paper: Paper) -> PaperHanded:
        name = f"papers.{paper.key}"
        variants = {variant.key for variant in paper.variants}
        variant = self.typed.get(f"{name}.variant", "")
        return PaperHanded(
            key=variant if variant in variants else paper.key,
            met=name in self.typed,
            kind=self.typed.get(f"{name}.kind", paper.kinds[0]),
            quantity=_count(self.typed.get(f"{name}.quantity", "1")),
            note=self.typed.get(f"{name}.note", "").strip(),
        )

    def _files(self) -> list[HandedFile]:
        kept = {
            paper.key: self.typed.get(f"papers.{paper.key}.file", "") for paper in self.desk.papers
        }
        return [HandedFile(at, key) for key, at in kept.items() if at]


def at_the_inputs(problems: Mapping[str, Said]) -> dict[str, Said]:
    """The verb's problems by the names of this page's inputs."""
    return {REASON_FIELDS.get(key, key): said for key, said in problems.items()}


def first_showing(desk: Desk) -> MultiDict[str, str]:
    """What stands on the page before anything is typed."""
    typed = MultiDict({"channel": "counter", "delivery": "counter", "sets": "1"})
    for asked in desk.fields:
        if isinstance(asked.default, bool):
            typed[ANSWERS + asked.key] = "yes" if asked.default else "no"
        elif asked.default is not None:
            typed[ANSWERS + asked.key] = str(asked.default)
    return typed


def _asked(desk: Desk) -> Form:
    """The part of the procedure's form that this page shows."""
    whole = desk.version.forms["check_papers"]
    return Form(title=whole.title, title_en=whole.title_en, fields=desk.fields)


def _count(typed: str) -> int:
    """A small number as typed; what is none becomes 0, which the verb refuses at its field."""
    cleaned = typed.strip()
    return int(cleaned) if cleaned.isascii() and cleaned.isdecimal() and len(cleaned) < 6 else 0

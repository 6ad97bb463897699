"""A procedure as data: its papers, term, fees, forms and letters, with their sources.

A folder of ``bpmn/`` (or a published version, which holds the same files) is
read whole or not at all: everything that is wrong comes back at once, with the
file and the key where it can be mended. The diagram is read by
``engine.workflow``; here it only has to be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import PurePosixPath
from typing import Any, TypeVar

from engine.errors import Refusal
from engine.i18n import Said, mark
from engine.rules import form
from engine.rules.deadline import Resume, Term
from engine.rules.extension import ExtensionRule
from engine.rules.fee import Channel
from engine.rules.form_file import Form, take_form
from engine.rules.letter import Letter, take_letter
from engine.rules.papers import Paper
from engine.rules.pause import PauseKind
from engine.rules.procedure_parts import (
    LegalText,
    Named,
    Result,
    take_cutoff,
    take_extensions,
    take_fees,
    take_legal_text,
    take_name,
    take_names,
    take_paper,
    take_pauses,
    take_result,
    take_resume,
    take_stated,
    take_term,
)
from engine.rules.stated import Fact, Stated, take_fact, take_fact_if
from engine.rules.toml_table import Mistake, TomlTable, parse

FACTS_FILE = "procedure.toml"
DIAGRAM_FILE = "process.bpmn"
SCENARIOS_FILE = "scenarios.toml"

T = TypeVar("T")


class BadProcedure(Refusal):
    """A procedure's folder has mistakes; ``problems`` tells each and where."""

    code = "bad-procedure"
    default = mark("The procedure has mistakes and can't be used.")

    def __init__(self, problems: list[Mistake]) -> None:
        self.problems = tuple(problems)
        super().__init__()


@dataclass(frozen=True)
class Procedure:
    """Everything about a procedure but its diagram."""

    code: str
    name: str
    name_en: str
    field: str
    field_en: str
    decision: str
    effective_from: date
    form_set: str
    sources: Mapping[str, Named]
    term: Fact[Term]
    resume: Fact[Resume]
    pause_day: Fact[bool] | None
    cutoff: Fact[time] | None
    extensions: Fact[ExtensionRule] | None
    pauses: Fact[frozenset[PauseKind]] | None
    deemed_consent: Fact[str] | None
    max_supplements: Fact[int]
    withdraw_until: str
    fees: Mapping[Channel, Fact[int]]
    papers: tuple[Paper, ...]
    papers_not_asked: tuple[Stated[Named], ...]
    legal_basis: tuple[Stated[LegalText], ...]
    results: tuple[Result, ...]
    functions: Mapping[str, Named]
    forms: Mapping[str, Form]
    letters: Mapping[str, Letter]

    @property
    def ruling_term(self) -> Term:
        """The term that runs, with its cut-off, resumed after a pause as the procedure says."""
        return replace(
            self.term.value,
            cutoff=self.cutoff.value if self.cutoff else None,
            resume=self.resume.value,
            pause_day_consumed=self.pause_day.value if self.pause_day else False,
        )

    @property
    def extension_rule(self) -> ExtensionRule:
        """How a case may be put off; not at all where no source says that it may."""
        return self.extensions.value if self.extensions else ExtensionRule()

    @property
    def admitted_pauses(self) -> frozenset[PauseKind]:
        """For which kinds of reasons its clock may be stopped, beside a supplement."""
        return self.pauses.value if self.pauses else frozenset()

    def letter_answers(self, values: Mapping[str, Any], language: str = "vi") -> dict[str, str]:
        """Answers as letters read them: every field of every form, empty when not answered."""
        texts = {field.key: "" for one in self.forms.values() for field in one.fields}
        for one in self.forms.values():
            texts |= form.shown(one, values, language)
        return texts


def read(files: Mapping[str, bytes]) -> Procedure:
    """Read a procedure from the files of its folder, by their paths in it.

    Raises ``BadProcedure`` with every mistake found.
    """
    mistakes = [
        Mistake(name, "", Said(mark("This file is missing.")))
        for name in (FACTS_FILE, DIAGRAM_FILE)
        if name not in files
    ]
    forms = _each(files, "forms", mistakes, lambda _key, table: take_form(table))
    letters = _each(files, "letters", mistakes, take_letter)
    table = parse(FACTS_FILE, files[FACTS_FILE], mistakes) if FACTS_FILE in files else None
    found = _take_procedure(table, forms, letters) if table else None
    if found is None or mistakes:
        raise BadProcedure(mistakes)
    return found


def _each(
    files: Mapping[str, bytes],
    folder: str,
    mistakes: list[Mistake],
    take: Callable[[str, TomlTable], T],
) -> dict[str, T]:
    """Read every TOML file of a folder; its name is its key."""
    found = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        if path.parent == PurePosixPath(folder) and path.suffix == ".toml":
            table = parse(name, files[name], mistakes)
            if table is not None:
                found[path.stem] = take(path.stem, table)
    return found


def _take_procedure(
    table: TomlTable, forms: Mapping[str, Form], letters: Mapping[str, Letter]
) -> Procedure | None:
    """Take the facts; ``None`` when one that must be there is not."""
    sources = take_names(table.table("sources"))
    known = frozenset(sources)
    resume = take_fact(table.table("resume"), known, take_resume)
    term = take_fact(table.table("term"), known, take_term)
    rounds = take_fact(table.table("max_supplements"), known, lambda one: one.whole("rounds"))
    pause_day = take_fact_if(table, "pause_day", known, lambda one: one.yes_no("consumed"))
    cutoff = take_fact_if(table, "cutoff", known, take_cutoff)
    extensions = take_fact_if(table, "extensions", known, take_extensions)
    pauses = take_fact_if(table, "pauses", known, take_pauses)
    deemed = take_fact_if(table, "deemed_consent", known, lambda one: one.text("law"))
    fees = take_fees(table.table("fees"), known)
    asked = frozenset(field.key for one in forms.values() for field in one.fields)
    plain = {
        key: table.text(key)
        for key in ("code", "name", "name_en", "field", "field_en", "decision", "form_set")
    }
    effective_from, withdraw_until = table.day("effective_from"), table.text("withdraw_until")
    components = tuple(take_paper(one, known, asked) for one in table.tables("papers"))
    others = tuple(take_stated(one, known, take_name) for one in table.tables("papers_not_asked"))
    basis = tuple(take_stated(one, known, take_legal_text) for one in table.tables("legal_basis"))
    results = tuple(take_result(one) for one in table.tables("results"))
    functions = take_names(table.table("functions"))
    table.close()
    if term is None or resume is None or rounds is None:
        return None
    return Procedure(
        **plain,
        effective_from=effective_from,
        sources=sources,
        term=term,
        resume=resume,
        pause_day=pause_day,
        cutoff=cutoff,
        extensions=extensions,
        pauses=pauses,
        deemed_consent=deemed,
        max_supplements=rounds,
        withdraw_until=withdraw_until,
        fees=fees,
        papers=components,
        papers_not_asked=others,
        legal_basis=basis,
        results=results,
        functions=functions,
        forms=forms,
        letters=letters,
    )

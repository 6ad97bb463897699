"""The parts of ``procedure.toml``, each taken from its table.

Apart from ``procedure`` because they are many and small: the term, the fees,
the papers, the legal basis, the names. Each notes its mistakes where they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from engine.i18n import Said, mark
from engine.rules import papers
from engine.rules.deadline import BadTerm, Policy, Resume, Segment, Term, Unit
from engine.rules.extension import ExtensionRule
from engine.rules.fee import Channel
from engine.rules.field import CASE_FACTS
from engine.rules.form_file import note_condition
from engine.rules.papers import Paper, Variant
from engine.rules.pause import PauseKind
from engine.rules.stated import Fact, Stated, take_fact
from engine.rules.toml_table import TomlTable

T = TypeVar("T")
S = TypeVar("S", bound=StrEnum)
# What stands for a term that could not be read, beside the mistake that says so.
NO_TERM = Term.of(Decimal(0), Unit.WORKING_DAYS)


@dataclass(frozen=True)
class Named:
    """A Vietnamese name and its English one."""

    name: str
    name_en: str

    def says(self, language: str) -> str:
        return self.name_en if language == "en" else self.name


@dataclass(frozen=True)
class LegalText:
    """A law, decree or circular that the procedure rests on."""

    number: str
    title: str


@dataclass(frozen=True)
class Result:
    """What the citizen goes home with; ``code`` is its national one."""

    key: str
    name: str
    name_en: str
    code: str


def take_term(table: TomlTable) -> Term:
    """Take a term: an amount and its unit, or segments, and a policy where the law names one."""
    policy = _take_one_of(table, "policy", Policy) if "policy" in table else Policy.END_OF_DAY
    if "segments" not in table:
        return Term((_take_segment(table),), policy)
    segments = []
    for part in table.tables("segments"):
        segments.append(_take_segment(part))
        part.close()
    try:
        return Term(tuple(segments), policy)
    except BadTerm as wrong:
        table.note("segments", wrong.said)
        return NO_TERM


def _take_segment(table: TomlTable) -> Segment:
    unit = _take_one_of(table, "unit", Unit)
    if unit is Unit.SAME_DAY and "amount" not in table:
        return Segment(Decimal(0), unit)
    amount = table.anything("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        table.note("amount", Said(mark("This must be a number.")))
        amount = 0
    try:
        return Segment(Decimal(str(amount)), unit)
    except BadTerm as wrong:
        table.note("amount", wrong.said)
        return Segment(Decimal(0), unit)


def take_resume(table: TomlTable) -> Resume:
    """Take whether a term goes on or starts anew after a supplement."""
    return _take_one_of(table, "mode", Resume)


def take_cutoff(table: TomlTable) -> time:
    """Take the hour from which what comes is the next working day's."""
    text = table.text("hour")
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        if text:
            table.note("hour", Said(mark("%(text)s is not a time like 07:30."), text=text))
        return time.max


def take_extensions(table: TomlTable) -> ExtensionRule:
    """Take how often a case may be put off, and whether the second date counts."""
    return ExtensionRule(table.whole("most"), table.yes_no("counts", False))


def take_pauses(table: TomlTable) -> frozenset[PauseKind]:
    """Take the kinds of pauses that a source lets this procedure have, beside a supplement."""
    named = table.texts("kinds")
    offered = {kind.value: kind for kind in PauseKind if kind is not PauseKind.SUPPLEMENT}
    if unknown := sorted(set(named) - offered.keys()):
        said = mark("Unknown kind %(kind)s; the kinds are: %(known)s.")
        table.note("kinds", Said(said, kind=unknown[0], known=", ".join(offered)))
    return frozenset(offered[kind] for kind in named if kind in offered)


def _take_one_of(table: TomlTable, key: str, kind: type[S]) -> S:
    text = table.text(key)
    if text in {member.value for member in kind}:
        return kind(text)
    if text:
        known = ", ".join(member.value for member in kind)
        table.note(key, Said(mark("This must be one of: %(known)s."), known=known))
    return next(iter(kind))


def take_fees(table: TomlTable, sources: frozenset[str]) -> dict[Channel, Fact[int]]:
    """Take a fee for each channel that the procedure is offered through."""
    fees = {}
    for channel in Channel:
        if channel.value in table:
            entry = table.table(channel.value)
            fact = take_fact(entry, sources, lambda one: one.whole("amount"))
            if fact is not None:
                fees[channel] = fact
    table.close()
    return fees


def take_paper(table: TomlTable, sources: frozenset[str], asked: frozenset[str]) -> Paper:
    """Take a paper; its condition may ask the form's fields and the facts of the case."""
    paper = Paper(
        key=table.text("key"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        required=table.yes_no("required", False),
        required_when=table.text("required_when", "") or None,
        originals=table.whole("originals"),
        copies=table.whole("copies"),
        kinds=table.texts("kinds"),
        source=_take_source(table, sources),
        confirmed=table.yes_no("confirmed"),
        variants=tuple(_take_variant(one) for one in table.tables("variants")),
    )
    table.close()
    if paper.required_when is not None:
        note_condition(table, "required_when", paper.required_when, asked | CASE_FACTS)
    if unknown := sorted(set(paper.kinds) - set(papers.KINDS)):
        known = ", ".join(papers.KINDS)
        said = Said(mark("Unknown kind %(kind)s; the kinds are: %(known)s."),
                    kind=unknown[0], known=known)  # fmt: skip
        table.note("kinds", said)
    return paper


def _take_variant(table: TomlTable) -> Variant:
    variant = Variant(table.text("key"), table.text("name"), table.text("name_en"))
    table.close()
    return variant


def _take_source(table: TomlTable, sources: frozenset[str]) -> str:
    source = table.text("source")
    if source and source not in sources:
        table.note("source", Said(mark("This source is not listed under “sources”.")))
    return source


def take_stated(
    table: TomlTable, sources: frozenset[str], take: Callable[[TomlTable], T]
) -> Stated[T]:
    """Take a value that one source states and no other contradicts."""
    stated = Stated(
        take(table),
        _take_source(table, sources),
        table.yes_no("confirmed"),
        table.text("where", ""),
    )
    table.close()
    return stated


def take_legal_text(table: TomlTable) -> LegalText:
    """Take a law, a decree or a circular."""
    return LegalText(table.text("number"), table.text("title"))


def take_result(table: TomlTable) -> Result:
    """Take what the citizen goes home with."""
    result = Result(
        table.text("key"), table.text("name"), table.text("name_en"), table.text("code", "")
    )
    table.close()
    return result


def take_names(table: TomlTable) -> dict[str, Named]:
    """Take ``<key>.name`` and ``<key>.name_en`` under each key."""
    found = {}
    for key in table:
        entry = table.table(key)
        found[key] = take_name(entry)
        entry.close()
    return found


def take_name(table: TomlTable) -> Named:
    """Take a name in both languages."""
    return Named(table.text("name"), table.text("name_en"))

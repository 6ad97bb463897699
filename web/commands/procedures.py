"""``motcua procedures``: the procedures of the house, tried and told about.

``test`` plays the scenarios of the shipped folders in memory: no office, no
database, no network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

import bpmn
from engine.errors import Refusal
from engine.i18n import LANGUAGES, Said, mark
from engine.rules import calendar as calendars
from engine.rules.calendar import WorkingCalendar
from engine.rules.procedure import BadProcedure
from engine.workflow import scenarios
from engine.workflow.scenario_file import BadScenarios
from engine.workflow.scenarios import Outcome
from web.commands.language import language_of


@dataclass(frozen=True)
class _Tried:
    """A procedure that was tried; ``refusal`` when its folder could not be read."""

    name: str
    outcome: Outcome
    refusal: Refusal | None = None

    @property
    def ok(self) -> bool:
        return self.refusal is None and self.outcome.ok


@click.group()
def procedures() -> None:
    """Try, publish and list procedures."""


@procedures.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON object.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the messages.")
@click.pass_context
def test(
    context: click.Context, /, names: tuple[str, ...], *, as_json: bool, language: str | None
) -> None:
    """Play the scenarios of the shipped procedures, or of those named."""
    language = language_of(context, language)
    known = bpmn.procedure_names()
    if unknown := [name for name in names if name not in known]:
        said = Said(
            mark("There is no procedure “%(name)s”; there are: %(known)s."),
            name=unknown[0],
            known=", ".join(known),
        )
        raise click.UsageError(said.to(language))
    calendar = calendars.from_toml(*bpmn.calendar_texts())
    tried = [_try(name, calendar) for name in names or known]
    if as_json:
        shown = {"procedures": [_as_json(one, language) for one in tried]}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for one in tried:
            click.echo("\n".join(_in_words(one, language)))
    if not all(one.ok for one in tried):
        context.exit(1)


def _try(name: str, calendar: WorkingCalendar) -> _Tried:
    try:
        return _Tried(name, scenarios.play_folder(bpmn.procedure_files(name), calendar))
    except Refusal as refusal:
        return _Tried(name, Outcome((), 0, ()), refusal)


def _as_json(tried: _Tried, language: str) -> dict[str, Any]:
    """Give the shape other programs read; an unreadable folder is one failed scenario."""
    played = [
        {"name": one.name, "ok": one.ok, "why": one.why.to(language) if one.why else None}
        for one in tried.outcome.scenarios
    ]
    if tried.refusal is not None:
        why = " ".join(_mistakes(tried.refusal, language))
        played = [{"name": tried.name, "ok": False, "why": why}]
    return {
        "name": tried.name,
        "scenarios": played,
        "flows": tried.outcome.flows,
        "untaken": list(tried.outcome.untaken),
    }


def _in_words(tried: _Tried, language: str) -> Iterable[str]:
    yield tried.name
    if tried.refusal is not None:
        yield from (f"  ✗ {line}" for line in _mistakes(tried.refusal, language))
        return
    for one in tried.outcome.scenarios:
        named = one.name_en if language == "en" and one.name_en else one.name
        yield f"  {'✓' if one.ok else '✗'} {named}"
        if one.why is not None:
            yield f"      {one.why.to(language)}"
    taken = tried.outcome.flows - len(tried.outcome.untaken)
    said = mark("%(taken)s of %(flows)s flows were taken.")
    yield f"  {Said(said, taken=taken, flows=tried.outcome.flows).to(language)}"
    if tried.outcome.untaken:
        flows = ", ".join(tried.outcome.untaken)
        yield f"  {Said(mark('Never taken: %(flows)s'), flows=flows).to(language)}"


def _mistakes(refusal: Refusal, language: str) -> Iterable[str]:
    """Say what is wrong in a folder, line by line, each with the place to mend it."""
    yield refusal.said.to(language)
    if isinstance(refusal, BadProcedure):
        yield from (f"{one.file} {one.key}: {one.said.to(language)}" for one in refusal.problems)
    elif isinstance(refusal, BadScenarios):
        yield from (f"{one.file} {one.key}: {one.said.to(language)}" for one in refusal.mistakes)


@procedures.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def publish(context: click.Context, folder: Path) -> None:
    """Publish FOLDER as its procedure's next version; the same folder again changes nothing."""
    from web.commands import publishing

    click.echo(publishing.publish(folder, language_of(context, None)), err=True)


@procedures.command(name="list")
def list_published() -> None:
    """List the published procedures of the office, one JSON object."""
    from web.commands import publishing

    click.echo(json.dumps(publishing.listed(), ensure_ascii=False))

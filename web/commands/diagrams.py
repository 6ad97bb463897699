"""``motcua check`` and ``motcua try``: diagrams, before anybody depends on them.

Neither needs an office, a database or a network.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

import bpmn
from engine.i18n import LANGUAGES, Said, mark
from engine.rules import calendar as calendars
from engine.rules import procedure as procedures
from engine.rules.deadline import Unit, after
from engine.rules.procedure import DIAGRAM_FILE, FACTS_FILE, BadProcedure
from engine.workflow import Finding
from engine.workflow.clock import WorkingTime
from engine.workflow.guarded import Job, answer_all
from engine.workflow.reading import MOST_BYTES
from engine.workflow.trial import play
from web.commands.language import language_of
from web.commands.mending import write_in_place

_UNREADABLE = 2


@dataclass
class _Reading:
    """What the paths named on the command line hold."""

    jobs: list[Job] = field(default_factory=list)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    unwritable: list[str] = field(default_factory=list)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--json", "as_json", is_flag=True, help="Answer as one JSON array.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without a doubt.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the messages.")
@click.pass_context
def check(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    *,
    as_json: bool,
    fix: bool,
    language: str | None,
) -> None:
    """Say what is wrong with diagrams, decision tables and procedure folders."""
    language = language_of(context, language)
    reading = _Reading()
    for path in paths:
        _read(path, reading, mend=fix)
    findings = list(_answers(reading))
    findings.extend(each for found in reading.findings.values() for each in found)
    if as_json:
        click.echo(json.dumps([_shown(each, language) for each in findings], ensure_ascii=False))
    elif findings or not reading.unreadable:
        for line in _in_words(findings, language):
            click.echo(line)
    for path in reading.unreadable:
        said = Said(mark("%(path)s could not be read."), path=path)
        click.echo(said.to(language), err=True)
    for path in reading.unwritable:
        said = Said(mark("%(path)s could not be written, and is as it was."), path=path)
        click.echo(said.to(language), err=True)
    if fix and not reading.mended:
        click.echo(
            Said(mark("There is nothing that can be mended by itself.")).to(language), err=True
        )
    if reading.unreadable or reading.unwritable:
        context.exit(_UNREADABLE)
    context.exit(1 if any(each.severity == "error" for each in findings) else 0)


@click.command("try")
@click.argument("path", metavar="PATH")
@click.option("--play", "moves", metavar="FILE", help="The moves, a JSON object a line.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON only.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The language of the messages.")
@click.pass_context
def try_(
    context: click.Context, /, path: str, *, moves: str | None, as_json: bool, language: str | None
) -> None:
    """Run a diagram in memory and make moves in it; they may also come in by a pipe."""
    language = language_of(context, language)
    try:
        diagram, decisions = _diagram_at(Path(path))
        lines = _moves(moves)
    except (OSError, UnicodeDecodeError) as unreadable:
        named = getattr(unreadable, "filename", None) or moves or path
        click.echo(Said(mark("%(path)s could not be read."), path=named).to(language), err=True)
        context.exit(_UNREADABLE)
    told, problems = play(
        diagram,
        lines,
        now=datetime.now(UTC).astimezone(calendars.OFFICE_ZONE),
        working_time=_office_time(),
        decisions=decisions,
    )
    told["problems"] = [{"move": each.move, "why": each.why.to(language)} for each in problems]
    click.echo(json.dumps(told, ensure_ascii=False, default=str, indent=None if as_json else 2))
    context.exit(1 if problems else 0)


def _answers(reading: _Reading) -> Iterator[Finding]:
    """Check what was read; what was mended on the way is written first."""
    for job, answer in zip(reading.jobs, answer_all(reading.jobs), strict=True):
        if answer.mended is not None:
            try:
                write_in_place(job.name, answer.mended)
                reading.mended.append(job.name)
            except OSError:
                reading.unwritable.append(job.name)
                continue
        yield from answer.findings


def _read(path: str, reading: _Reading, *, mend: bool) -> None:
    place = Path(path)
    try:
        if not path:
            # An empty path is a slip of a script, and would mean the folder one stands in.
            reading.unreadable.append(path)
        elif place.is_dir():
            _read_folder(path, bpmn.folder_files(place), reading, mend=mend)
        else:
            tables = _tables_beside(place)
            reading.jobs.append(Job(path, _beginning(place), decisions=tables, mend=mend))
    except OSError:
        reading.unreadable.append(path)


def _beginning(place: Path) -> bytes:
    """A file's content, of one that is too large to be looked at its beginning."""
    with place.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _read_folder(path: str, files: dict[str, bytes], reading: _Reading, *, mend: bool) -> None:
    drawn = [name for name in files if name.lower().endswith((".bpmn", ".dmn"))]
    if not drawn and FACTS_FILE not in files:
        reading.unreadable.append(path)
        return
    for name in drawn:
        reading.jobs.append(Job(f"{path.rstrip('/')}/{name}", files[name], files, mend=mend))
    reading.findings[path] = list(_facts(path.rstrip("/"), files))


def _facts(path: str, files: dict[str, bytes]) -> Iterator[Finding]:
    """Hold the procedure's own files against what the office needs to know."""
    try:
        procedures.read(files)
    except BadProcedure as refusal:
        for mistake in refusal.problems:
            content = files.get(mistake.file, b"")
            said = mistake.said
            if mistake.key:
                said = Said(mark("%(place)s: %(what)s"), place=mistake.key, what=said)
            yield Finding(
                f"{path}/{mistake.file}",
                "error",
                "procedure-facts",
                None,
                _line_of(mistake.key, content),
                said,
            )


def _line_of(key: str, content: bytes) -> int:
    """The line where the last word of a key is first written, or the first line."""
    word = key.rpartition(".")[2].encode()
    if not word:
        return 1
    lines = content.splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.lstrip().startswith(word)), 1)


def _tables_beside(place: Path) -> tuple[bytes, ...]:
    """The decision tables in a diagram's own folder: a diagram may call them."""
    if place.suffix.lower() != ".bpmn":
        return ()
    return tuple(table.read_bytes() for table in sorted(place.parent.glob("*.dmn")))


def _diagram_at(place: Path) -> tuple[bytes, tuple[bytes, ...]]:
    diagram = place / DIAGRAM_FILE if place.is_dir() else place
    return diagram.read_bytes(), _tables_beside(diagram)


def _moves(file: str | None) -> list[str]:
    if file is not None and file != "-":
        return Path(file).read_text(encoding="utf-8").splitlines()
    if file is None and sys.stdin.isatty():
        return []
    return sys.stdin.read().splitlines()


def _office_time() -> WorkingTime:
    calendar = calendars.from_toml(*bpmn.calendar_texts())

    def working_time(moment: datetime, amount: Decimal, unit: str) -> datetime:
        return after(moment, amount, Unit(unit), calendar)

    return working_time


def _shown(finding: Finding, language: str) -> dict[str, Any]:
    return {
        "file": finding.file,
        "severity": finding.severity,
        "rule": finding.rule,
        "element": finding.element,
        "line": finding.line,
        "message": finding.message.to(language),
        "fix": finding.fix,
    }


def _in_words(findings: Sequence[Finding], language: str) -> Iterable[str]:
    for each in findings:
        place = ":".join(str(part) for part in (each.file, each.line) if part)
        element = f" {each.element}" if each.element else ""
        yield f"{place}:{element} [{each.severity} {each.rule}] {each.message.to(language)}"
    if not findings:
        yield Said(mark("Nothing is wrong.")).to(language)

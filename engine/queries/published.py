"""Published procedures: which there are, and what a version says.

A version is immutable, so it is read and parsed once per process and kept by
its content hash; running a case costs no parsing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine import workflow
from engine.errors import NotFound
from engine.i18n import Said
from engine.models import Offering, ProcedureContent, ProcedureVersion, VersionFile
from engine.models import Procedure as ProcedureRow
from engine.rules import procedure
from engine.rules.form import Form
from engine.rules.procedure import Procedure
from engine.workflow import Definition, Step


@dataclass(frozen=True)
class Version:
    """A published version, parsed: its rules, its diagram, its forms and letters."""

    procedure: Procedure
    definition: Definition
    files: Mapping[str, bytes]

    @property
    def forms(self) -> Mapping[str, Form]:
        """The forms of its steps, by name."""
        return self.procedure.forms

    def form_of(self, step: Step) -> Form | None:
        """The form of a step, or None where the step asks for nothing."""
        return self.forms.get(step.properties.get("form", step.id))


@dataclass(frozen=True)
class Offered:
    """A procedure as an agency offers it today."""

    procedure_id: int
    version_id: int
    content_hash: str
    code: str
    name: str
    name_en: str
    folded: str
    field: str
    offering: Offering


@dataclass(frozen=True)
class PublishedVersion:
    """The newest version of a procedure, in short."""

    code: str
    name: str
    folder: str
    version: int
    effective_from: str


_cache: dict[str, Version] = {}
_cache_lock = Lock()


def version(session: Session, version_id: int, content_hash: str) -> Version:
    """Give a version parsed; from the database only the first time in this process."""
    kept = _cache.get(content_hash)
    if kept is None:
        files = _files(session, version_id)
        with _cache_lock:
            kept = _cache.setdefault(content_hash, parse(files))
    return kept


def parse(files: Mapping[str, bytes]) -> Version:
    """Read a folder's files into a version; raises the refusal of whatever is wrong."""
    decisions = [content for path, content in sorted(files.items()) if path.endswith(".dmn")]
    return Version(
        procedure=procedure.read(files),
        definition=workflow.define(files["process.bpmn"], decisions),
        files=dict(files),
    )


def offered(session: Session, agency_id: int) -> list[Offered]:
    """What an agency's counter receives today, by name."""
    rows = session.execute(_offered().where(Offering.agency_id == agency_id)).all()
    newest: dict[int, Offered] = {}
    for row, version_row, offering in rows:
        newest[row.id] = Offered(
            procedure_id=row.id,
            version_id=version_row.id,
            content_hash=version_row.content_hash,
            code=row.code,
            name=row.name,
            name_en=row.name_en,
            folded=row.folded,
            field=row.field,
            offering=offering,
        )
    return sorted(newest.values(), key=lambda item: item.folded)


def find_offered(session: Session, agency_id: int, code: str) -> Offered:
    """The procedure of this code as the agency offers it; raises ``NotFound``."""
    for item in offered(session, agency_id):
        if item.code == code:
            return item
    raise NotFound(Said("This counter does not receive the procedure %(code)s.", code=code))


def versions(session: Session) -> list[PublishedVersion]:
    """The newest published version of each procedure, by code."""
    rows = session.execute(
        select(ProcedureRow, ProcedureVersion)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == ProcedureRow.id)
        .order_by(ProcedureRow.code, ProcedureVersion.number)
    )
    newest = {
        row.code: PublishedVersion(
            row.code, row.name, row.folder, version.number, version.effective_from.isoformat()
        )
        for row, version in rows
    }
    return list(newest.values())


def _offered() -> Select[ProcedureRow, ProcedureVersion, Offering]:
    return (
        select(ProcedureRow, ProcedureVersion, Offering)
        .join(ProcedureVersion, ProcedureVersion.procedure_id == ProcedureRow.id)
        .join(Offering, Offering.procedure_id == ProcedureRow.id)
        .where(Offering.ended_at.is_(None), ProcedureRow.ended_at.is_(None))
        .order_by(ProcedureVersion.number)
    )


def _files(session: Session, version_id: int) -> dict[str, bytes]:
    rows = session.execute(
        select(VersionFile.path, ProcedureContent.content)
        .join(ProcedureContent, ProcedureContent.sha256 == VersionFile.sha256)
        .where(VersionFile.version_id == version_id)
    )
    return {row.path: row.content for row in rows}

"""Publishing procedures: a folder becomes an immutable version.

A folder with an error is refused with everything that is wrong in it. The same
folder again changes nothing; another one becomes the next version, and open
cases keep theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import workflow
from engine.actions import audit
from engine.errors import DiagramRefused, NotAllowed
from engine.i18n import Said
from engine.models import (
    Agency,
    Officer,
    Procedure,
    ProcedureContent,
    ProcedureVersion,
    VersionFile,
)
from engine.office import Office
from engine.queries import published
from engine.rules import names
from engine.rules.permission import Action, may
from engine.rules.procedure import DIAGRAM_FILE

PUBLISHER = "motcua"


def publish(
    session: Session,
    office: Office,
    folder: str,
    files: Mapping[str, bytes],
    *,
    officer: Officer | None = None,
) -> ProcedureVersion:
    """Publish a folder as the next version of its procedure.

    ``officer`` is None when the shipped folder is published from the command
    line. Raises ``DiagramRefused`` with the findings when the folder has errors.
    """
    if officer is not None and not may(officer.roles, Action.PUBLISH):
        raise NotAllowed
    if DIAGRAM_FILE not in files:
        raise DiagramRefused(
            said=Said("The folder has no %(file)s, so there is nothing to run.", file=DIAGRAM_FILE)
        )
    findings = [
        finding
        for finding in workflow.check(DIAGRAM_FILE, files[DIAGRAM_FILE], folder=files)
        if finding.severity == "error"
    ]
    if findings:
        raise DiagramRefused(findings)
    said = published.parse(files).procedure
    procedure = session.scalar(select(Procedure).where(Procedure.code == said.code))
    if procedure is None:
        procedure = Procedure(code=said.code, folder=folder)
        session.add(procedure)
    procedure.name, procedure.name_en, procedure.field = said.name, said.name_en, said.field
    procedure.folded = names.fold(f"{said.code} {said.name}")
    session.flush()
    return _next_version(session, office, procedure, said.effective_from, files, officer)


def content_hash(files: Mapping[str, bytes]) -> str:
    """One hash for a whole folder, whatever the order its files were read in."""
    total = hashlib.sha256()
    for path, content in sorted(files.items()):
        total.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return total.hexdigest()


def _next_version(
    session: Session,
    office: Office,
    procedure: Procedure,
    effective_from: object,
    files: Mapping[str, bytes],
    officer: Officer | None,
) -> ProcedureVersion:
    newest = session.scalar(
        select(ProcedureVersion)
        .where(ProcedureVersion.procedure_id == procedure.id)
        .order_by(ProcedureVersion.number.desc())
        .limit(1)
    )
    hashed = content_hash(files)
    if newest is not None and newest.content_hash == hashed:
        return newest
    version = ProcedureVersion(
        procedure_id=procedure.id,
        number=newest.number + 1 if newest else 1,
        content_hash=hashed,
        effective_from=effective_from,
        published_at=office.now(),
        published_by=officer.name if officer else PUBLISHER,
    )
    session.add(version)
    session.flush()
    for path, content in sorted(files.items()):
        digest = hashlib.sha256(content).hexdigest()
        if session.get(ProcedureContent, digest) is None:
            session.add(ProcedureContent(sha256=digest, content=content))
            session.flush()
        session.add(VersionFile(version_id=version.id, path=path, sha256=digest))
    _record(session, office, procedure, version, officer)
    return version


def _record(
    session: Session,
    office: Office,
    procedure: Procedure,
    version: ProcedureVersion,
    officer: Officer | None,
) -> None:
    """A procedure is the province's: its publishing stands in the province's chain."""
    agency_id = officer.agency_id if officer else session.scalar(
        select(Agency.id).where(Agency.level == "province").order_by(Agency.id).limit(1)
    )  # fmt: skip
    if agency_id is not None:
        audit.record(
            session, office, agency_id, "publish", procedure.code, officer=officer,
            details={"version": version.number, "content": version.content_hash},
        )  # fmt: skip

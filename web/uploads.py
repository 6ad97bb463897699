"""Files that come with a form: kept before anything is checked, so that none is lost.

A file input is called ``<name>.upload``, or ``<name>.uploads`` where several
may come; the ids of what was kept stand in hidden inputs ``<name>``. Whatever
else is wrong with the page, the files stay, and the page shown again holds
their ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from engine.actions import documents
from engine.errors import BadAnswers, BadFile, LostFile
from engine.gateways.uploads import LARGEST
from engine.i18n import Said
from engine.models import StoredFile
from web.session import current_officer, office, transaction

ONE, SEVERAL = ".upload", ".uploads"


@dataclass(frozen=True)
class Received:
    """What a form says once its files were kept: ``typed`` holds their ids."""

    typed: MultiDict[str, str]
    problems: dict[str, Said] = field(default_factory=dict)


def received() -> Received:
    """Keep the files of the request's form, and give its text with their ids.

    A file that can't be taken is a problem at its field; the others are kept.
    """
    found = Received(MultiDict(request.form))
    for name, upload in request.files.items(multi=True):
        if not upload.filename:
            continue
        key = name.removesuffix(SEVERAL).removesuffix(ONE)
        try:
            kept = str(keep(upload).id)
        except BadFile as refusal:
            found.problems[key] = refusal.said
            continue
        if name.endswith(SEVERAL):
            found.typed.add(key, kept)
        else:
            found.typed[key] = kept
    return found


def keep(upload: FileStorage) -> StoredFile:
    """Keep one file in a transaction of its own; raises ``BadFile`` for what isn't taken."""
    # One byte more than may be is enough to know that there is too much.
    content = upload.stream.read(LARGEST + 1)
    with transaction() as session:
        name = upload.filename or ""
        return documents.store_file(session, office(), current_officer(), name, content)


def without(typed: MultiDict[str, str], refusal: BadAnswers) -> MultiDict[str, str]:
    """What was typed, but for a file that a refusal says is lost: its place is free again."""
    left = typed.copy()
    if isinstance(refusal, LostFile):
        for field in refusal.problems:
            name = f"{field}.file" if f"{field}.file" in left else field
            for kept in left.poplist(name):
                if kept != refusal.file_id:
                    left.add(name, kept)
    return left

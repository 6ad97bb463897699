"""Files that come with a form: kept before anything is checked, so that none is lost.

A file input is called ``<name>.upload``, or ``<name>.uploads`` where several
may come; the ids of what was kept stand in hidden inputs ``<name>``. Whatever
else is wrong with the page, the files stay, and the page shown again holds
their ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import MultiDict

from engine.actions import documents
from engine.errors import BadAnswers, BadFile, LostFile
from engine.i18n import Said
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
            kept = str(keep(upload.filename, upload.read()))
        except BadFile as refusal:
            found.problems[key] = refusal.said
            continue
        if name.endswith(SEVERAL):
            found.typed.add(key, kept)
        else:
            found.typed[key] = kept
    return found


def keep(name: str, content: bytes) -> int:
    """Keep one file in a transaction of its own, and give its id."""
    with transaction() as session:
        return documents.store_file(session, office(), current_officer(), name, content).id


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

"""The refusals: why something was not done, in words a clerk could read out.

Each carries a stable ``code`` for programs, the HTTP ``status`` that its door
answers with, and ``said``: the sentence for the person, in either language.
Catch only what you can answer; everything else climbs to the door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from engine.i18n import Said, mark


class Refusal(Exception):
    """Something was not done, for a reason that can be said."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    default: ClassVar[str] = mark("This can't be done.")

    def __init__(self, said: Said | None = None) -> None:
        self.said = said or Said(self.default)
        super().__init__(str(self.said))


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two answer alike."""

    code = "not-found"
    status = 404
    default = mark("There is nothing here, or it is not yours to see.")


class NotAllowed(Refusal):
    """The person has no right to do this."""

    code = "not-allowed"
    status = 403
    default = mark("You don't have the right to do this.")


class SignInNeeded(Refusal):
    """A program came without a session and without a token that opens the door."""

    code = "sign-in-needed"
    status = 401
    default = mark("Sign in, or bring a token that has not ended.")


class SignInRefused(Refusal):
    """Name and password don't go together, or the account has ended."""

    code = "sign-in-refused"
    status = 422
    default = mark("The name or the password is wrong.")


class Conflict(Refusal):
    """Somebody else was first; says who and when."""

    code = "conflict"
    status = 409
    default = mark("Somebody else was first. Look at the case again.")


class WrongMove(Refusal):
    """The case is not where this act would be right."""

    code = "wrong-move"
    status = 409
    default = mark("The case is not at a step where this can be done.")


class UnitMissing(WrongMove):
    """No unit of the agency does what the diagram asks for next."""

    code = "unit-missing"


class KeyReused(Refusal):
    """An idempotency key came back with another content."""

    code = "key-reused"
    status = 422
    default = mark(
        "This form was already sent with other content, so nothing was done now. "
        "Look at it again and send it if that is what you mean."
    )


class PapersMissing(Refusal):
    """Required papers were not handed in, so the file is not received."""

    code = "papers-missing"
    default = mark("Papers are missing.")

    def __init__(self, papers: Sequence[str], said: Said | None = None) -> None:
        self.papers = list(papers)
        super().__init__(said)


class BadAnswers(Refusal):
    """What was typed can't be taken; ``problems`` says why, by field."""

    code = "bad-answers"
    default = mark("Some fields need mending.")

    def __init__(self, problems: Mapping[str, Said], said: Said | None = None) -> None:
        self.problems = dict(problems)
        super().__init__(said)


class LostFile(BadAnswers):
    """A form names a file that this person did not store: it is asked for again."""

    code = "lost-file"

    def __init__(self, field: str, file_id: str) -> None:
        self.file_id = file_id
        super().__init__({field: Said(mark("This file is not there any more. Choose it again."))})


class BadFile(Refusal):
    """A file is too large, of a kind that isn't taken, or broken."""

    code = "bad-file"
    status = 415
    default = mark("This file can't be taken.")


class FileTooLarge(BadFile):
    """A file is larger than the office takes."""

    code = "file-too-large"
    status = 413
    default = mark("The file is too large.")


class DiagramRefused(Refusal):
    """A diagram has mistakes, so that it can't run."""

    code = "diagram-refused"
    default = mark("The diagram has mistakes and can't run.")

    def __init__(self, findings: Sequence[object] = (), said: Said | None = None) -> None:
        self.findings = list(findings)
        super().__init__(said)


class ClockWrong(Refusal):
    """The machine's clock can't be trusted; writing stops until it is confirmed."""

    code = "clock-wrong"
    status = 503
    default = mark("The machine's clock looks wrong. An administrator must confirm the time.")


class Unusable(Refusal):
    """The machine or a server refuses what the office needs.

    ``why`` is in the machine's own words, for whoever runs it and never on a screen.
    """

    code = "unusable"
    status = 503
    default = mark("The office can't do this just now. Nothing was changed.")

    def __init__(self, said: Said | None = None, why: str = "") -> None:
        self.why = why
        super().__init__(said)


class SettingsWrong(Refusal):
    """The office can't open as it is set up."""

    code = "settings-wrong"
    status = 500
    default = mark("The office is not set up right.")

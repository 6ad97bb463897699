"""Checking files that anybody may have sent: within a time and a memory.

Some file will always find a way to make a parser work for ever. So checks run in
a child process that may be given up: one for as many files as it survives, and a
new one behind each file that it did not.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from engine.i18n import Said, mark
from engine.workflow.checking import check
from engine.workflow.finding import Finding
from engine.workflow.fixes import mend

SECONDS: Final = 4.5
MOST_MEMORY: Final = 512 * 1024 * 1024
# What the interpreter and the libraries hold before a file is even opened.
_LEAST_ROOM: Final = 192 * 1024 * 1024


@dataclass(frozen=True)
class Job:
    """One file to be checked, with the folder it belongs to; ``mend`` asks to mend it first."""

    name: str
    content: bytes
    folder: Mapping[str, bytes] | None = None
    decisions: tuple[bytes, ...] = ()
    mend: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found in a file, and the file as it was mended, where it was."""

    findings: list[Finding]
    mended: bytes | None = None


def answer_all(jobs: Sequence[Job], *, seconds: float = SECONDS) -> Iterator[Answer]:
    """Check files in their order, mending those that should be.

    A file that takes too much is itself a finding.
    """
    done = 0
    while done < len(jobs):
        ours, theirs = multiprocessing.Pipe()
        child = multiprocessing.get_context("fork").Process(
            target=_work, args=(theirs, jobs[done:]), daemon=True
        )
        child.start()
        theirs.close()
        try:
            for job in jobs[done:]:
                answer = _received(ours, seconds)
                done += 1
                yield _gave_up(job) if answer is None else answer
                if answer is None:
                    break
        finally:
            child.kill()
            child.join()
            ours.close()


def _work(connection: Connection, jobs: Sequence[Job]) -> None:
    limit = max(MOST_MEMORY, _memory() + _LEAST_ROOM)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for job in jobs:
        connection.send(_answer(job))


def _answer(job: Job) -> Answer:
    try:
        if not job.mend or job.name.lower().endswith(".dmn"):
            return Answer(_checked(job, job.content))
        mended = mend(job.name, job.content)
        found = [*mended.notes, *_checked(job, mended.content)]
        return Answer(found, None if mended.content == job.content else mended.content)
    except (MemoryError, RecursionError):
        return _gave_up(job)
    except Exception as broken:  # noqa: BLE001  # a file never answers with a traceback
        said = Said(
            mark("The check itself failed at this file (%(why)s), so it is refused."),
            why=type(broken).__name__,
        )
        return Answer([Finding(job.name, "error", "check-failed", None, 1, said)])


def _checked(job: Job, content: bytes) -> list[Finding]:
    return check(job.name, content, folder=job.folder, decisions=job.decisions)


def _memory() -> int:
    """How much this process holds already, as the limit counts it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return MOST_MEMORY
    return pages * resource.getpagesize()


def _received(connection: Connection, seconds: float) -> Answer | None:
    try:
        if not connection.poll(seconds):
            return None
        answer: Answer = connection.recv()
    except (EOFError, OSError):
        return None
    return answer


def _gave_up(job: Job) -> Answer:
    said = Said(mark("Checking this file took too long or too much memory, so it is refused."))
    return Answer([Finding(job.name, "error", "too-costly", None, 1, said)])

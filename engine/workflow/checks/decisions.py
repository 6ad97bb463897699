"""Decision tables (DMN): read by the office itself, so whatever is wrong is found in reading."""

from __future__ import annotations

from collections.abc import Iterator

from engine.workflow.decisions.files import read_files
from engine.workflow.finding import Finding


def check_decisions(*contents: bytes) -> Iterator[Finding]:
    """Find what is wrong with decision files that belong together."""
    yield from read_files(contents).findings

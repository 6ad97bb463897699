"""``python -m tests.benchmarks.generator FOLDER --cases 100000``: an office to look around in."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.benchmarks.generator import Sample, generate, make_province


def main() -> None:
    """Make a generated office in a folder, or in a server's empty database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where its files go, and its SQLite database")
    parser.add_argument("--url", help="an empty PostgreSQL database instead")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--backlog", type=int, default=0, help="how many of them are left open")
    parser.add_argument("--agencies", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--brief", action="store_true", help="leave out what only fills the disk")
    asked = parser.parse_args()
    sample = Sample(asked.cases, asked.backlog, asked.agencies, asked.seed, asked.brief)
    began = time.monotonic()
    with closing(make_province(asked.folder, asked.url, sample)) as office:
        made = generate(office, sample)
    sys.stdout.write(f"{made} in {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main()

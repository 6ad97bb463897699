"""``make campaign``: the long runs, a JSON line each; ``ARGS="--part walks --seed 7"``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.campaign.deadlines import walk_deadlines
from tests.campaign.kills import kill_workers
from tests.campaign.lives import live_often
from tests.campaign.mutations import check_mutated
from tests.campaign.races import RACES
from tests.campaign.ringings import kill_ringing
from tests.campaign.settlings import kill_settling
from tests.campaign.tables import mutate_tables
from tests.campaign.upgrades import walk_upgrades
from tests.campaign.walks import walk_generated
from tests.office import founded_database, make_office
from tests.postgres import fresh_database, server_to_crash

Url = Callable[[], str | None]
Part = Callable[[argparse.Namespace], tuple[dict[str, Any], bool]]


def _deadlines(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """The rules of working time against a walk, minute by minute."""
    agreement = walk_deadlines(asked.deadlines, asked.seed)
    return asdict(agreement), not agreement.disagreed


def _walks(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Cases saved at each move beside cases that never are."""
    outcome = walk_generated(asked.diagrams, walks=30, seed=asked.seed)
    return asdict(outcome), not outcome.different


def _upgrades(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Cases taken over to an edited diagram beside cases that ran on it from the start."""
    outcome = walk_upgrades(asked.diagrams * 5, asked.seed)
    return asdict(outcome), not outcome.different


def _mutations(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Diagrams broken by chance, each answered in words and in time."""
    outcome = check_mutated(asked.mutations, asked.seed)
    return asdict(outcome), not outcome.broken


def _races(url: Url, asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Processes that want the same thing at the same moment."""
    races = {}
    for name, race in RACES.items():
        with TemporaryDirectory() as folder, closing(make_office(Path(folder), url())) as office:
            races[name] = asdict(race(office, asked.processes, asked.cases))
    return races, not any(race["wrong"] for race in races.values())


def _kills(url: Url, asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Workers killed at random moments and at named points, or put to sleep."""
    with TemporaryDirectory() as folder:
        outcome = kill_workers(Path(folder), asked.rounds, asked.seed, url=url())
    return asdict(outcome), not outcome.wrong


def _server_kills(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """The same with a PostgreSQL of the campaign's own, killed and started again."""
    server = server_to_crash()
    if server is None:
        return {"skipped": "no PostgreSQL is installed that could be started again"}, True
    with TemporaryDirectory() as folder:
        outcome = kill_workers(Path(folder), asked.rounds, asked.seed, server=server)
    return asdict(outcome), not outcome.wrong


def _settling(url: Url, asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Who settles a change of the calendar is killed in the middle of it, again and again."""
    with TemporaryDirectory() as folder:
        outcome = kill_settling(Path(folder), asked.settled, asked.rounds, asked.seed, url=url())
    return asdict(outcome), not outcome.wrong


def _ringing(url: Url, asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Who rings the alarms that are due is killed in the middle of it, again and again."""
    with TemporaryDirectory() as folder:
        outcome = kill_ringing(Path(folder), asked.settled, asked.rounds, asked.seed, url=url())
    return asdict(outcome), not outcome.wrong


def _lives(url: Url, asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Cases led through every verb in any order, then everything looked at."""
    lived = live_often(asked.lives, 200, asked.seed, url)
    return lived.figures, not lived.wrong


def _embedded() -> None:
    """No address: the office's own SQLite file."""


def _tables(asked: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Decision tables changed at random."""
    mutated = mutate_tables(asked.tables, asked.seed)
    return asdict(mutated), not (mutated.crashed or mutated.too_slow)


# Each gives its figures, and whether all was well.
PARTS: dict[str, Part] = {
    "deadlines": _deadlines,
    "tables": _tables,
    "walks": _walks,
    "upgrades": _upgrades,
    "mutations": _mutations,
    "races": partial(_races, _embedded),
    "races-postgresql": partial(_races, founded_database),
    "kills": partial(_kills, _embedded),
    "kills-postgresql": partial(_kills, founded_database),
    "kills-server": _server_kills,
    "lives": partial(_lives, _embedded),
    "lives-postgresql": partial(_lives, founded_database),
    "settling": partial(_settling, _embedded),
    "settling-postgresql": partial(_settling, fresh_database),
    "ringing": partial(_ringing, _embedded),
    "ringing-postgresql": partial(_ringing, fresh_database),
}


def main() -> int:
    """Run each part that is asked for and print its figures, a JSON object a line."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--part", choices=PARTS, action="append")
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--processes", type=int, default=8)
    arguments.add_argument("--cases", type=int, default=25)
    arguments.add_argument("--deadlines", type=int, default=100_000)
    arguments.add_argument("--mutations", type=int, default=20_000)
    arguments.add_argument("--diagrams", type=int, default=100)
    arguments.add_argument("--tables", type=int, default=5_000)
    arguments.add_argument("--settled", type=int, default=3_000)
    arguments.add_argument("--lives", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    well = True
    for name in asked.part or PARTS:
        figures, part_well = PARTS[name](asked)
        line = {"part": name, "seed": asked.seed, **figures}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        well = well and part_well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())

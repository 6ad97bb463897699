"""``make campaign``: the long run; ``ARGS="--rounds 200 --deadlines 1000 --seed 7"``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign.deadlines import Agreement, walk_deadlines
from tests.campaign.kills import Outcome, kill_workers


def main() -> int:
    """Run each part of the campaign and print its figures, a JSON object a line."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--deadlines", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    agreement = walk_deadlines(asked.deadlines, asked.seed)
    _tell(asked.seed, agreement)
    with TemporaryDirectory() as folder:
        outcome = kill_workers(Path(folder), asked.rounds, asked.seed)
    _tell(asked.seed, outcome)
    return 1 if agreement.disagreed or outcome.lost or outcome.broken else 0


def _tell(seed: int, figures: Agreement | Outcome) -> None:
    sys.stdout.write(json.dumps({"seed": seed, **asdict(figures)}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

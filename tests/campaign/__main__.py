"""``make campaign``: the long run; ``ARGS="--rounds 200 --seed 7"``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaign.kills import kill_workers


def main() -> int:
    """Run the campaign and print its figures as one JSON object."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    with TemporaryDirectory() as folder:
        outcome = kill_workers(Path(folder), asked.rounds, asked.seed)
    sys.stdout.write(json.dumps({"seed": asked.seed, **asdict(outcome)}) + "\n")
    return 1 if outcome.lost or outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())

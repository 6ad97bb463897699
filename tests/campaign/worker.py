"""A worker of the campaign: registers and hands over until it is killed.

Each code is printed only after its transaction has returned: what is printed
is what the office acknowledged.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.office import MONDAY, do, open_existing, register


def main(folder: str) -> None:
    """Work without end on the office in a folder."""
    office = open_existing(Path(folder), f"sqlite:///{Path(folder) / 'motcua.sqlite3'}", MONDAY)
    while True:
        code = str(register(office).code)
        sys.stdout.write(f"register {code}\n")
        sys.stdout.flush()
        do(office, "lan", code, "hand_over", {})
        sys.stdout.write(f"hand_over {code}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])

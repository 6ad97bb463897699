"""The hash of an audit entry: what makes the trail a chain.

SHA-256 of the entry's canonical JSON, the previous hash included. What a
person typed as a reason is outside; only its salted digest is chained, so that
erasing it never breaks the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

NOT_CHAINED = frozenset({"hash", "reason", "reason_salt", "at"})


def chained(entry: Mapping[str, Any]) -> str:
    """The hash of an entry, as hexadecimal text."""
    kept = {key: value for key, value in entry.items() if key not in NOT_CHAINED}
    # To the microsecond in UTC, which is what both databases give back.
    kept["at"] = int(entry["at"].timestamp() * 1_000_000)
    return hashlib.sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest()


def digest_of_reason(salt: str, reason: str) -> str:
    """What the chain holds of a reason; nothing when none was given."""
    return hashlib.sha256((salt + reason).encode()).hexdigest() if reason else ""

"""What somebody who hands papers in is to the owner: authorised, family, representative.

Which relations there are is data with words in both languages; here is only
how it is read, and who may come as what for whom.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from engine.rules.procedure_parts import Named


@dataclass(frozen=True)
class Relation:
    """One way to stand for an owner; ``owners`` are the kinds of owner it fits."""

    key: str
    named: Named
    owners: frozenset[str]

    def fits(self, owner_kind: str) -> bool:
        """Whether somebody may come as this for an owner of that kind."""
        return owner_kind in self.owners


def from_toml(text: str) -> tuple[Relation, ...]:
    """Read the relations, in the order in which they are offered.

    >>> read = from_toml('''[[relations]]
    ... key = "family"
    ... name = "thành viên gia đình"
    ... name_en = "family member"
    ... owners = ["person"]''')
    >>> read[0].named.says("en"), read[0].fits("organisation")
    ('family member', False)
    """
    return tuple(
        Relation(
            key=entry["key"],
            named=Named(entry["name"], entry["name_en"]),
            owners=frozenset(entry["owners"]),
        )
        for entry in tomllib.loads(text)["relations"]
    )

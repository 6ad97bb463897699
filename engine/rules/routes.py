"""Where the arrows of a diagram lead: what is still ahead, and what comes next.

``flows`` are the arrows: id to (source, target).

>>> arrows = {"a": ("check", "split"), "b": ("split", "tax"), "c": ("split", "approve")}
>>> comes_to(arrows, ["check"], "approve"), comes_to(arrows, ["approve"], "check")
(True, False)
>>> sorted(next_places(arrows, "check", through={"split"}))
['approve', 'tax']
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

Flows = Mapping[str, tuple[str, str]]


def comes_to(flows: Flows, starts: Iterable[str], place: str) -> bool:
    """Whether ``place`` is at, or still ahead of, any of the ``starts``."""
    seen: set[str] = set()
    ahead = list(starts)
    while ahead:
        here = ahead.pop()
        if here == place:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(_after(flows, here))
    return False


def next_places(flows: Flows, start: str, through: Collection[str]) -> frozenset[str]:
    """The places right after ``start``; those of ``through`` (its gateways) are passed."""
    found: set[str] = set()
    seen: set[str] = set()
    ahead = _after(flows, start)
    while ahead:
        here = ahead.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in through:
            ahead.extend(_after(flows, here))
        else:
            found.add(here)
    return frozenset(found)


def _after(flows: Flows, place: str) -> list[str]:
    return [target for source, target in flows.values() if source == place]

"""Until when a citizen may withdraw: as long as the decision is still ahead.

Withdrawing is never drawn. The procedure names the step that decides, and a
case may be withdrawn while that step is waiting or can still be reached; a
result that came back for rework can be withdrawn again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def may_withdraw(flows: Mapping[str, tuple[str, str]], waiting: Iterable[str], until: str) -> bool:
    """Whether ``until`` is at, or still ahead of, any of the ``waiting`` steps.

    ``flows`` are the arrows of the diagram: id to (source, target).

    >>> arrows = {"a": ("check", "approve"), "b": ("approve", "return")}
    >>> may_withdraw(arrows, ["check"], "approve"), may_withdraw(arrows, ["return"], "approve")
    (True, False)
    """
    seen: set[str] = set()
    ahead = list(waiting)
    while ahead:
        here = ahead.pop()
        if here == until:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(target for source, target in flows.values() if source == here)
    return False

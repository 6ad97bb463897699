"""Until when a citizen may withdraw: as long as the decision is still ahead.

Withdrawing is never drawn. The procedure names the step that decides, and a
case may be withdrawn while that step is waiting or can still be reached; a
result that came back for rework can be withdrawn again.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.rules.routes import Flows, comes_to


def may_withdraw(flows: Flows, waiting: Iterable[str], until: str) -> bool:
    """Whether ``until`` is at, or still ahead of, any of the ``waiting`` steps.

    >>> arrows = {"a": ("check", "approve"), "b": ("approve", "return")}
    >>> may_withdraw(arrows, ["check"], "approve"), may_withdraw(arrows, ["return"], "approve")
    (True, False)
    """
    return comes_to(flows, waiting, until)

"""How long to wait before something that failed is tried again.

Twice as long after each try, from a minute to an hour: what heals by itself is
soon done, and what does not keeps nobody busy.
"""

from __future__ import annotations

from datetime import timedelta

LONGEST_WAIT = timedelta(hours=1)


def wait_after(tries: int) -> timedelta:
    """The wait after so many failed tries.

    >>> [wait_after(n) // timedelta(minutes=1) for n in (1, 2, 3, 7, 8, 90)]
    [1, 2, 4, 60, 60, 60]
    """
    # Beyond the longest wait, more doublings would only be too large to count.
    doublings = min(tries - 1, (LONGEST_WAIT // timedelta(minutes=1)).bit_length())
    return min(timedelta(minutes=2**doublings), LONGEST_WAIT)

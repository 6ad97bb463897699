"""What an expression may cost. Whoever draws a diagram can't slow the office down.

An expression without a loop does each of its parts once at most, so only loops
and what walks through a whole value pay in steps; the rest is bounded by size.
"""

from __future__ import annotations

from typing import Final

# Of the text.
LONGEST_SOURCE: Final = 4_096
MOST_NODES: Final = 500
DEEPEST: Final = 40

# Of one evaluation.
MOST_STEPS: Final = 20_000
# So many members of a value are walked through for one step.
MEMBERS_A_STEP: Final = 32
SIGNS_A_STEP: Final = 1_024

# Of a value.
LONGEST_TEXT: Final = 100_000
LONGEST_LIST: Final = 20_000
DEEPEST_VALUE: Final = 40
# All members of a value, those of its members included; a long text weighs more than a short one.
HEAVIEST: Final = 20_000
SIGNS_A_MEMBER: Final = 64
LARGEST_INTEGER: Final = 2**512 - 1
# As many digits as the largest integer has.
MOST_DIGITS: Final = 154
MOST_YEARS: Final = 100

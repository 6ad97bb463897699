"""Money as it stands on a paper: in figures and in Vietnamese words.

A receipt says an amount twice, so that a figure that was changed by hand is
seen. Money is whole đồng. The readings follow southern office use: "lẻ" for an
empty place of tens, "nghìn" for a thousand.

>>> in_figures(100_000)
'100.000 đồng'
>>> in_words(105_021)
'Một trăm lẻ năm nghìn không trăm hai mươi mốt đồng'
"""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 1_000_000_000


def in_figures(amount: int) -> str:
    """Write an amount with dots between the thousands."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def in_words(amount: int) -> str:
    """Write an amount out in words, as a sentence begins."""
    reading = read(amount) + " đồng"
    return reading[0].upper() + reading[1:]


def read(number: int) -> str:
    """Read a whole number aloud; a negative one is refused, for no fee is one."""
    if number < 0:
        raise ValueError(f"a negative amount has no reading here: {number}")
    if number == 0:
        return DIGITS[0]
    return " ".join(_read_below(number, leading=True))


def _read_below(number: int, *, leading: bool) -> list[str]:
    """Read from the billions down; billions of billions repeat the word "tỷ"."""
    billions, rest = divmod(number, BILLION)
    said = [*_read_below(billions, leading=leading), "tỷ"] if billions else []
    for value, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, rest = divmod(rest, value)
        if group:
            said += _read_group(group, leading=leading and not said)
            said += [name] if name else []
    return said


def _read_group(group: int, *, leading: bool) -> list[str]:
    """Read three figures; inside a number the hundreds are said even when empty."""
    hundreds, below = divmod(group, 100)
    tens, ones = divmod(below, 10)
    said = [DIGITS[hundreds], "trăm"] if hundreds or not leading else []
    if tens == 0 and ones and said:
        said.append("lẻ")
    elif tens == 1:
        said.append("mười")
    elif tens:
        said += [DIGITS[tens], "mươi"]
    if ones:
        said.append(_read_ones(tens, ones))
    return said


def _read_ones(tens: int, ones: int) -> str:
    """The last figure changes its word after a ten: mốt for one, lăm for five."""
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return DIGITS[ones]

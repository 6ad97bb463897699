"""Reckoning: exact numbers, days, moments and lengths of time, texts and lists.

Sums, differences and products are exact or refused; only a quotient is rounded,
to 34 digits. Each pair of kinds that goes together stands in a table; what is in
no table has no answer, so ``'%d' % 1`` or ``'x' * 9`` can't even be tried.

>>> from decimal import Decimal
>>> calculate("+", Seen({}), Decimal("0.1"), Decimal("0.2"))
Decimal('0.3')
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import (
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    Subnormal,
)
from typing import Any, Final

from engine.i18n import mark
from engine.rules.expression import budget
from engine.rules.expression.refusals import Overspent, Senseless
from engine.rules.expression.seen import Seen
from engine.rules.expression.times import Months, in_office_time, months_after
from engine.rules.expression.values import (
    CONTAINERS,
    NUMBERS,
    bounded,
    bounded_text,
    kind_of,
    weight,
)

_MOST: Final = budget.MOST_DIGITS
_WRONG: Final = [InvalidOperation, DivisionByZero, Overflow, Subnormal]
EXACT: Final = Context(prec=_MOST, Emin=-_MOST, Emax=_MOST, traps=[*_WRONG, Inexact])
ROUNDED: Final = Context(34, ROUND_HALF_EVEN, Emin=-_MOST, Emax=_MOST, traps=_WRONG)
_FLOORED: Final = Context(_MOST, ROUND_FLOOR, Emin=-_MOST, Emax=_MOST, traps=_WRONG)
_QUANTIZING: Final = Context(_MOST, Emin=-_MOST, Emax=_MOST, traps=_WRONG)
_MOST_POWER: Final = 512
_MOST_MONTHS: Final = 12 * date.max.year
_ONE_DAY: Final = timedelta(days=1)

Calculate = Callable[[Seen, Any, Any], Any]
_Act = Callable[[Any, Any], Any]
_Pairs = Mapping[tuple[type, type], _Act]


def calculate(sign: str, seen: Seen, one: Any, other: Any) -> Any:
    """Reckon with two values; ``Senseless`` when their kinds don't go together."""
    return CALCULATORS[sign](seen, one, other)


def _calculator(sign: str, pairs: _Pairs) -> Calculate:
    def act(seen: Seen, one: Any, other: Any) -> Any:
        reckon = pairs.get((type(one), type(other)))
        if reckon is None:
            raise unlike(sign, one, other)
        if type(one) in _LONG:
            seen.walk(one)
            seen.walk(other)
        try:
            return reckon(one, other)
        except ArithmeticError as wrong:
            raise _no_result(wrong) from None
        except ValueError:
            raise Senseless(mark("the result is no date")) from None

    return act


def negative(value: Any) -> Any:
    """Turn the sign of a number or a length of time."""
    kind = type(value)
    if kind in NUMBERS or kind is timedelta:
        return -value if kind is not Decimal else EXACT.minus(value)
    if kind is Months:
        return Months(-value.count)
    raise Senseless(mark("%(kind)s has no sign"), kind=kind_of(value))


def whole(number: int | Decimal, how: str = ROUND_DOWN) -> int:
    """A number without its decimals; by default they are cut off."""
    return bounded(int(Decimal(number).to_integral_value(how)))


def rounded(number: int | Decimal, digits: int, how: str = ROUND_HALF_EVEN) -> Decimal:
    """A number with so many decimals; fewer than none rounds to tens and hundreds."""
    if abs(digits) > _MOST:
        raise Overspent(mark("a number has more than %(most)s digits"), most=_MOST)
    try:
        return Decimal(number).quantize(Decimal((0, (1,), -digits)), how, _QUANTIZING)
    except ArithmeticError:
        raise Overspent(mark("a number has more than %(most)s digits"), most=_MOST) from None


def unlike(sign: str, one: Any, other: Any) -> Senseless:
    """Say that two values don't go together."""
    return Senseless(
        mark("%(one)s and %(other)s don't go together in “%(sign)s”"),
        sign=sign,
        one=kind_of(one),
        other=kind_of(other),
    )


def _no_result(wrong: ArithmeticError) -> Senseless | Overspent:
    if isinstance(wrong, ZeroDivisionError):
        return Senseless(mark("it divides by zero"))
    return Overspent(
        mark("the result has more than %(most)s digits, or is too far off"), most=_MOST
    )


def _numbers(integers: _Act, decimals: _Act) -> dict[tuple[type, type], _Act]:
    return {
        (int, int): integers,
        (int, Decimal): decimals,
        (Decimal, int): decimals,
        (Decimal, Decimal): decimals,
    }


def _sum(one: int, other: int) -> int:
    return bounded(one + other)


def _difference(one: int, other: int) -> int:
    return bounded(one - other)


def _product(one: int, other: int) -> int:
    return bounded(one * other)


def _divided(one: Any, other: Any) -> Decimal:
    if other == 0:
        raise ZeroDivisionError
    return ROUNDED.divide(Decimal(one), Decimal(other))


def _floor(one: Any, other: Any) -> Any:
    if other == 0:
        raise ZeroDivisionError
    return _FLOORED.divide(Decimal(one), Decimal(other)).to_integral_value(ROUND_FLOOR)


def _rest(one: Any, other: Any) -> Any:
    return EXACT.subtract(one, EXACT.multiply(_floor(one, other), other))


def _power(one: Any, other: Any) -> Any:
    if type(other) is Decimal and other != other.to_integral_value():
        raise Senseless(mark("only whole powers can be reckoned"))
    power = int(other)
    if abs(power) > _MOST_POWER or (type(one) is int and one.bit_length() * power > _MOST_POWER):
        raise Overspent(mark("a power is too large"))
    if one == 0 and power < 0:
        raise ZeroDivisionError
    if type(one) is int and power >= 0:
        return bounded(one**power)
    raised = EXACT.power(Decimal(one), abs(power))
    return raised if power >= 0 else ROUNDED.divide(1, raised)


def _joined_texts(one: str, other: str) -> str:
    if len(one) + len(other) > budget.LONGEST_TEXT:
        bounded_text(one + other)
    return one + other


def _joined_lists(one: Any, other: Any) -> list[Any]:
    joined = [*one, *other]
    weight(joined)
    return joined


def _day_later(day: date, length: timedelta) -> date:
    if length % _ONE_DAY:
        raise Senseless(mark("only whole days can be added to a day"))
    return day + length


def _later(moment: datetime, length: timedelta) -> datetime:
    return in_office_time(moment + length)


def _months_later(day: Any, months: Months) -> Any:
    return months_after(day, months.count)


def _months_earlier(day: Any, months: Months) -> Any:
    return months_after(day, -months.count)


def _times(length: timedelta, number: Any) -> timedelta:
    micros = EXACT.multiply(Decimal(length // timedelta(microseconds=1)), number)
    return timedelta(microseconds=int(micros.to_integral_value(ROUND_HALF_EVEN)))


def _share(length: timedelta, number: Any) -> timedelta:
    return _times(length, _divided(1, number))


def _ratio(one: timedelta, other: timedelta) -> Decimal:
    smallest = timedelta(microseconds=1)
    return _divided(one // smallest, other // smallest)


def _months(count: int) -> Months:
    if abs(count) > _MOST_MONTHS:
        raise OverflowError
    return Months(count)


def _times_months(one: Months, number: int) -> Months:
    return _months(one.count * number)


def _turned(act: _Act) -> _Act:
    return lambda one, other: act(other, one)


_PLUS: Final[_Pairs] = {
    **_numbers(_sum, EXACT.add),
    (str, str): _joined_texts,
    **{(one, other): _joined_lists for one in (list, tuple) for other in (list, tuple)},
    (timedelta, timedelta): operator.add,
    (Months, Months): lambda one, other: _months(one.count + other.count),
    (date, timedelta): _day_later,
    (timedelta, date): _turned(_day_later),
    (datetime, timedelta): _later,
    (timedelta, datetime): _turned(_later),
    (date, Months): _months_later,
    (datetime, Months): _months_later,
    (Months, date): _turned(_months_later),
    (Months, datetime): _turned(_months_later),
}
_MINUS: Final[_Pairs] = {
    **_numbers(_difference, EXACT.subtract),
    (timedelta, timedelta): operator.sub,
    (Months, Months): lambda one, other: _months(one.count - other.count),
    (date, date): operator.sub,
    (datetime, datetime): operator.sub,
    (date, timedelta): lambda day, length: _day_later(day, -length),
    (datetime, timedelta): lambda moment, length: _later(moment, -length),
    (date, Months): _months_earlier,
    (datetime, Months): _months_earlier,
}
_TIMES: Final[_Pairs] = {
    **_numbers(_product, EXACT.multiply),
    (timedelta, int): _times,
    (timedelta, Decimal): _times,
    (int, timedelta): _turned(_times),
    (Decimal, timedelta): _turned(_times),
    (Months, int): _times_months,
    (int, Months): _turned(_times_months),
}
_DIVIDED: Final[_Pairs] = {
    **_numbers(_divided, _divided),
    (timedelta, int): _share,
    (timedelta, Decimal): _share,
    (timedelta, timedelta): _ratio,
}
# What each sign does with which kinds.
_TABLES: Final[Mapping[str, _Pairs]] = {
    "+": _PLUS,
    "-": _MINUS,
    "*": _TIMES,
    "/": _DIVIDED,
    "//": _numbers(operator.floordiv, _floor),
    "%": _numbers(operator.mod, _rest),
    "**": _numbers(_power, _power),
}
_LONG: Final = CONTAINERS | {str}
CALCULATORS: Final = {sign: _calculator(sign, pairs) for sign, pairs in _TABLES.items()}

"""FEEL's loops, filters, lists and records, each paid for by its turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from engine.rules.decision.feel import logic
from engine.rules.expression import functions
from engine.rules.expression.arguments import members
from engine.rules.expression.containers import held
from engine.rules.expression.seen import Ask, Seen
from engine.rules.expression.values import CONTAINERS, picked

# Goes through a loop: at each turn its names are set.
Turns = Callable[[Seen], Iterator[None]]


def turns_of(iterations: Sequence[tuple[str, Ask]], cost: int) -> Turns:
    """The turns of loops within each other; what is no list is a list of one."""
    (name, source), *others = iterations
    deeper = turns_of(others, cost) if others else None

    def turns(seen: Seen) -> Iterator[None]:
        among = _listed(seen, source(seen))
        seen.spend(len(among) * (1 + cost))
        for member in among:
            with _set(seen, {name: member}):
                if deeper is None:
                    yield
                else:
                    yield from deeper(seen)

    return turns


def collected(turns: Turns, body: Ask) -> Ask:
    """``for … return``: the list of what each turn gives."""
    return lambda seen: held(seen, [body(seen) for _ in turns(seen)])


def quantified(turns: Turns, body: Ask, some: bool) -> Ask:
    """``some … satisfies`` and ``every … satisfies``."""
    joint = logic.any_yes if some else logic.all_yes

    def ask(seen: Seen) -> Any:
        answers = [body(seen) for _ in turns(seen)]
        return joint(answers)

    return ask


def filtered(whole: Ask, test: Ask, cost: int) -> Ask:
    """``list[2]`` is its second member, ``list[test]`` those for which the test holds."""

    def ask(seen: Seen) -> Any:
        among = _listed(seen, whole(seen))
        seen.spend(len(among) * (1 + cost))
        found = []
        for number, member in enumerate(among, 1):
            fields = member if type(member) is dict else {}
            with _set(seen, {**fields, "item": member}):
                answer = test(seen)
            if type(answer) is int:
                return _nth(among, answer)
            if answer is True:
                found.append(among[number - 1])
        return held(seen, found)

    return ask


def counted(first: Ask, last: Ask) -> Ask:
    """``1..9`` in a loop: whole numbers up or down."""

    def ask(seen: Seen) -> Any:
        one, other = first(seen), last(seen)
        if type(one) is not int or type(other) is not int:
            return None
        step = 1 if one <= other else -1
        return functions.counted(seen, one, other + step, step)

    return ask


def listed(parts: Sequence[Ask]) -> Ask:
    """A list that is written out."""
    return lambda seen: held(seen, [part(seen) for part in parts])


def recorded(entries: Sequence[tuple[str, Ask]]) -> Ask:
    """A record that is written out; an entry sees those before it."""

    def ask(seen: Seen) -> Any:
        made: dict[str, Any] = {}
        with _set(seen, {}) as put:
            for name, part in entries:
                made[name] = part(seen)
                put(name, made[name])
        return held(seen, made)

    return ask


def _listed(seen: Seen, value: Any) -> list[Any]:
    if value is None:
        return []
    if type(value) is dict or type(value) not in CONTAINERS:
        return [value]
    return members(seen, value)


def _nth(among: Sequence[Any], number: int) -> Any:
    if number == 0 or abs(number) > len(among):
        return None
    return among[number - 1 if number > 0 else number]


@contextmanager
def _set(seen: Seen, names: Mapping[Any, Any]) -> Iterator[Callable[[str, Any], None]]:
    """Set names for a while; what they held before comes back."""
    kept: dict[str, Any] = {}
    added: set[str] = set()

    def put(name: str, value: Any) -> None:
        if name in seen and name not in added:
            kept[name] = seen[name]
        added.add(name)
        seen[name] = picked(value)

    try:
        for name, value in names.items():
            put(name, value)
        yield put
    finally:
        for name in added:
            seen.pop(name, None)
        seen.update(kept)

"""The longest way through a drawing, each loop gone round once.

Steps that lie side by side count by the longest of them, because only one can be
on a way. A loop is entered, gone through to where the way leaves it, and each of
its rounds back adds what it has not passed yet.

>>> length = {"a": 1, "again": 2, "b": 4}.get
>>> onward = {"a": ["which"], "which": ["b", "again"], "again": ["a"], "b": []}
>>> longest("a", onward, lambda key: length(key, 0))
['a', 'which', 'again', 'b']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.workflow import graph

Onward = Mapping[str, Sequence[str]]
Weight = Callable[[str], float]


def longest(start: str, onward: Onward, weight: Weight) -> list[str]:
    """The names on the longest way from ``start``, rounds back behind the way out of a loop."""
    whole = {key: onward.get(key, ()) for key in graph.reached([start], onward)}
    entered = {start}
    groups = list(graph.groups(whole))
    place = {key: number for number, group in enumerate(groups) for key in group}
    for key, following in whole.items():
        entered.update(each for each in following if place[each] != place[key])
    best: dict[str, list[str]] = {}
    for group in groups:
        for entry in group & entered:
            ways = _ways(entry, group, whole, weight)
            best[entry] = max(
                (
                    [*way, *rest]
                    for last, way in ways.items()
                    for rest in _onward(last, group, whole, best)
                ),
                key=lambda way: sum(map(weight, way)),
            )
    return best[start]


def _onward(
    last: str, group: set[str], whole: Onward, best: Mapping[str, list[str]]
) -> list[list[str]]:
    leaving = [best[each] for each in whole[last] if each not in group]
    return leaving or [[]]


def _ways(entry: str, group: set[str], whole: Onward, weight: Weight) -> dict[str, list[str]]:
    """The longest way from an entry to each place where a group is left, with its rounds."""
    inside = {key: [each for each in whole[key] if each in group] for key in group}
    order, back = _order(entry, inside)
    exits = [key for key in order if not all(each in group for each in whole[key])] or order
    forward = {key: [each for each in inside[key] if (key, each) not in back] for key in order}
    found = {}
    for last in exits:
        way = _heaviest(entry, last, order, forward, weight)
        if way is not None:
            found[last] = way + _rounds(way, back, order, forward, weight)
    return found


def _rounds(
    way: list[str],
    back: Sequence[tuple[str, str]],
    order: Sequence[str],
    forward: Onward,
    weight: Weight,
) -> list[str]:
    """What each round back adds to a way."""
    passed, added = set(way), []
    for last, first in back:
        again = _heaviest(
            first, last, order, forward, lambda key: 0 if key in passed else weight(key)
        )
        for key in again or ():
            if key not in passed:
                passed.add(key)
                added.append(key)
    return added


def _order(entry: str, inside: Onward) -> tuple[list[str], list[tuple[str, str]]]:
    """What is reached, sources first, and the arrows that lead back."""
    done: list[str] = []
    seen, standing = {entry}, {entry}
    back = []
    walk = [(entry, iter(inside[entry]))]
    while walk:
        key, following = walk[-1]
        ahead = next(following, None)
        if ahead is None:
            walk.pop()
            standing.discard(key)
            done.append(key)
        elif ahead in standing:
            back.append((key, ahead))
        elif ahead not in seen:
            seen.add(ahead)
            standing.add(ahead)
            walk.append((ahead, iter(inside[ahead])))
    return done[::-1], back


def _heaviest(
    first: str, last: str, order: Sequence[str], forward: Onward, weight: Weight
) -> list[str] | None:
    lengths = {first: weight(first)}
    before: dict[str, str] = {}
    for key in order:
        if key not in lengths:
            continue
        for each in forward[key]:
            length = lengths[key] + weight(each)
            if each not in lengths or length > lengths[each]:
                lengths[each] = length
                before[each] = key
    if last not in lengths:
        return None
    way = [last]
    while way[-1] != first:
        way.append(before[way[-1]])
    return way[::-1]

"""Ways through a drawing, as plain names and the names they lead to.

>>> sorted(reached(["a"], {"a": ["b"], "b": ["c"], "d": ["a"]}))
['a', 'b', 'c']
>>> [sorted(each) for each in circles({"a": ["b"], "b": ["a", "c"], "c": []})]
[['a', 'b']]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

Onward = Mapping[str, Collection[str]]


def reached(starts: Iterable[str], onward: Onward) -> set[str]:
    """All that can be reached from ``starts``, themselves included."""
    seen: set[str] = set()
    ahead = list(starts)
    while ahead:
        key = ahead.pop()
        if key not in seen:
            seen.add(key)
            ahead.extend(onward.get(key, ()))
    return seen


def circles(onward: Onward) -> list[set[str]]:
    """The groups of names that lead to each other in a circle."""
    return [
        group
        for group in groups(onward)
        if len(group) > 1 or any(key in onward.get(key, ()) for key in group)
    ]


def groups(onward: Onward) -> Iterator[set[str]]:
    """Names that lead to each other, each group behind all those that it leads to.

    These are Tarjan's strongly connected components, found without recursion.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    standing: list[str] = []
    stands: set[str] = set()
    for root in onward:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        standing.append(root)
        stands.add(root)
        walk = [(root, iter(onward.get(root, ())))]
        while walk:
            key, following = walk[-1]
            ahead = next(following, None)
            if ahead is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[key])
                if lowest[key] == number[key]:
                    yield _taken_down_to(key, standing, stands)
            elif ahead not in number:
                number[ahead] = lowest[ahead] = len(number)
                standing.append(ahead)
                stands.add(ahead)
                walk.append((ahead, iter(onward.get(ahead, ()))))
            elif ahead in stands:
                lowest[key] = min(lowest[key], number[ahead])


def _taken_down_to(key: str, standing: list[str], stands: set[str]) -> set[str]:
    group = set()
    while True:
        each = standing.pop()
        stands.discard(each)
        group.add(each)
        if each == key:
            return group

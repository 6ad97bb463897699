from typing import Any

import pytest

from engine.rules.expression import NoAnswer, compile_script


def outcome(text: str, **data: Any) -> dict[str, Any]:
    return compile_script(text).run(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 2\nb = a > 1", {"a": 2, "b": True}),
        ("pass", {}),
        ("n += 1", {"n": 6}),
        ("n += 0.5\nn += 0.5", {"n": 6}),
        ("d['k'] = n", {"d": {"x": [1], "k": 5}}),
        ("d['x'][0] = 2\nd['x'] += [3]", {"d": {"x": [2, 3]}}),
        ("d['x'][0] += 1", {"d": {"x": [2]}}),
        ("a = d\na['x'] = 1\nb = d", {"a": {"x": 1}, "b": {"x": [1]}}),
        ("a = [d]\nd['x'] = 1\nb = a", {"a": [{"x": [1]}], "d": {"x": 1}, "b": [{"x": [1]}]}),
        ("d['d'] = d", {"d": {"x": [1], "d": {"x": [1]}}}),
        ("if n > 3:\n  a = 1\nelif n > 2:\n  a = 2\nelse:\n  a = 3", {"a": 1}),
        ("if n < 3:\n  a = 1\nelif n < 6:\n  a = 2\nelse:\n  a = 3", {"a": 2}),
        ("if n < 3:\n  a = 1\nelif n < 5:\n  a = 2\nelse:\n  a = 3", {"a": 3}),
        ("t = 0\nfor x in [1, 2, 3]:\n  if x != 2:\n    t += x", {"t": 4}),
        ("s = []\nfor k, v in d.items():\n  s += [k]", {"s": ["x"]}),
        ("s = []\nfor x in items:\n  s += [x * 2]\n  items += [x]", {"s": [2, 4],
                                                                "items": [1, 2, 1, 2]}),
        ("n = n + 1  # ghi chú bằng tiếng Việt", {"n": 6}),
        ("items[1] = 'Nguyễn'", {"items": [1, "Nguyễn"]}),
        ("word = 'a'\nword += 'b'", {"word": "ab"}),
    ],
)  # fmt: skip
def test_a_script_sets_names_line_by_line(text: str, expected: dict[str, Any]) -> None:
    assert outcome(text, n=5, d={"x": [1]}, items=[1, 2]) == expected


def test_the_name_of_a_loop_is_gone_behind_it() -> None:
    assert outcome("for x in [1]:\n  a = x\nb = x", x="before") == {"a": 1, "b": "before"}


def test_a_script_that_fails_has_set_nothing() -> None:
    data = {"d": {"x": 1}, "items": [1]}

    with pytest.raises(NoAnswer):
        outcome("d['x'] = 2\nitems += [2]\nd['y'] = items[9]", **data)

    assert data == {"d": {"x": 1}, "items": [1]}


def test_what_a_script_sets_is_nobody_elses() -> None:
    data = {"d": {"x": [1]}}

    set_to = compile_script("a = d['x']\nb = [a, a]").run(data)
    set_to["a"].append(2)
    set_to["b"][0].append(3)

    assert data == {"d": {"x": [1]}}
    assert set_to["b"] == [[1, 3], [1]]


def test_a_script_may_build_a_long_list() -> None:
    script = "found = []\nfor n in range(1500):\n  found += [{'n': n}]\n  last = n"

    assert len(outcome(script)["found"]) == 1_500

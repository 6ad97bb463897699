"""Cases taken over to an edited diagram, beside cases that ran on it from the start.

A diagram drawn by chance gets an edit by chance. The same moves are made on both
diagrams for as long as the edit makes no difference; then the case on the old one
is taken over, and from there on the two must stay the same to their end.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Any

from engine.workflow import Definition, Fit, Progress, define, plan_upgrade, upgrade
from tests.workflow.drawing import node, timer
from tests.workflow.elements import boundary
from tests.workflow.generated import drawn
from tests.workflow.moving import Moving, working_time
from tests.workflow.twins import ANSWERS

MOVES = 40
_ARROW = re.compile(r'<sequenceFlow id="([^"]+)" sourceRef="([^"]+)" targetRef="([^"]+)">')
_STEP = re.compile(r'<userTask id="(step\d+)"')


@dataclass(frozen=True)
class Upgraded:
    """How many cases were taken over, how many of them ended, and which were not the same."""

    diagrams: int
    taken_over: int
    ended: int
    different: list[str]


def walk_upgrades(diagrams: int, seed: int) -> Upgraded:
    """Take over one case of each of so many diagrams, three times each."""
    taken_over = ended = 0
    different: list[str] = []
    for number in range(diagrams):
        content = drawn(f"{seed} {number}").decode()
        for walk in range(3):
            chance = random.Random(f"{seed} {number} {walk}")
            old, new = define(content.encode()), define(_edited(content, chance).encode())
            try:
                found = _walk(old, new, chance)
            except Exception as parted:  # noqa: BLE001  # every way to part is an answer here
                different.append(f"{seed} {number} {walk}: {type(parted).__name__} {parted}"[:300])
                continue
            taken_over += found is not None
            ended += bool(found)
    return Upgraded(diagrams, taken_over, ended, different)


def _edited(content: str, chance: random.Random) -> str:
    """Draw a step into an arrow, or a reminder at a step."""
    steps = [step for step in _STEP.findall(content) if f'attachedToRef="{step}"' not in content]
    if steps and chance.random() < 0.3:
        step = chance.choice(steps)
        late = boundary("added", step, timer("timeDuration", "PT5H"), interrupts=False)
        end = node("endEvent", "added_end")
        arrow = '<sequenceFlow id="added__end" sourceRef="added" targetRef="added_end"/>'
        at = content.index(f'<userTask id="{step}"')
        return content[:at] + late + end + arrow + content[at:]
    arrows = [each for each in _ARROW.finditer(content) if "either" not in each[2]]
    chosen = chance.choice(arrows)
    first = chosen[0].replace(f'targetRef="{chosen[3]}"', 'targetRef="added"')
    second = f'<sequenceFlow id="added__on" sourceRef="added" targetRef="{chosen[3]}"/>'
    step = node("userTask", "added")
    return content[: chosen.start()] + step + second + first + content[chosen.end() :]


def _walk(old: Definition, new: Definition, chance: random.Random) -> bool | None:
    """Walk on both; tell whether the case that was taken over ended, None when none was."""
    both = _while_alike(old, new, chance)
    if both is None:
        return None
    before, beside = both
    over = Moving(new, _taken_over(before, new), before.now)
    assert _stands(over) == _stands(beside)
    for _ in range(MOVES):
        if over.stands.finished:
            return True
        _move((over, beside), chance)
        assert _stands(over) == _stands(beside)
        assert over.stands.path == beside.stands.path
        assert over.stands.choices == beside.stands.choices
    return False


def _while_alike(
    old: Definition, new: Definition, chance: random.Random
) -> tuple[Moving, Moving] | None:
    """Make some moves on both, at most until the edit makes a difference."""
    before, beside = Moving.begin(old, choice="both"), Moving.begin(new, choice="both")
    alike = None
    for _ in range(chance.randint(1, 20)):
        if before.stands.finished or _stands(before) != _stands(beside):
            break
        alike = (replace(before), replace(beside))
        _move((before, beside), chance)
    return alike


def _taken_over(case: Moving, new: Definition) -> Progress:
    """Take a case over; where it is asked, this case goes on where it stands."""
    at: Any = {"now": case.now, "working_time": working_time}
    found = plan_upgrade(case.definition, new, case.stands.state, **at)
    stay = {each.element: each.element for each in found.places if each.fit is Fit.CHOICE}
    return upgrade(case.definition, new, case.stands.state, stay, **at)


def _move(cases: tuple[Moving, Moving], chance: random.Random) -> None:
    """Make the same move in both cases."""
    stands = cases[0].stands
    heard = bool(stands.awaited)
    (kind,) = chance.choices(
        ["complete", "wait", "deliver"], [6, 2 + 4 * (not stands.waiting), 3 * heard]
    )
    nth = chance.randrange(len(stands.waiting)) if stands.waiting else 0
    answers = {field: chance.choice(of) for field, of in ANSWERS.items()}
    hours = chance.choice([1, 2, 30, 100])
    for case in cases:
        if kind == "complete" and stands.waiting:
            case.complete_nth(nth, answers)
        elif kind == "deliver" and heard:
            case.deliver(stands.awaited[0].message, {"answered": True})
        else:
            case.wait(hours=hours)


def _stands(case: Moving) -> dict[str, Any]:
    stands = case.stands
    return {
        "waiting": [each.step.id for each in stands.waiting],
        "events": sorted((each.element, str(each.due)) for each in stands.events),
        "finished": stands.finished,
        "data": stands.data,
    }

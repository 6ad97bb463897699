"""Moving a case from outside its diagram: back to an earlier step, or past a dead one.

No drawing foresees everything. What is done here are the engine's own moves: the
step that waits is cancelled, with its timers and everything inside it, and a new
token is put where the case should go on; nothing that is stored is edited. A
move that would leave a join waiting for ever, or have a part done twice while
another branch is still at it, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from engine.errors import Refusal
from engine.i18n import Name, Said, mark
from engine.workflow import state as stored
from engine.workflow.clock import WorkingTime
from engine.workflow.definition import Definition, Step
from engine.workflow.net import Found, Trouble
from engine.workflow.process import NoSuchTask, at_rest, engine_at
from engine.workflow.progress import Progress, failing, run_on
from engine.workflow.token import Token, tokens

_NO_PLACE: Final = frozenset({"startEvent", "boundaryEvent"})


class CannotMove(Refusal):
    """A token can't be moved there; the text says why."""

    code = "cannot-move"
    status = 409
    default = mark("The case can't be moved there.")


def send_back(
    definition: Definition,
    state: bytes,
    task: str,
    to_step: str,
    *,
    now: datetime,
    working_time: WorkingTime,
) -> Progress:
    """Move a waiting step or event back to an earlier step of its part of the diagram.

    What waits there is cancelled, with its timers; a step done by several at once
    goes back as a whole, and a subprocess is left as a whole when ``to_step`` lies
    before it. The values stay as they are. ``ways_back`` lists where it may go;
    anything else raises ``CannotMove`` with the reason.
    """
    engine = engine_at(definition, now, working_time)
    workflow = stored.load(state, definition, engine)
    token = _token(definition, workflow, task, to_step)
    if to_step not in definition.steps or not token.lies_behind(to_step):
        said = mark("“%(to)s” is not a step before “%(step)s”.")
        raise CannotMove(_between(definition, said, token, to_step))
    _refuse_trouble(definition, token, to_step)
    with failing(engine.trace):
        token.put(to_step)
    return run_on(definition, workflow, engine)


def move_on(
    definition: Definition,
    state: bytes,
    task: str,
    to: str | None = None,
    *,
    now: datetime,
    working_time: WorkingTime,
) -> Progress:
    """Move past a step or event that will never be done, without doing it.

    Without ``to`` the case goes on by the one arrow drawn; with it, at an element
    further on in the same part of the diagram: also past a gateway that can't
    decide. ``ways_on`` lists where it may go; anything else raises ``CannotMove``.
    """
    engine = engine_at(definition, now, working_time)
    workflow = stored.load(state, definition, engine)
    if to is None:
        token = _first(definition, workflow, task)
        _refuse_to_choose(definition, token)
        with failing(engine.trace):
            token.leave(engine.trace)
        return run_on(definition, workflow, engine)
    token = _token(definition, workflow, task, to)
    if _is_no_place(definition, to) or not token.leads_to(to):
        said = mark("The case can't go on at “%(to)s” from “%(step)s”.")
        raise CannotMove(_between(definition, said, token, to))
    _refuse_trouble(definition, token, to)
    with failing(engine.trace):
        token.put(to)
    return run_on(definition, workflow, engine)


def ways_back(definition: Definition, state: bytes, task: str) -> tuple[Step, ...]:
    """The steps to which a waiting step or event may be sent back, as drawn."""
    return tuple(
        definition.steps[to]
        for to, token in _places(definition, state, task)
        if to in definition.steps and token.lies_behind(to)
    )


def ways_on(definition: Definition, state: bytes, task: str) -> tuple[Step, ...]:
    """The elements at which a case may go on past a waiting step or event, as drawn."""
    return tuple(
        definition.elements[to]
        for to, token in _places(definition, state, task)
        if not _is_no_place(definition, to) and token.leads_to(to)
    )


def _places(definition: Definition, state: bytes, task: str) -> Iterator[tuple[str, Token]]:
    """Where a token may be put, each with the token that would be moved there."""
    workflow = stored.load(state, definition, at_rest(definition))
    _first(definition, workflow, task)
    around = {token.scope.id: token for token in tokens(definition, workflow, task)}
    for to, element in definition.elements.items():
        token = around.get(element.scope)
        if token is not None and to != token.element and token.trouble(to) is None:
            yield to, token


def _first(definition: Definition, workflow: Any, task: str) -> Token:
    token = next(tokens(definition, workflow, task), None)
    if token is None:
        raise NoSuchTask
    if token.is_at_an_edge:
        said = mark("“%(step)s” stands at the edge of a step: move the step.")
        raise CannotMove(Said(said, step=name_of(definition, token.element)))
    return token


def _token(definition: Definition, workflow: Any, task: str, to: str) -> Token:
    """The token that ``task`` stands for, in the scope in which ``to`` lies."""
    _first(definition, workflow, task)
    element = definition.elements.get(to)
    for token in tokens(definition, workflow, task):
        if element is not None and token.scope.id == element.scope:
            return token
    said = mark("“%(to)s” lies in another part of the diagram.")
    raise CannotMove(Said(said, to=name_of(definition, to)))


def _is_no_place(definition: Definition, to: str) -> bool:
    """Gateways can't be put a token on: a join would not know where it came from."""
    found = definition.elements.get(to)
    return found is None or found.kind in _NO_PLACE or found.kind.endswith("Gateway")


def _refuse_to_choose(definition: Definition, token: Token) -> None:
    if len(definition.drawn.leaving(token.element)) != 1:
        said = mark("Several arrows leave “%(step)s”: say where the case should go on.")
        raise CannotMove(Said(said, step=name_of(definition, token.element)))


def _refuse_trouble(definition: Definition, token: Token, to: str) -> None:
    found = token.trouble(to)
    if found is not None:
        raise CannotMove(why(definition, found, to))


def why(definition: Definition, found: Found, to: str) -> Said:
    """Say what would go wrong from a place in the diagram."""
    texts = {
        Trouble.STUCK: mark(
            "From “%(to)s” the case would wait for ever at “%(place)s”, "
            "for a branch that nobody is on."
        ),
        Trouble.DOUBLED: mark(
            "From “%(to)s” the case would come twice to “%(place)s”, because another branch "
            "is still under way."
        ),
        Trouble.UNKNOWN: mark(
            "The diagram has too many ways on from “%(to)s” to be sure that the case would end."
        ),
    }
    place = name_of(definition, found.element)
    return Said(texts[found.trouble], to=name_of(definition, to), place=place)


def _between(definition: Definition, said: str, token: Token, to: str) -> Said:
    return Said(said, to=name_of(definition, to), step=name_of(definition, token.element))


def name_of(definition: Definition, element: str) -> Said:
    """The name of an element in both languages, or its id where it has none."""
    found = definition.elements.get(element)
    if found is None or not found.name:
        return Name(element)
    return Name(found.name, found.properties.get("name_en", ""))

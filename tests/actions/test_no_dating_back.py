"""No verb lets a person say when something happened, but for what an outage or evidence proves.

A verb takes the moment from the office's clock. What a person may state is
named here, with why; a new command or verb that takes a moment fails until
somebody has thought about it.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module

import bpmn
from engine import actions
from engine.queries import published

# Given on inside a verb, from the office's own clock or from a rule.
THE_CLOCK = {"now", "at", "run_at"}
# Read from the rows of a case by its turn; nobody states them.
READ = {"Times"}
STATED = {
    "application.OnPaper.received": "within an outage, by a slip, confirmed by a head",
    "earlier_returns.GivenEarlier.given": "with evidence, consented to by a head",
    "outages.OutageNote.began": "by who can't enter dossiers for it",
    "outages.OutageNote.ended": "by who can't enter dossiers for it",
    "outages.end(ended)": "by who can't enter dossiers for it",
}
# Days that the form of a step with an effect may ask for.
DATED = {
    "issued_on": "the day on the sealed paper: from the day of reception to today",
    "reply_by": "a day to come, by which the applicant answers",
    "tax_code_date": "the tax authority's own day, kept as its answer and counted by nobody",
}


def _modules() -> Iterator[tuple[str, object]]:
    for found in pkgutil.iter_modules(actions.__path__):
        yield found.name, import_module(f"engine.actions.{found.name}")


def _takes_a_moment() -> Iterator[str]:
    """Every field of a command and every argument of a verb that is a moment or a stated one."""
    for name, module in _modules():
        for thing in vars(module).values():
            if getattr(thing, "__module__", "") != f"engine.actions.{name}":
                continue
            if is_dataclass(thing) and isinstance(thing, type) and thing.__name__ not in READ:
                for field in fields(thing):
                    if _is_moment(field.type):
                        yield f"{name}.{thing.__name__}.{field.name}"
            elif inspect.isfunction(thing) and not thing.__name__.startswith("_"):
                for argument in inspect.signature(thing).parameters.values():
                    if _is_moment(argument.annotation):
                        yield f"{name}.{thing.__name__}({argument.name})"


def _is_moment(annotation: object) -> bool:
    return any(kind in str(annotation) for kind in ("datetime", "StatedMoment"))


def test_only_an_outage_and_evidence_let_somebody_state_a_moment() -> None:
    stated = {one for one in _takes_a_moment() if _last_word(one) not in THE_CLOCK}

    assert stated == set(STATED)


def _last_word(one: str) -> str:
    return re.split(r"[.(]", one.rstrip(")"))[-1]


def test_no_form_asks_for_a_day_that_dates_the_office_back() -> None:
    for name in bpmn.procedure_names():
        version = published.parse(bpmn.procedure_files(name))
        own = {step.properties.get("form", step.id) for step in version.definition.steps.values()
               if step.properties.get("does") not in {"check_papers", "work", None}}  # fmt: skip
        dated = {field.key for form in own & version.forms.keys()
                 for field in version.forms[form].fields if field.kind == "date"}  # fmt: skip
        assert dated <= DATED.keys()

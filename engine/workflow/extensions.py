"""What the office adds to a diagram: the properties of steps, events and lanes.

They are written as ``spiffworkflow:property`` elements, which the engine's own
schema allows everywhere but hands over only for tasks and events; so all of
them are read here, from the XML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from lxml import etree

from engine.rules.verbs import Does

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF: Final = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"

# The verbs of the office that can complete a step (`does`).
VERBS: Final = frozenset(verb.value for verb in Does)
UNITS: Final = frozenset({"working_days", "calendar_days", "working_hours"})
# What may be said about an element; everything else is somebody else's, or a slip of the pen.
PROPERTIES: Final = frozenset({"name_en", "does", "allowance", "form", "role", "remind", "silence"})
_ALLOWANCE = re.compile(r"(\d{1,4}(?:\.\d{1,4})?) ([a-z_]+)")
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def names(text: str) -> frozenset[str]:
    """Names written in a row.

    >>> sorted(names("incoming outgoing"))
    ['incoming', 'outgoing']
    """
    return frozenset(text.split())


@dataclass(frozen=True)
class Allowance:
    """A length of working time that a step or a timer is given."""

    amount: Decimal
    unit: str


def properties(element: etree._Element) -> Mapping[str, str]:
    """Read the office's properties of one element, in the order they are written."""
    path = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
    found = {
        name: each.get("value", "")
        for each in element.iterfind(path)
        if (name := each.get("name")) is not None
    }
    return MappingProxyType(found) if found else NOTHING


def allowance(text: str) -> Allowance | None:
    """Read a length such as ``0.25 working_days``; None when it isn't one.

    >>> allowance("2 working_hours")
    Allowance(amount=Decimal('2'), unit='working_hours')
    """
    written = _ALLOWANCE.fullmatch(text.strip())
    if written is None or written[2] not in UNITS or Decimal(written[1]) == 0:
        return None
    return Allowance(Decimal(written[1]), written[2])

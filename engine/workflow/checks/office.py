"""What the office asks of a procedure's diagram, beyond that it runs.

Errors in a procedure's folder; on a lone file, which may come from anywhere,
they are warnings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from engine.i18n import Said, mark
from engine.rules.pause import PauseKind
from engine.rules.pause_request import FORMS
from engine.rules.verbs import Does
from engine.workflow.checks.folder import forms
from engine.workflow.checks.note import at
from engine.workflow.diagram import MANUAL, Diagram, Element
from engine.workflow.extensions import VERBS, allowance
from engine.workflow.finding import Finding, Severity

NO_FORM = "-"
# How the names of units begin. "Chuyên môn kinh tế" is a function; "Phòng Kinh tế" is a unit,
# and another commune has another one.
UNITS: Final = (
    "phòng", "sở", "ủy ban", "uỷ ban", "ubnd", "hđnd", "hội đồng nhân dân", "trung tâm",
    "chi cục", "cục", "tổng cục", "ban quản lý", "bql", "văn phòng đăng ký", "chi nhánh",
    "công an", "tòa án", "toà án", "viện kiểm sát", "bộ", "xã", "phường", "đặc khu",
    "thị trấn", "tỉnh", "huyện", "thành phố",
)  # fmt: skip
# They begin like a unit and are none: the counter, the police or the registry as a function.
_FUNCTIONS: Final = ("bộ phận", "công an", "văn phòng")


def office_rules(drawn: Diagram, folder: Mapping[str, bytes] | None) -> Iterator[Finding]:
    """Hold every step against what the office needs to know about it."""
    severity: Severity = "warning" if folder is None else "error"
    for element in drawn.elements.values():
        if element.kind in MANUAL:
            yield from _step(element, folder, severity)
        for lane in element.properties.get("remind", "").split(","):
            if lane.strip() and lane.strip() not in drawn.lanes:
                said = Said(
                    mark("The lane “%(lane)s” is not in the diagram: name one that is."),
                    lane=lane.strip()[:120],
                )
                yield at(element, "unknown-lane", said, severity=severity)
    for each in drawn.lanes.values():
        if names_a_unit(each.name):
            said = Said(
                mark(
                    "The lane “%(name)s” bears a unit's name. A lane is a function, which each "
                    "agency gives to a unit of its own: name it by what is done in it."
                ),
                name=each.name[:120],
            )
            yield at(each, "lane-is-a-unit", said, severity=severity)


def names_a_unit(name: str) -> bool:
    """Whether a name is that of a unit and not of a function.

    >>> names_a_unit("Phòng Kinh tế phường Nha Trang"), names_a_unit("Chuyên môn kinh tế")
    (True, False)
    """
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip().casefold()
    if any(plain == each or plain.startswith(each + " ") for each in _FUNCTIONS):
        return bool(re.search(r" (xã|phường|tỉnh|đặc khu|thành phố) \w", plain))
    begins = any(plain.startswith(each + " ") for each in UNITS)
    return begins or bool(re.search(r"\b(xã|phường|tỉnh|đặc khu) \w", plain))


def _step(
    element: Element, folder: Mapping[str, bytes] | None, severity: Severity
) -> Iterator[Finding]:
    if element.lane is None:
        said = Said(
            mark(
                "The step is in no lane, so nobody would see it: draw it into the lane of who "
                "does it, or name that function in its property “role”."
            )
        )
        yield at(element, "no-lane", said, severity=severity)
    if not element.name.strip():
        said = Said(mark("The step has no name: write what is done in it."))
        yield at(element, "no-name", said, severity=severity)
    yield from _allowance(element, severity)
    verb = element.properties.get("does")
    if verb is not None and verb not in VERBS:
        said = Said(
            mark("The office has no verb “%(verb)s”; it has %(known)s."),
            verb=verb[:60],
            known=", ".join(sorted(VERBS)),
        )
        yield at(element, "unknown-verb", said, severity=severity)
    yield from _duty(element, folder, severity)
    form = element.properties.get("form", element.id)
    if folder is not None and form != NO_FORM and f"forms/{form}.toml" not in folder:
        said = Said(
            mark(
                "The form forms/%(form)s.toml is not in the folder: write it, or set the "
                "property “form” to “-” for a step without one."
            ),
            form=form[:120],
        )
        yield at(element, "form-missing", said, severity=severity)


def _duty(
    element: Element, folder: Mapping[str, bytes] | None, severity: Severity
) -> Iterator[Finding]:
    """What the notice of a financial duty must state, for the case file shows it."""
    if folder is None or element.properties.get("does") != Does.ISSUE_FINANCIAL_DUTY:
        return
    asked = forms(folder).get(element.properties.get("form", element.id))
    stated = {field.key for field in asked.fields} if asked else set()
    needed = {field.key for field in FORMS[PauseKind.FINANCIAL_DUTY].fields if field.required}
    if lacking := sorted(needed - stated):
        said = mark("The form of a financial duty also asks for: %(fields)s.")
        yield at(
            element, "duty-not-stated", Said(said, fields=", ".join(lacking)), severity=severity
        )


def _allowance(element: Element, severity: Severity) -> Iterator[Finding]:
    promised = element.properties.get("allowance")
    if promised is None:
        said = Said(
            mark(
                "The step has no allowance, so nobody knows when it is late: give it its share "
                "of the term, such as 2 working_hours."
            )
        )
        yield at(element, "no-allowance", said, severity=severity)
    elif allowance(promised) is None:
        said = Said(
            mark("“%(text)s” is not a length of working time, such as 2 working_days."),
            text=promised[:120],
        )
        yield at(element, "bad-allowance", said, severity=severity)

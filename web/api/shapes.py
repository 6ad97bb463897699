"""How cases look to programs: marshmallow shapes, which the API's description is drawn from."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine.rules.calendar import office_time
from engine.rules.status import Status
from web.formats import said


class OfficeMoment(fields.DateTime):
    """A moment in the office's zone, with its offset."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._serialize(value and office_time(value), *args, **kwargs)


class InWords(fields.String):
    """A text in the reader's language."""

    def _serialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._serialize(said(value), *args, **kwargs)


class NameShape(Schema):
    """A name in both languages."""

    name = fields.String()
    name_en = fields.String()


class StatusShape(Schema):
    """The national status of a case, by its code 1 to 10."""

    code = fields.Integer()
    name = fields.String()


class StandingShape(Schema):
    """How a case or step stands against its due date."""

    verdict = fields.String(
        metadata={"description": "early, on_time, late, running, near_due, overdue, paused"}
    )
    due = OfficeMoment()
    second = OfficeMoment(metadata={"description": "the date that an extension gave, beside it"})
    minutes = fields.Integer(metadata={"description": "working minutes left; over when negative"})
    is_late = fields.Boolean()


class StepsStandingShape(Schema):
    """How a case stands as its steps count."""

    verdict = fields.String()
    late = fields.Integer()
    judged = fields.Integer()


class ReasonShape(Schema):
    """One dated reason why a case is due when it is."""

    day = fields.Date()
    said = InWords()


class ShareShape(Schema):
    """The working minutes of one cause."""

    cause = fields.String()
    unit = fields.String(metadata={"description": "the code of the unit that had the case"})
    minutes = fields.Integer()


class ElapsedShape(Schema):
    """Where the working time of a case went; the shares add up to the total."""

    total = fields.Integer()
    outside = fields.Integer(metadata={"description": "minutes of nights, weekends and holidays"})
    shares = fields.List(fields.Nested(ShareShape))


class PauseShape(Schema):
    """A stretch of time that does not count."""

    kind = fields.String()
    started = OfficeMoment()
    ended = OfficeMoment()
    answer_by = fields.Date()
    document = fields.String()
    legal_basis = fields.String()
    reason = fields.String()


class StepShape(Schema):
    """A step at which a case waits."""

    step = fields.String()
    name = fields.Nested(NameShape)
    unit = fields.Nested(NameShape)
    by = fields.String()
    started = OfficeMoment()
    due = OfficeMoment()
    standing = fields.Nested(StandingShape)


class HitShape(Schema):
    """A case that a search found."""

    code = fields.String()
    owner = fields.String()
    procedure = fields.Nested(NameShape)
    status = fields.Function(
        lambda hit: {"code": Status(hit.status).value, "name": said(hit.status.said)},
        metadata={"type": "object"},
    )
    received = OfficeMoment()
    due = OfficeMoment()
    second_due = OfficeMoment()
    standing = fields.Nested(StandingShape)


class CaseShape(Schema):
    """A case with its deadline."""

    code = fields.String()
    owner = fields.String()
    procedure_code = fields.String()
    procedure = fields.Nested(NameShape)
    agency = fields.String()
    status = fields.Nested(StatusShape)
    channel = fields.String()
    received = OfficeMoment()
    original_due = OfficeMoment()
    due = OfficeMoment()
    second_due = OfficeMoment(metadata={"description": "the date of an apology, beside it"})
    finished = OfficeMoment()
    returned = OfficeMoment()
    closed = OfficeMoment()
    outcome = fields.String()
    holder = fields.Nested(NameShape)
    standing = fields.Nested(StandingShape)
    by_steps = fields.Nested(StepsStandingShape)
    explanation = fields.List(fields.Nested(ReasonShape))
    time_spent = fields.Nested(ElapsedShape)
    why = fields.String(metadata={"description": "where the time went, in one paragraph"})
    pauses = fields.List(fields.Nested(PauseShape))
    waiting = fields.List(fields.Nested(StepShape))

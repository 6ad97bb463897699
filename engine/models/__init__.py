"""The nouns: everything the office keeps, one file a noun.

Importing this package maps them all, so that relationships named by text
resolve whichever noun a module asks for.
"""

from engine.models.access_token import AccessToken
from engine.models.alarm import Ring
from engine.models.audit import AuditEntry, AuditHead
from engine.models.base import Base, Moment
from engine.models.calendar import CalendarChange, CalendarEntry
from engine.models.case import Case, CaseState, HandedPaper, Party
from engine.models.clock_run import ClockRun
from engine.models.deadline import DeadlineEvent, Pause
from engine.models.document import Attachment, Document, StoredFile
from engine.models.experience import Experience
from engine.models.handoff import Handoff
from engine.models.incident import Incident
from engine.models.inspection import Inspection
from engine.models.job import Counter, Job, KeptAnswer, Notice, WebSession
from engine.models.late_answer import LateAnswer
from engine.models.late_cause import LateCause
from engine.models.late_entry import EarlierReturn, LateEntry
from engine.models.mail_wish import MailWish
from engine.models.message import Message, MessageWait
from engine.models.organisation import (
    Agency,
    Department,
    LaneUnit,
    Offering,
    Officer,
    OfficerRole,
)
from engine.models.outage import Outage, OutageFact
from engine.models.policy import PolicyChange
from engine.models.procedure import Procedure, ProcedureContent, ProcedureVersion, VersionFile
from engine.models.report_run import ReportRun
from engine.models.task import Task
from engine.models.upgrade import CaseUpgrade

__all__ = [
    "AccessToken",
    "Agency",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "CalendarChange",
    "CalendarEntry",
    "Case",
    "CaseState",
    "CaseUpgrade",
    "ClockRun",
    "Counter",
    "DeadlineEvent",
    "Department",
    "Document",
    "EarlierReturn",
    "Experience",
    "HandedPaper",
    "Handoff",
    "Incident",
    "Inspection",
    "Job",
    "KeptAnswer",
    "LaneUnit",
    "LateAnswer",
    "LateCause",
    "LateEntry",
    "MailWish",
    "Message",
    "MessageWait",
    "Moment",
    "Notice",
    "Offering",
    "Officer",
    "OfficerRole",
    "Outage",
    "OutageFact",
    "Party",
    "Pause",
    "PolicyChange",
    "Procedure",
    "ProcedureContent",
    "ProcedureVersion",
    "ReportRun",
    "Ring",
    "StoredFile",
    "Task",
    "VersionFile",
    "WebSession",
]

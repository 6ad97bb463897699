"""Every rule of the check by its name: what it finds, and how grave that is.

The names are stable: scripts and other programs read them. The guide for
analysts (``bpmn/README.md``) shows this as a table; a test keeps both complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FROM: Final = "<!-- rules: written by `python -m engine.workflow.rulebook` -->"
_TO: Final = "<!-- /rules -->"


@dataclass(frozen=True)
class Rule:
    """One rule. ``severity`` says *office* where it is an error in a procedure's folder only."""

    name: str
    severity: str
    finds: str
    fix: bool = False


@dataclass(frozen=True)
class Chapter:
    """Rules about one thing."""

    title: str
    rules: tuple[Rule, ...]


def _error(name: str, finds: str, *, fix: bool = False) -> Rule:
    return Rule(name, "error", finds, fix)


def _warning(name: str, finds: str, *, fix: bool = False) -> Rule:
    return Rule(name, "warning", finds, fix)


def _info(name: str, finds: str, *, fix: bool = False) -> Rule:
    return Rule(name, "info", finds, fix)


def _office(name: str, finds: str) -> Rule:
    return Rule(name, "office", finds)


CHAPTERS: Final[tuple[Chapter, ...]] = (
    Chapter(
        "The file",
        (
            _error("not-xml", "it is no XML, or not well formed"),
            _error("doctype", "it has a DOCTYPE, which could read other files"),
            _error("encoding", "it is in an encoding that drawing tools don't write"),
            _error("too-large", "it is larger than 5 MB, or has more than 50,000 elements"),
            _error("too-costly", "checking it takes more than 5 seconds or 512 MB"),
            _error("check-failed", "the check itself broke at it"),
            _error("not-bpmn", "it is XML, but no BPMN 2.0"),
            _error("no-process", "nothing is drawn in it"),
            _info("drawing-only", "no process of it runs (an error in a procedure's folder)"),
            _info("kept-as-drawing", "a pool beside the one that runs"),
            _warning("several-processes", "a second process that could run, and does not"),
            _error("too-many-steps", "more than 400 elements run"),
            _warning("import-not-read", "it imports another file"),
            _error("must-understand", "it asks for an extension the office does not know"),
            _error("no-place-here", "an element that BPMN has not, or not in this place"),
            _error("bad-value", "a value that can't be read (a warning where it decides nothing)"),
            _warning("unknown-attribute", "an attribute that BPMN has not"),
            _warning("not-by-the-schema", "something else that the schema of BPMN 2.0 refuses"),
            _info("foreign-extension", "what other tools wrote; kept, not used"),
            _info("to-take-over", "what another tool says of form, role, properties", fix=True),
        ),
    ),
    Chapter(
        "Ids and references",
        (
            _error("missing-id", "a step, arrow or lane without an id", fix=True),
            _error("duplicate-id", "one id for several elements", fix=True),
            _error("reserved-id", "an id of the engine's own, such as `Start`", fix=True),
            _error("bad-id", "an id with spaces, quotes, a leading digit, or too long", fix=True),
            _error("bad-name", "a list, or what is gathered from it, without a plain name"),
            _error("dangling-reference", "a message, signal, error or data object not in the file"),
            _warning("loose-reference", "the drawing speaks of what is not there", fix=True),
        ),
    ),
    Chapter(
        "Beginning, end and arrows",
        (
            _error("no-start", "a process without a start event", fix=True),
            _error("several-starts", "several start events, of which only one would count"),
            _error("no-end", "a process without an end event", fix=True),
            _error("subprocess-start", "a subprocess without exactly one start event", fix=True),
            _error("start-inside-waits", "a process inside another that would wait to begin"),
            _error("starts-by-itself", "a gateway or step that would start a case"),
            _error("loose-arrow", "an arrow from or to nothing"),
            _error("loose-event", "a boundary event at no step"),
            _error("arrow-across-border", "an arrow into or out of a subprocess"),
            _error("arrow-into-event", "an arrow to a start or boundary event"),
            _error("arrow-from-end", "an arrow out of an end event"),
            _error("double-arrow", "two arrows the same way into a join"),
            _error("unreachable", "a step to which nothing leads"),
            _error("dead-end", "a step from which nothing leads on", fix=True),
            _error("loop-without-gateway", "a loop that no gateway leaves", fix=True),
        ),
    ),
    Chapter(
        "Gateways and conditions",
        (
            _error("complex-gateway", "complex gateways do not run"),
            _error("implicit-split", "several arrows out of a step", fix=True),
            _info("implicit-join", "several arrows into a step", fix=True),
            _error("condition-ignored", "a condition where nobody asks it"),
            _error("condition-missing", "an arrow out of a choice without a condition", fix=True),
            _warning("condition-on-default", "a condition on the default arrow", fix=True),
            _error("wrong-default", "a default arrow that does not leave its gateway"),
            _error("no-default", "a choice without a default that may find no way", fix=True),
            _error("event-gateway-target", "an event-based gateway that leads to a step"),
            _error("join-waits-for-itself", "a join that waits for an arrow from behind it"),
            _error("bad-condition", "a condition that can't be read", fix=True),
            _error("bad-expression", "another expression that can't be read", fix=True),
            _error("bad-script", "a script that can't be read", fix=True),
            _error("bad-timer", "a time that can't be read, or is beyond 100 years", fix=True),
        ),
    ),
    Chapter(
        "Every case comes to an end",
        (
            _error("can-stall", "a join that may wait for ever (a warning where not certain)"),
            _error("never-ends", "a loop out of which no way leads"),
            _error("forks-without-end", "rounds that each leave a branch open"),
            _error("dead-step", "a step to which no case ever comes"),
            _warning("done-twice", "branches that are not joined, so that the rest is done twice"),
            _info("not-proved", "too many ways to walk all of them"),
            _error("runs-away", "the engine would run on and on"),
            _error("engine-fails", "the engine breaks when it is walked through"),
            _error("engine-refuses", "the engine can't read it"),
        ),
    ),
    Chapter(
        "Steps",
        (
            _error("service-task", "the office has no services that diagrams may call"),
            _error("script-missing", "a script task without a script", fix=True),
            _error("ad-hoc-subprocess", "ad-hoc subprocesses do not run"),
            _error("event-subprocess", "event subprocesses would run at once"),
            _error("compensation", "compensation is not carried out"),
            _error("multi-instance-count", "several instances without a number or list", fix=True),
            _error("multi-instance-behaviour", "events of single instances"),
            _error("too-many-instances", "more than 1,000 instances"),
            _error("loop-without-end", "a repeated step without a condition or maximum"),
            _error("token-quantity", "counts of tokens"),
            _error("called-process-not-named", "a call of nothing", fix=True),
            _error("called-process-missing", "a call of a process that is not in the file"),
            _error("calls-itself", "a process that calls itself"),
            _error("decision-not-named", "a rule task without a table", fix=True),
            _error("decision-missing", "a decision table that was not found"),
            _error("branches-write-same", "branches side by side that write one value"),
        ),
    ),
    Chapter(
        "Events and messages",
        (
            _error("unsupported-event", "a kind of event that can't stand there"),
            _error("event-without-kind", "an event about nothing (a warning on the way)"),
            _error("multiple-event", "one event that waits for several things"),
            _error("link-event", "link events lose the case"),
            _error("signal-end", "a signal end event sends nothing", fix=True),
            _error("signal-never-thrown", "a signal that nothing throws"),
            _error("error-uncaught", "an error that nothing catches"),
            _error("error-not-interrupting", "an error event that does not interrupt", fix=True),
            _error("event-never-comes", "an event for what its step can't throw"),
            _error("cancel-outside-transaction", "a cancel event without a transaction"),
            _error("cancel-uncaught", "a cancelled transaction without a cancel event"),
            _warning("code-missing", "an error or escalation without a code", fix=True),
            _error("message-missing", "a step or event that does not say which message"),
            _error("message-unnamed", "a message without a name", fix=True),
            _office("message-without-sender", "a message that nobody sends"),
            _office("message-without-catcher", "a message that nobody waits for"),
        ),
    ),
    Chapter(
        "What BPMN can say and the office does not use",
        (
            _warning("performer-not-used", "people written at a step instead of a lane"),
            _warning("data-not-used", "data stores, inputs and outputs of steps"),
            _warning("subscription-not-used", "a conversation of the whole process"),
            _info("not-used", "auditing, monitoring, operations"),
            _warning("unknown-property", "a property the office does not know"),
        ),
    ),
    Chapter(
        "The procedure",
        (
            _office("no-lane", "a step in no lane and without a role"),
            _office("no-name", "a step without a name"),
            _office("form-missing", "a step whose form is not in the folder"),
            _office("no-allowance", "a step without an allowance"),
            _office("bad-allowance", "an allowance that can't be read"),
            _office("unknown-verb", "a verb the office does not have"),
            _office("duty-not-stated", "a financial duty whose form lacks what it must state"),
            _office("bad-silence", "silence that is not consent, or not at an answer"),
            _office("silence-not-stated", "silence as an answer that no source states"),
            _office("silence-without-choice", "a form without the choice that silence makes"),
            _office("unknown-lane", "a reminder to a lane that is not there"),
            _office("lane-is-a-unit", "a lane that bears a unit's name"),
            _office("over-the-term", "allowances that add up to more than the term"),
            _warning("perhaps-over-the-term", "allowances that may be too long, by the calendar"),
            _office("nobody-answers", "a condition for which no form has a field"),
            _error("procedure-facts", "mistakes in `procedure.toml`, forms, letters"),
        ),
    ),
    Chapter(
        "Decision tables",
        (
            _error("not-dmn", "it is XML, but no DMN"),
            _error("no-decision-table", "a decision, or a whole file, without a table"),
            _error("decision-logic", "a decision that is no table and no expression"),
            _error("decision-needs", "decisions that need each other, or one that is not there"),
            _error("expression-language", "another language than FEEL and the office's own"),
            _error("hit-policy", "a hit policy that DMN has not, or that asks for what can't be"),
            _error("priority-without-order", "a policy by priority whose values have no order"),
            _error("input-without-expression", "a column that asks for nothing"),
            _error("no-output", "a table without an answer"),
            _error("output-name", "answers without a name, or with the same one"),
            _error("unknown-type", "a type of value that is not known"),
            _error("row-size", "a row with more or fewer cells than columns"),
            _error("wrong-kind", "a value of another kind than its column's"),
            _error("rows-overlap", "two rows that hold at once where only one may"),
            _warning("row-never-holds", "a row whose tests can't all hold"),
            _warning("row-never-reached", "a row that another one always goes before"),
            _warning("rows-missing", "values for which no row holds"),
        ),
    ),
    Chapter(
        "What `--fix` did",
        (
            _info("mended", "what was changed"),
            _info("dropped", "what was taken away because it stood for nothing"),
            _info("left-to-decide", "what another tool does and has no certain meaning here"),
        ),
    ),
)
RULES: Final = {rule.name: rule for chapter in CHAPTERS for rule in chapter.rules}


def table() -> str:
    """The rules as Markdown, a table for each chapter."""
    lines = []
    for chapter in CHAPTERS:
        lines += [f"**{chapter.title}**", "", "| rule | severity | finds | `--fix` |"]
        lines += ["| --- | --- | --- | --- |"]
        lines += [
            f"| `{rule.name}` | {rule.severity} | {rule.finds} | {'mends' if rule.fix else ''} |"
            for rule in chapter.rules
        ]
        lines.append("")
    return "\n".join(lines)


def written_into(guide: str) -> str:
    """The analysts' guide with the table of rules as they are now."""
    before, rest = guide.split(_FROM, 1)
    return f"{before}{_FROM}\n\n{table()}{_TO}{rest.split(_TO, 1)[1]}"


if __name__ == "__main__":
    _guide = Path(__file__).parents[2] / "bpmn" / "README.md"
    _guide.write_text(written_into(_guide.read_text(encoding="utf-8")), encoding="utf-8")

"""Steps: tasks, their markers, subprocesses and calls."""

from __future__ import annotations

from tests.workflow.drawing import chain, node
from tests.workflow.notation.shown import (
    BEGAN,
    DEFINITIONS,
    ENDED,
    INNER,
    MESSAGE,
    WORK,
    Shown,
    done,
    drawn,
    in_a_row,
    shown,
    with_processes,
)

SEVERAL = "<multiInstanceLoopCharacteristics {how}>{what}</multiInstanceLoopCharacteristics>"
TWICE = "<loopCardinality>2</loopCardinality>"
LOOP = "<standardLoopCharacteristics {how}>{what}</standardLoopCharacteristics>"
AGAIN = "<loopCondition>a == 1</loopCondition>"
TABLE = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" '
    b'namespace="n"><decision id="fee" name="fee"><decisionTable id="t" hitPolicy="UNIQUE">'
    b'<input id="i"><inputExpression id="x" typeRef="number"><text>days</text></inputExpression>'
    b'</input><output id="o" name="price" typeRef="number"/><rule id="r"><inputEntry id="e">'
    b'<text>-</text></inputEntry><outputEntry id="oe"><text>100</text></outputEntry></rule>'
    b"</decisionTable></decision></definitions>"
)


def tasks() -> list[Shown]:
    row = ("began", "odd", "ended")
    found = [
        shown("Task", kind, in_a_row(node(kind, "odd")), None, (done("odd"),), row)
        for kind in ("task", "userTask", "manualTask")
    ]
    script = node("scriptTask", "odd", "<script>late = 1</script>")
    send, receive = (node(kind, "odd", messageRef="m") for kind in ("sendTask", "receiveTask"))
    called = (
        "<extensionElements><spiffworkflow:calledDecisionId>fee</spiffworkflow:calledDecisionId>"
        "</extensionElements>"
    )
    decides = drawn(BEGAN, WORK, node("businessRuleTask", "odd", called), ENDED,
                    chain("began", "work", "odd", "ended"))  # fmt: skip
    found.append(
        Shown("Task", "businessRuleTask", decides, moves=(done("work", days=3),),
              path=("began", "work", "odd", "ended"), decisions=(TABLE,))
    )  # fmt: skip
    found += [
        shown("Task", "scriptTask", in_a_row(script), None, (), row),
        shown("Task", "sendTask", in_a_row(send), None, (), row),
        shown("Task", "receiveTask", in_a_row(receive), None, (MESSAGE,), row),
        shown("Task", "sendTask, without a message", in_a_row(node("sendTask", "odd")),
              "message-missing"),
        shown("Task", "receiveTask, without a message", in_a_row(node("receiveTask", "odd")),
              "message-missing"),
        shown("Task", "receiveTask, that starts a process",
              drawn(node("receiveTask", "odd", messageRef="m", instantiate="true"), ENDED,
                    chain("odd", "ended")),
              "starts-by-itself no-start unreachable"),
        shown("Task", "serviceTask", in_a_row(node("serviceTask", "odd")), "service-task"),
        shown("Task", "businessRuleTask, without its table",
              in_a_row(node("businessRuleTask", "odd")), "decision-not-named"),
    ]  # fmt: skip
    return found


def markers() -> list[Shown]:
    def task(inside: str, **more: str) -> bytes:
        return drawn(BEGAN, WORK, node("userTask", "odd", inside, **more), ENDED,
                     chain("began", "work", "odd", "ended"))  # fmt: skip

    def path(times: int) -> tuple[str, ...]:
        return ("began", "work", *["odd"] * times, "ended")

    listed = "<loopDataInputRef>items</loopDataInputRef>" + '<inputDataItem id="item"/>'
    until = TWICE.replace("2", "3") + "<completionCondition>a == 1</completionCondition>"
    twice = (done("work"), done("odd"), done("odd"))
    group = "Marker"
    before = LOOP.format(how='testBefore="true"', what=AGAIN)
    return [
        shown(group, "loop, with a condition", task(LOOP.format(how="", what=AGAIN)), None,
              (done("work"), done("odd", a=1), done("odd", a=2)), (*path(2)[:-1], "ended")),
        shown(group, "loop, asked before", task(before), None,
              (done("work", a=1), done("odd", a=1), done("odd", a=2)), path(2)),
        shown(group, "loop, with a maximum", task(LOOP.format(how='loopMaximum="2"', what="")),
              None, twice, path(2)),
        shown(group, "loop, without an end", task(LOOP.format(how="", what="")),
              "loop-without-end"),
        shown(group, "several at once, a number", task(SEVERAL.format(how="", what=TWICE)), None,
              twice, path(2)),
        shown(group, "several at once, a list", task(SEVERAL.format(how="", what=listed)), None,
              (done("work", items=["a", "b"]), done("odd"), done("odd")), path(2)),
        shown(group, "several at once, until a condition",
              task(SEVERAL.format(how="", what=until)), None,
              (done("work"), done("odd", a=1)), path(1)),
        shown(group, "several one after another",
              task(SEVERAL.format(how='isSequential="true"', what=TWICE)), None, twice, path(2)),
        shown(group, "several, without a number", task(SEVERAL.format(how="", what="")),
              "multi-instance-count"),
        shown(group, "several, with events of their own",
              task(SEVERAL.format(how='behavior="One" oneBehaviorEventRef="x"', what=TWICE)),
              "multi-instance-behaviour"),
        shown(group, "compensation", task("", isForCompensation="true"), "compensation"),
        shown(group, "token quantities", task("", startQuantity="2", completionQuantity="3"),
              "token-quantity"),
    ]  # fmt: skip


def subprocesses() -> list[Shown]:
    group = "Subprocess"
    row = ("began", "inner_began", "inner", "inner_ended", "odd", "ended")
    called = f'<process id="called" isExecutable="true">{INNER}</process>'
    calls = in_a_row(node("callActivity", "odd", calledElement="called"))
    user = '<globalUserTask id="called" name="called"/>'
    waits = INNER.replace('name="inner_began">', 'name="inner_began">' + DEFINITIONS["message"])
    return [
        shown(group, "embedded", in_a_row(node("subProcess", "odd", INNER)), None,
              (done("inner"),), row),
        shown(group, "transaction", in_a_row(node("transaction", "odd", INNER)), None,
              (done("inner"),), row),
        shown(group, "ad hoc", in_a_row(node("adHocSubProcess", "odd", node("userTask", "inner"))),
              "ad-hoc-subprocess"),
        shown(group, "several at once",
              in_a_row(node("subProcess", "odd", SEVERAL.format(how="", what=TWICE) + INNER)),
              None, (done("inner"), done("inner")),
              ("began", "inner_began", "inner_began", "inner", "inner_ended", "odd", "inner",
               "inner_ended", "odd", "ended")),
        shown(group, "begins by a message", in_a_row(node("subProcess", "odd", waits)),
              "start-inside-waits"),
        shown(group, "call of a process", with_processes(calls, called), None, (done("inner"),),
              row),
        shown(group, "call of a global task", with_processes(calls, user),
              "called-process-missing"),
        shown(group, "call of nothing", calls, "called-process-missing"),
    ]  # fmt: skip

"""Gateways and arrows, data, artifacts, pools and lanes, and what is drawing only."""

from __future__ import annotations

from tests.workflow.drawing import HEAD, arrow, chain, lanes, node
from tests.workflow.notation.shown import (
    AROUND,
    BEGAN,
    DEFINITIONS,
    EIGHT,
    ENDED,
    LATE,
    MESSAGE,
    OTHER,
    TEN,
    WORK,
    Shown,
    at,
    done,
    drawn,
    in_a_row,
    shown,
    with_processes,
)


def gateways() -> list[Shown]:
    group = "Gateway"
    ask, after = node("userTask", "ask"), node("userTask", "after")
    two = (BEGAN, ask, WORK, OTHER, after, ENDED)
    choosing = chain("began", "ask", "parted") + chain("joined", "after", "ended")
    ways = (arrow("parted", "work", "a == 1"), arrow("parted", "other", key="otherwise"),
            chain("work", "joined"), chain("other", "joined"))  # fmt: skip

    def both(kind: str, *more: str, **attributes: str) -> bytes:
        return drawn(
            *two, node(kind, "parted", **attributes), node(kind, "joined"), choosing, *more
        )

    events = (
        BEGAN, node("eventBasedGateway", "odd"), WORK, OTHER, ENDED, LATE,
        node("intermediateCatchEvent", "came", DEFINITIONS["message"]),
        node("intermediateCatchEvent", "silence", DEFINITIONS["timer"]),
        chain("began", "odd", "came", "work", "ended"), chain("odd", "silence", "other", "late"),
    )  # fmt: skip
    parallel = (chain("parted", "work", "joined"), chain("parted", "other", "joined"))
    return [
        shown(group, "exclusive", both("exclusiveGateway", *ways, default="otherwise"), None,
              (done("ask", a=1), done("work"), done("after")),
              ("began", "ask", "parted", "work", "joined", "after", "ended")),
        shown(group, "inclusive",
              both("inclusiveGateway", ways[0], arrow("parted", "other", "b == 1"), *ways[2:],
                   arrow("parted", "joined", key="neither"), default="neither"), None,
              (done("ask", a=1, b=1), done("work"), done("other"), done("after")),
              ("began", "ask", "parted", "work", "other", "joined", "after", "ended")),
        shown(group, "parallel", both("parallelGateway", *parallel), None,
              (done("ask"), done("work"), done("other"), done("after")),
              ("began", "ask", "parted", "work", "other", "joined", "after", "ended")),
        shown(group, "event-based, the message first", drawn(*events), None,
              (MESSAGE, done("work")), ("began", "odd", "came", "work", "ended")),
        shown(group, "event-based, the timer first", drawn(*events), None,
              (at(EIGHT), at(TEN), done("other")), ("began", "odd", "silence", "other", "late")),
        shown(group, "event-based, that waits for all",
              drawn(*events).replace(b'name="odd"', b'eventGatewayType="Parallel"'),
              "starts-by-itself"),
        shown(group, "complex", in_a_row(node("complexGateway", "odd")), "complex-gateway"),
    ]  # fmt: skip


def arrows() -> list[Shown]:
    group = "Arrow"
    row = drawn(BEGAN, WORK, ENDED, chain("began", "work", "ended"))
    parting = drawn(BEGAN, WORK, OTHER, ENDED, chain("began", "work", "ended"),
                    chain("work", "other", "ended"))  # fmt: skip
    asked = drawn(BEGAN, WORK, ENDED, chain("began", "work"), arrow("work", "ended", "a == 1"))
    flow = (
        '<collaboration id="c"><participant id="p" name="Thuế"/><participant id="q" '
        'processRef="case"/><messageFlow id="f" sourceRef="work" targetRef="p"/></collaboration>'
    )
    return [
        shown(group, "sequence flow", row, None, (done("work"),), ("began", "work", "ended")),
        shown(group, "conditional flow out of a step", asked, "condition-ignored"),
        shown(group, "several flows out of a step", parting, "implicit-split"),
        shown(group, "default flow", row, None, (done("work"),), ("began", "work", "ended")),
        shown(group, "message flow", drawn(BEGAN, WORK, ENDED, chain("began", "work", "ended"),
              around=AROUND + flow), None, (done("work"),), ("began", "work", "ended")),
    ]  # fmt: skip


def data() -> list[Shown]:
    group = "Data"
    parts = '<dataObject id="file"/><dataObjectReference id="ref" dataObjectRef="file"/>'
    gives = '<dataOutputAssociation id="out"><targetRef>ref</targetRef></dataOutputAssociation>'
    takes = (
        '<dataInputAssociation id="in"><sourceRef>ref</sourceRef><targetRef>in</targetRef>'
        "</dataInputAssociation>"
    )
    objects = drawn(parts, BEGAN, node("userTask", "work", gives), node("userTask", "other", takes),
                    ENDED, chain("began", "work", "other", "ended"))  # fmt: skip
    row = ("began", "odd", "ended")

    def task(inside: str, *more: str) -> bytes:
        return in_a_row(*more, node("userTask", "odd", inside))

    declared = (
        '<ioSpecification id="io"><dataInput id="i"/><dataOutput id="o"/><inputSet id="is">'
        '<dataInputRefs>i</dataInputRefs></inputSet><outputSet id="os"><dataOutputRefs>o'
        "</dataOutputRefs></outputSet></ioSpecification>"
    )
    store = '<dataStoreReference id="ref" dataStoreRef="store"/>'
    return [
        shown(group, "data object, written and read", objects, None,
              (done("work", file=1), done("other")), ("began", "work", "other", "ended")),
        shown(group, "data object, never written", objects, None,
              (done("work"), done("other")), ("began", "work", "other", "ended")),
        shown(group, "data store", with_processes(task(takes, store),
              '<dataStore id="store" name="store"/>'), None, (done("odd"),), row, "data-not-used"),
        shown(group, "data inputs and outputs", task(declared), None, (done("odd"),), row,
              "data-not-used"),
        shown(group, "property", task('<property id="p" name="p"/>'), None, (done("odd"),), row,
              "data-not-used"),
    ]  # fmt: skip


def people() -> list[Shown]:
    group = "Pools, lanes and people"
    row = ("began", "odd", "ended")
    nested = (
        '<laneSet id="ls"><lane id="outer" name="outer"><childLaneSet id="inner">'
        '<lane id="economy" name="economy"><flowNodeRef>odd</flowNodeRef></lane></childLaneSet>'
        "</lane></laneSet>"
    )
    owner = '<potentialOwner id="po"><resourceRef>r</resourceRef></potentialOwner>'
    pool = (
        '<collaboration id="c"><participant id="p" processRef="case">'
        '<participantMultiplicity minimum="2" maximum="3"/></participant></collaboration>'
    )
    other = (
        '<process id="applicant" name="Người dân" isExecutable="false"><task id="asks"/></process>'
    )
    task = node("userTask", "odd")
    return [
        shown(group, "pool", in_a_row(task, around=AROUND + pool), None, (done("odd"),), row),
        shown(group, "second pool", with_processes(in_a_row(task), other), None, (done("odd"),),
              row, "kept-as-drawing"),
        shown(group, "lane", in_a_row(lanes(economy=["odd"]), task), None, (done("odd"),), row),
        shown(group, "lane in a lane", in_a_row(nested, task), None, (done("odd"),), row),
        shown(group, "performer", in_a_row(node("userTask", "odd", owner)), None, (done("odd"),),
              row, "performer-not-used"),
    ]  # fmt: skip


def artifacts() -> list[Shown]:
    group = "Artifacts"
    row = ("began", "odd", "ended")
    parts = {
        "text annotation": '<textAnnotation id="t"><text>Ghi chú</text></textAnnotation>',
        "association": '<textAnnotation id="t"><text>x</text></textAnnotation><association id="a" '
        'sourceRef="odd" targetRef="t"/>',
        "group": '<group id="g"/>',
        "documentation": "",
    }
    found = []
    for name, part in parts.items():
        inside = "<documentation>Xem quy trình.</documentation>" if name == "documentation" else ""
        content = in_a_row(node("userTask", "odd", inside), part)
        found.append(shown(group, name, content, None, (done("odd"),), row))
    return found


def drawings() -> list[Shown]:
    group = "Drawing only"

    def file(inside: str) -> bytes:
        return f"{HEAD}{inside}</definitions>".encode()

    pools = '<participant id="p"/><participant id="q"/>'
    choreography = (
        f'<choreography id="c">{pools}<choreographyTask id="t" initiatingParticipantRef="p">'
        "<participantRef>p</participantRef><participantRef>q</participantRef>"
        "<messageFlowRef>f</messageFlowRef></choreographyTask>"
        "</choreography>"
    )
    conversation = (
        f'<collaboration id="c">{pools}<conversation id="v"><participantRef>p</participantRef>'
        "<participantRef>q</participantRef></conversation></collaboration>"
    )
    sketch = '<process id="p" isExecutable="false"><task id="t"/></process>'
    return [
        shown(group, name, file(inside), None, told="drawing-only")
        for name, inside in {
            "collaboration of pools": f'<collaboration id="c">{pools}</collaboration>',
            "choreography": choreography,
            "choreography, with a part": choreography.replace(
                "choreographyTask", "subChoreography"
            ).replace("<messageFlowRef>f</messageFlowRef>", ""),
            "conversation": conversation,
            "conversation, with a part": conversation.replace("conversation", "subConversation"),
            "process that is not executable": sketch,
        }.items()
    ]

"""Sixty files that mean harm, or come from a broken tool."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Mapping

from tests.workflow import drawing
from tests.workflow.drawing import HEAD, arrow, chain, diagram, node

GOOD = drawing.one_step()
TEXT = GOOD.decode()


def doctype(inside: str, body: str = "<d>&a;</d>") -> bytes:
    return f"<!DOCTYPE d [{inside}]>{body}".encode()


def declared(encoding: str, text: str = TEXT) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode()


def inside(part: str) -> bytes:
    """A good diagram with something in its process."""
    return GOOD.replace(b"</process>", part.encode() + b"</process>")


def zipped(name: str = "process.bpmn") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr(name, GOOD)
    return kept.getvalue()


def laughs(levels: int = 10) -> bytes:
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(levels)
    )
    return doctype(entities, f"<d>&a{levels - 1};</d>")


def _entities() -> Mapping[str, bytes]:
    return {
        "an entity": doctype('<!ENTITY a "b">'),
        "billion laughs": laughs(),
        "a quadratic blow-up": doctype(f'<!ENTITY a "{"b" * 50_000}">', f"<d>{'&a;' * 5_000}</d>"),
        "an entity of itself": doctype('<!ENTITY a "&a;">'),
        "a file in an entity": doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "an address in an entity": doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/x">'),
        "a parameter entity": doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;', "<d/>"),
        "a device in an entity": doctype('<!ENTITY a SYSTEM "file:///dev/zero">'),
        "a DOCTYPE that fetches": b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d/>',
        "a public DOCTYPE": b'<!DOCTYPE d PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd"><d/>',
        "a DOCTYPE with defaults": doctype('<!ATTLIST d id CDATA "x">', "<d/>"),
        "a DOCTYPE before a diagram": b"<!DOCTYPE definitions>" + GOOD,
        "an empty DOCTYPE": b"<!DOCTYPE d []>" + GOOD,
        "a notation": doctype('<!NOTATION n SYSTEM "x"><!ENTITY a SYSTEM "x" NDATA n>', "<d/>"),
        "an unknown entity": GOOD.replace(b'name="work"', b'name="&unknown;"'),
        "a page's entity": GOOD.replace(b'name="work"', b'name="a&nbsp;b"'),
        "a number that is no letter": GOOD.replace(b'name="work"', b'name="&#0;"'),
        "half a letter": GOOD.replace(b'name="work"', b'name="&#xD800;"'),
    }


def _encodings() -> Mapping[str, bytes]:
    return {
        "a DOCTYPE in UTF-16": ("<?xml version='1.0' encoding='utf-16'?><!DOCTYPE d><d/>")
        .encode("utf-16"),
        "UTF-7": declared("UTF-7"),
        "UTF-7 that hides a DOCTYPE": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE d>',
        "an encoding nobody knows": declared("klingon"),
        "UTF-32": TEXT.encode("utf-32"),
        "EBCDIC": declared("cp037").decode().encode("cp037"),
        "UTF-8 that says UTF-16": declared("UTF-16"),
        "bytes that are no UTF-8": GOOD.replace(b'name="work"', b'name="\xff\xfe\xfa"'),
        "too long UTF-8": GOOD.replace(b'name="work"', b'name="\xc0\xaf"'),
        "half of UTF-16": TEXT.encode("utf-16")[:-1],
        "Japanese that says Shift_JIS": declared("Shift_JIS"),
        "a NUL in a name": GOOD.replace(b'name="work"', b'name="wo\0rk"'),
        "NULs at the end": GOOD + bytes(1_000),
        "only NULs": bytes(10_000),
        "a control sign in an id": HEAD.encode() + b"<process id='\x01'/></definitions>",
    }  # fmt: skip


def _sizes() -> Mapping[str, bytes]:
    many = "".join(f'<task id="t{n}"/>' for n in range(50_001))
    attributes = " ".join(f'a{n}="x"' for n in range(60_000))
    return {
        "nothing": b"",
        "a blank": b" \n\t",
        "endlessly deep": b"<a>" * 100_000,
        "deep and closed": b"<a>" * 5_000 + b"</a>" * 5_000,
        "deep inside a process": inside("<subProcess>" * 400 + "</subProcess>" * 400),
        "too many elements": HEAD.encode() + f"<process id='p'>{many}</process>".encode()
        + b"</definitions>",
        "too large": GOOD + b" " * 5_000_001,
        "a name of four million letters": GOOD.replace(
            b'name="work"', b'name="%s"' % (b"x" * 4_000_000)
        ),
        "an id of four million letters": GOOD.replace(b'"work"', b'"%s"' % (b"x" * 1_000_000)),
        "sixty thousand attributes": inside(f'<task id="odd" {attributes}/>'),
        "a million line breaks": GOOD.replace(b"<process", b"\n" * 1_000_000 + b"<process"),
        "an endless comment": GOOD.replace(b"<process", b"<!--" + b"x" * 4_000_000 + b"<process"),
        "twenty thousand namespaces": GOOD.replace(
            b"<definitions ",
            b"<definitions "
            + b" ".join(b'xmlns:n%d="u:%d"' % (n, n) for n in range(20_000))
            + b" ",
        ),
        "ten thousand double ids": inside('<task id="twice"/>' * 10_000),
        "thirty thousand arrows to nowhere": inside(
            "".join(f'<sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>' for n in range(30_000))
        ),
        "a condition of four million letters": drawing.diagram(
            node("startEvent", "began"), node("exclusiveGateway", "g", default="d"),
            node("endEvent", "ended"), chain("began", "g"), arrow("g", "ended", key="d"),
            arrow("g", "ended", "a == 1" + " or a == 1" * 300_000, key="c")),
    }  # fmt: skip


def _other_files() -> Mapping[str, bytes]:
    return {
        "a zip file": zipped(),
        "a zip that is cut": zipped()[:40],
        "a gzip": gzip.compress(GOOD),
        "a deflate": zlib.compress(GOOD),
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "a program": b"\x7fELF" + bytes(200),
        "a page": b"<!doctype html><html><body>hello</body></html>",
        "a page without a DOCTYPE": b"<html><body>hello</body></html>",
        "JSON": b'{"definitions": {}}',
        "a table": b"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>",
        "cut short": GOOD[:-40],
        "two roots": GOOD + GOOD,
        "words before it": b"hello " + GOOD,
        "a declaration in the middle": b"<!-- x -->" + declared("UTF-8"),
        "an attribute twice": GOOD.replace(b'id="work"', b'id="work" id="other"'),
        "a prefix that means nothing": inside("<who:knows/>"),
        "BPMN of another year": GOOD.replace(b"20100524", b"20990524"),
    }


def refused() -> dict[str, bytes]:
    """Files that are refused, each with a reason."""
    found = {**_entities(), **_encodings(), **_other_files()}
    sizes = _sizes()
    for name in ("a name of four million letters", "a million line breaks",
                 "twenty thousand namespaces", "sixty thousand attributes"):  # fmt: skip
        sizes = {key: each for key, each in sizes.items() if key != name}
    return found | dict(sizes)


def accepted() -> dict[str, bytes]:
    """Files that look like harm and do none."""
    stylesheet = b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>'
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    located = (
        b'<definitions xsi:schemaLocation="http://www.omg.org/spec/BPMN/20100524/MODEL '
        b'http://127.0.0.1:9/x.xsd" '
    )
    sizes = _sizes()
    return {
        "a stylesheet": stylesheet + GOOD,
        "an inclusion": inside(f"<extensionElements>{include}</extensionElements>").replace(
            b"<startEvent", b"<!-- first --><startEvent"
        ),
        "another base": GOOD.replace(b"<definitions ", b'<definitions xml:base="http://x.test/" '),
        "the address of a schema": GOOD.replace(b"<definitions ", located),
        "a byte order mark": b"\xef\xbb\xbf" + GOOD,
        "UTF-16": declared("UTF-16").decode().encode("utf-16"),
        "Vietnamese of the nineties": declared("windows-1258").replace(
            b'name="work"', b'name="x\xf0"'
        ),
        "a foreign instruction": GOOD.replace(b"<process", b"<?php system('x'); ?><process"),
        "a section of plain text": GOOD.replace(
            b"</process>", b"<documentation><![CDATA[<!DOCTYPE d>]]></documentation></process>"
        ),
        "a name of four million letters": sizes["a name of four million letters"],
        "a million line breaks": sizes["a million line breaks"],
        "twenty thousand namespaces": sizes["twenty thousand namespaces"],
    }


def strange() -> dict[str, bytes]:
    """Well-formed BPMN that asks the engine for too much."""

    def row(inner: str) -> bytes:
        return diagram(node("startEvent", "began"), inner, node("endEvent", "ended"),
                       chain("began", "odd", "ended"))  # fmt: skip

    loop = '<standardLoopCharacteristics loopMaximum="{}"/>'
    return {
        "a fork without end": drawing.fork_without_end(),
        "a timer of a million years": row(
            node("intermediateCatchEvent", "odd", drawing.timer("timeDuration", "P1000000Y"))),
        "a cycle every second": row(
            node("intermediateCatchEvent", "odd", drawing.timer("timeCycle", "R/PT1S"))),
        "a loop of a thousand million": row(node("userTask", "odd", loop.format(10**9))),
        "a loop of minus one": row(node("userTask", "odd", loop.format(-1))),
        "a subprocess in itself": row(node("callActivity", "odd", calledElement="case")),
        "sixty four gateways in a row": diagram(
            node("startEvent", "began"), *(node("parallelGateway", f"g{n}") for n in range(64)),
            node("endEvent", "ended"), chain("began", "g0"), chain("g63", "ended"),
            *(arrow(f"g{n}", f"g{n + 1}", key=f"a{n}_{m}") for n in range(63) for m in range(2))),
    }  # fmt: skip

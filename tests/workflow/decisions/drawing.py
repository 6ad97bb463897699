"""Small decision tables, written in Python for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="file"{more}>'
)


def dmn(*decisions: str, more: str = "") -> bytes:
    return (HEAD.format(more=more) + "".join(decisions) + "</definitions>").encode()


def text(tag: str, written: str, **attributes: str) -> str:
    named = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{named}><text>{escape(written)}</text></{tag}>"


def column(
    asked: str, kind: str = "", values: str = "", label: str = "", key: str = "", **more: str
) -> str:
    allowed = text("inputValues", values) if values else ""
    key = key or f"in_{asked}"
    return (
        f"<input id={quoteattr(key)} label={quoteattr(label)}>"
        f"{text('inputExpression', asked, id=f'{key}_x', typeRef=kind, **more)}{allowed}</input>"
    )


def output(name: str, kind: str = "", values: str = "", default: str = "") -> str:
    allowed = text("outputValues", values) if values else ""
    otherwise = text("defaultOutputEntry", default) if default else ""
    return (
        f"<output id={quoteattr('out_' + name)} name={quoteattr(name)} typeRef={quoteattr(kind)}>"
        f"{allowed}{otherwise}</output>"
    )


def row(number: int, tests: Sequence[str], answers: Sequence[str]) -> str:
    cells = "".join(text("inputEntry", test, id=f"r{number}i{n}") for n, test in enumerate(tests))
    given = "".join(
        text("outputEntry", each, id=f"r{number}o{n}") for n, each in enumerate(answers)
    )
    return f'<rule id="r{number}">{cells}{given}</rule>'


def decision(
    key: str,
    columns: Sequence[str],
    outputs: Sequence[str],
    *rows: tuple[Sequence[str], Sequence[str]],
    policy: str = "UNIQUE",
    aggregation: str = "",
    needs: Sequence[str] = (),
    name: str = "",
) -> str:
    """A decision with a table; each row is its tests and its answers."""
    wanted = "".join(
        f'<informationRequirement id="{key}_{need}"><requiredDecision href="#{need}"/>'
        "</informationRequirement>"
        for need in needs
    )
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    lines = "".join(row(number, *each) for number, each in enumerate(rows, 1))
    return (
        f'<decision id="{key}" name={quoteattr(name or key)}>{wanted}'
        f'<decisionTable id="{key}_table" hitPolicy="{policy}"{aggregated}>'
        f"{''.join(columns)}{''.join(outputs)}{lines}</decisionTable></decision>"
    )


def literal(key: str, written: str, needs: Sequence[str] = ()) -> str:
    wanted = "".join(
        f'<informationRequirement id="{key}_{need}"><requiredDecision href="#{need}"/>'
        "</informationRequirement>"
        for need in needs
    )
    return (
        f'<decision id="{key}" name="{key}">{wanted}{text("literalExpression", written)}</decision>'
    )

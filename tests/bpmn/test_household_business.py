"""The shipped procedure 1.001612: complete, sourced, and fit to run."""

from decimal import Decimal
from typing import Any

import pytest
from jinja2 import Environment, meta

import bpmn
from engine import workflow
from engine.rules import calendar, expression, procedure
from engine.rules.deadline import Resume, Term, Unit
from engine.rules.fee import Channel
from engine.rules.stated import Fact
from engine.rules.verbs import Does
from engine.workflow import scenarios

NAME = "household_business"
FILES = bpmn.procedure_files(NAME)
PROCEDURE = procedure.read(FILES)
DIAGRAM = workflow.define(FILES["process.bpmn"])
GOOD_DAY = (
    "check_papers",
    "hand_over",
    "receive_case",
    "assign_officer",
    "appraise",
    "tax_code",
    "approve",
    "number_result",
    "hand_back",
    "return_result",
)
HOURS = {"working_hours": Decimal(1), "working_days": Decimal(8)}


def hours(allowance: str) -> Decimal:
    amount, unit = allowance.split()
    return Decimal(amount) * HOURS[unit]


def test_the_folder_ships_with_the_package() -> None:
    assert NAME in bpmn.procedure_names()
    assert {"procedure.toml", "process.bpmn", "scenarios.toml"} <= FILES.keys()


def test_an_unknown_procedure_is_not_answered_with_something_else() -> None:
    with pytest.raises(KeyError):
        bpmn.procedure_files("../engine")


def test_the_check_finds_no_error() -> None:
    findings = workflow.check("process.bpmn", FILES["process.bpmn"], folder=FILES)

    assert [one for one in findings if one.severity == "error"] == []


def test_the_published_entry_runs() -> None:
    assert PROCEDURE.code == "1.001612"
    assert PROCEDURE.name == "Đăng ký thành lập hộ kinh doanh"
    assert PROCEDURE.term.value == Term.of(Decimal(3), Unit.WORKING_DAYS)
    assert PROCEDURE.term.runs.source == "national_entry"
    fees = {channel: fact.value for channel, fact in PROCEDURE.fees.items()}
    assert fees == {Channel.COUNTER: 50_000, Channel.ONLINE: 150_000, Channel.POST: 150_000}


def test_what_other_sources_say_is_kept_beside_what_runs() -> None:
    assert {other.value for other in PROCEDURE.resume.others} == {Resume.RESTART}
    assert {other.value for other in PROCEDURE.fees[Channel.ONLINE].others} == {0}
    assert {other.value for other in PROCEDURE.fees[Channel.COUNTER].others} == {100_000}
    assert len(PROCEDURE.papers_not_asked) == 2


def test_what_nobody_confirmed_is_not_called_confirmed() -> None:
    assert PROCEDURE.term.runs.confirmed
    assert not any(fact.runs.confirmed for fact in PROCEDURE.fees.values())
    assert not PROCEDURE.resume.runs.confirmed
    assert not PROCEDURE.max_supplements.runs.confirmed


def test_every_stated_fact_quotes_the_words_of_its_source() -> None:
    facts: list[Fact[Any]] = [
        PROCEDURE.term,
        PROCEDURE.resume,
        PROCEDURE.max_supplements,
        *PROCEDURE.fees.values(),
    ]

    assert all(stated.where for fact in facts for stated in (fact.runs, *fact.others))
    assert all(paper.source in PROCEDURE.sources for paper in PROCEDURE.papers)
    assert all(text.source in PROCEDURE.sources for text in PROCEDURE.legal_basis)


def test_the_steps_of_a_good_day_fit_into_the_term() -> None:
    promised = sum(hours(DIAGRAM.steps[step].properties["allowance"]) for step in GOOD_DAY)

    (term,) = PROCEDURE.term.value.segments
    assert promised <= term.amount * HOURS["working_days"]


def test_every_step_says_who_does_what_in_both_languages_and_in_which_time() -> None:
    for step in DIAGRAM.steps.values():
        assert step.name, step.id
        assert step.properties["name_en"], step.id
        assert step.properties["does"] in set(Does), step.id
        assert hours(step.properties["allowance"]) > 0, step.id
        assert step.lane in PROCEDURE.functions, step.id
        assert step.id in PROCEDURE.forms, step.id


def test_the_lanes_are_the_functions_of_the_procedure() -> None:
    assert {key: named.name for key, named in PROCEDURE.functions.items()} == DIAGRAM.lanes


def test_withdrawing_ends_with_a_step_of_the_diagram() -> None:
    assert PROCEDURE.withdraw_until in DIAGRAM.steps


def test_the_diagrams_questions_are_answered_by_fields_that_route() -> None:
    drawn = FILES["process.bpmn"].decode()
    conditions = [
        text.split(">")[1].split("<")[0] for text in drawn.split("<bpmn:conditionExpression")[1:]
    ]
    asked = {name for one in conditions for name in expression.compile_expression(one).names}

    routing = {
        field.key for form in PROCEDURE.forms.values() for field in form.fields if field.routes
    }

    assert conditions
    assert asked == routing


def test_letters_fill_in_only_what_the_forms_ask() -> None:
    keys = {field.key for form in PROCEDURE.forms.values() for field in form.fields}

    for letter in PROCEDURE.letters.values():
        parsed = Environment(autoescape=True).parse(letter.subject + letter.body)
        assert meta.find_undeclared_variables(parsed) <= {"answers", "owner", "agency"}
        assert {part.split()[0].strip("}%") for part in letter.body.split("answers.")[1:]} <= keys


def test_no_form_uses_a_key_of_another_form_for_something_else() -> None:
    keys = [field.key for form in PROCEDURE.forms.values() for field in form.fields]

    assert len(keys) == len(set(keys))


def test_the_scenarios_go_as_told_and_take_every_flow() -> None:
    outcome = scenarios.play_folder(FILES, calendar.from_toml(*bpmn.calendar_texts()))

    assert {one.name_en: str(one.why) for one in outcome.scenarios if not one.ok} == {}
    assert outcome.untaken == ()
    assert outcome.flows == len(DIAGRAM.flows)

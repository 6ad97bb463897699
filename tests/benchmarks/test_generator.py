"""The generator's cases are such as the verbs make: value by value, and in the eyes of verify."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

import bpmn
from engine import jobs
from engine.models import Agency, Case, Task
from engine.office import Office
from engine.queries import invariants
from engine.rules.calendar import from_toml
from engine.rules.names import fold
from tests.benchmarks.conftest import SAMPLE
from tests.benchmarks.generator import generate, make_province
from tests.benchmarks.generator.life import Citizen, Commune, Life, Reckoning
from tests.benchmarks.generator.mould import Mould, Setting, Unexplained
from tests.benchmarks.generator.plots import PLOTS, Plot, with_timer
from tests.benchmarks.generator.telling import ID_NUMBER, NAME, PHONE, Told, told
from tests.office import do, move_clock

# What a stamped case has of its own: its secret, and its place in the chain.
OWN = {("case_file", "secret"), ("audit_entry", "before_hash"),
       *(("audit_entry", name) for name in ("seq", "prev", "hash"))}  # fmt: skip


def test_what_is_generated_passes_verify_as_what_was_told(generated: Office) -> None:
    assert invariants.verify(generated) == []
    with generated.reading() as session:
        cases = session.scalar(select(func.count()).select_from(Case))
        late = session.scalar(
            select(func.count()).select_from(Case).where(Case.finished_at > Case.due)
        )
    assert cases == SAMPLE.cases
    assert late


def test_a_brief_sample_passes_too(tmp_path: Path) -> None:
    brief = replace(SAMPLE, agencies=1, brief=True)
    with closing(make_province(tmp_path, None, brief)) as office:
        generate(office, brief)

        assert invariants.verify(office) == []


def test_a_generated_case_goes_on_by_the_verbs(generated: Office) -> None:
    with generated.reading() as session:
        code = session.scalar(
            select(Case.code)
            .join(Task, Task.case_id == Case.id)
            .join(Agency, Agency.id == Case.agency_id)
            .where(Task.step == "hand_over", Task.state == "ready", Agency.code == "H32.901")
            .limit(1)
        )

    do(generated, "lan", str(code), "hand_over", {})
    do(generated, "hoa", str(code), "receive_case", {"receipt": "received"})

    assert invariants.verify(generated) == []


def test_a_generated_timer_goes_off(generated: Office) -> None:
    with generated.reading() as session:
        timers = session.scalars(select(Case.next_timer).where(Case.next_timer.is_not(None))).all()

    move_clock(generated, max(timer for timer in timers if timer))

    assert jobs.fire_due_timers(generated) == len(timers)
    assert invariants.verify(generated) == []


def test_the_same_seed_makes_the_same_cases(tmp_path: Path) -> None:
    made = [_cases(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]

    assert made[0] == made[1] != made[2]


def _cases(folder: Path, seed: int) -> list[Any]:
    sample = replace(SAMPLE, cases=50, backlog=10, agencies=1, seed=seed)
    with closing(make_province(folder, None, sample)) as office:
        generate(office, sample)
        with office.reading() as session:
            return list(session.execute(select(Case.code, Case.due, Case.owner_name)))


@pytest.mark.parametrize(
    "plot",
    [told_as for plot in PLOTS for told_as in {plot, with_timer(plot)}],
    ids=lambda plot: plot.name,
)
def test_a_case_stamped_with_what_was_told_is_the_told_one(plot: Plot) -> None:
    story = told(plot)
    setting = Setting(words=lambda moment: moment.astimezone(UTC), calendar_id=1, brief=False)
    moulds: list[Mould] = []
    for act in range(len(plot.acts)):
        moulds.append(Mould(story, act, setting, tuple(moulds)))
        rows = story.after[act]

        life = _life_of(story, act)

        for table, stamps in moulds[-1].stamps.items():
            for stamp, row in zip(stamps, rows[table], strict=True):
                stamped = dict(zip(row, map(_read, stamp(life)), strict=True))
                own = {name for name in row if (table, name) in OWN}
                expected = {name: _read(value) for name, value in row.items()}
                assert _without(stamped, own) == _without(expected, own)


def test_a_moment_of_no_act_is_refused() -> None:
    story = told(PLOTS[-1])
    strange = [{**row, "updated_at": datetime(1999, 1, 1, tzinfo=UTC)}
               for row in story.after[0]["case_file"]]  # fmt: skip
    with pytest.raises(Unexplained):
        Mould(
            replace(story, after=({**story.after[0], "case_file": strange},)),
            0,
            Setting(words=str, calendar_id=1, brief=False),
        )


def _life_of(story: Told, act: int) -> Life:
    """The life that makes the told case itself."""
    rows = story.after[act]
    documents, case = rows["document"], rows["case_file"][0]
    calendar = from_toml(*bpmn.calendar_texts())
    return Life(
        commune=Commune(case["agency_id"], "H32.901",
                        {code: (key, code) for key, code in story.departments.items()}, {}),
        citizen=Citizen(NAME, fold(NAME), ID_NUMBER, PHONE),
        secret="",
        people={login: (key, login) for key, login in story.logins.items()},
        acts=[moment.astimezone(UTC) for moment in story.moments],
        dues=[*dict.fromkeys(line["due_after"] for line in rows["deadline_event"])],
        reckoning=Reckoning(calendar),
        code=case["code"] or f"#{case['id']}",
        numbers=[row["number"] for row in documents],
        notations=[row["notation"] for row in documents],
        ids={table: found[0]["id"] for table, found in rows.items() if found and "id" in found[0]},
    )  # fmt: skip


def _read(value: Any) -> Any:
    """A value as it says the same in a told row and in a stamped one."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return orjson.loads(value)
    return value.isoformat() if type(value).__name__ == "date" else value


def _without(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}

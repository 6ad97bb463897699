"""One case of a scenario: moved by hand, without an office and without a database.

It keeps what an office would keep in its tables (status, clock, rounds of
supplement) and applies the same rules: the forms' check, the papers, the
verbs' effects, the working calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine.errors import BadAnswers, PapersMissing, WrongMove
from engine.i18n import Said, mark
from engine.rules import deadline, form, papers, pause_request, verbs
from engine.rules.calendar import WorkingCalendar
from engine.rules.deadline import Pause, PauseKind, Standing, Unit
from engine.rules.procedure import Procedure
from engine.rules.silence import CONSENT, deemed_answers, for_people
from engine.rules.status import RUNNING, Status, may_follow, while_paused
from engine.rules.verbs import Clock, Does, Effect
from engine.rules.withdrawal import may_withdraw
from engine.workflow import (
    Definition,
    Progress,
    Step,
    Waiting,
    WorkingTime,
    complete,
    fire_timers,
    start,
)


@dataclass
class Play:
    """A case while it is played; every move gives its moment."""

    procedure: Procedure
    definition: Definition
    calendar: WorkingCalendar
    facts: Mapping[str, Any]
    handed: frozenset[str] | None
    progress: Progress
    status: Status | None = Status.SUBMITTED
    received: datetime | None = None
    finished: datetime | None = None
    lasting: dict[PauseKind, datetime] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    rounds: int = 0
    began: dict[str, datetime] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)

    @property
    def is_closed(self) -> bool:
        return self.progress.finished or (self.status is not None and self.status.is_terminal)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The steps that wait for somebody; none once the case is closed."""
        return () if self.is_closed else tuple(one.step.id for one in self.progress.waiting)

    @property
    def due(self) -> datetime | None:
        """The moment that is promised now; ``None`` while no clock has started."""
        if self.received is None:
            return None
        return deadline.due(self.received, self.procedure.ruling_term, self.calendar, self.pauses)

    @property
    def end(self) -> str | None:
        """The end event that the case reached, when it has ended in the diagram."""
        if not self.progress.finished:
            return None
        ends = [one for one in self.path if self.definition.elements[one].kind == "endEvent"]
        return ends[-1]

    def standing(self, now: datetime) -> Standing | None:
        due = self.due
        if due is None:
            return None
        return deadline.standing(
            due, self.calendar, now=now, finished=self.finished, paused=bool(self.lasting)
        )

    def pass_time(self, now: datetime) -> list[str]:
        """Let happen what is due until ``now``, each at its own moment; give what happened.

        Timers fire, and steps lapse for which silence is consent.
        """
        fired: list[str] = []
        while not self.is_closed:
            timer, lapse = self.progress.next_timer, self._lapse()
            if lapse is not None and lapse[0] <= min(now, timer or now):
                fired.append(self._deem(*lapse))
                continue
            if timer is None or timer > now:
                break
            due = {event.element for event in self.progress.events if event.due == timer}
            self._go(
                fire_timers(
                    self.definition,
                    self.progress.state,
                    now=timer,
                    working_time=working_time(self.calendar),
                ),
                timer,
            )
            fired += sorted(due)
        return fired

    def complete(self, step: str, typed: Mapping[str, Any], now: datetime) -> None:
        """Complete a waiting step as its officer would; refused like there."""
        found = self._waiting(step)
        answers = self._checked(found.step, typed)
        does = Does(found.step.properties.get("does", Does.WORK))
        self._refuse_missing_papers(does, answers)
        self._refuse_another_round(does, answers)
        effect = verbs.effect(does, answers)
        self._go(
            complete(
                self.definition,
                self.progress.state,
                found.task,
                self._routing(found.step, answers),
                now=now,
                working_time=working_time(self.calendar),
            ),
            now,
        )
        self.rounds += does is Does.ISSUE_SUPPLEMENT
        self._apply(effect, now)

    def withdraw(self, now: datetime) -> None:
        """End the case because the citizen takes it back; refused once the decision is made."""
        ahead = may_withdraw(self.definition.flows, self.waiting, self.procedure.withdraw_until)
        if self.is_closed or not ahead:
            raise WrongMove(Said(mark("This case can no longer be withdrawn.")))
        self._apply(verbs.WITHDRAWN, now)

    def pause(self, kind: PauseKind, typed: Mapping[str, Any], now: datetime) -> None:
        """Stop the clock from outside the diagram, for a reason that the procedure admits."""
        if self.is_closed or self.received is None or self.finished is not None:
            raise WrongMove(Said(mark("The clock does not run.")))
        if kind not in self.procedure.admitted_pauses or kind in self.lasting:
            raise WrongMove(Said(mark("The clock can't be stopped for this here.")))
        pause_request.asked(kind, typed, today=now.date(), received=self.received.date())
        running = self.status or Status.RECEIVED
        effect = Effect(while_paused(running, [kind]), Clock.PAUSE, kind)
        self._apply(effect, now)

    def resume(self, kind: PauseKind, now: datetime) -> None:
        """End a pause that was begun from outside the diagram."""
        if self.is_closed or kind not in self.lasting:
            raise WrongMove(Said(mark("The clock does not stand still for this reason.")))
        running = self.status if self.status in RUNNING else Status.IN_PROGRESS
        self._apply(Effect(running, Clock.RESUME, kind), now)

    def _waiting(self, step: str) -> Waiting:
        for one in self.progress.waiting:
            if one.step.id == step and not self.is_closed:
                return one
        raise WrongMove(Said(mark("The step “%(step)s” is not waiting."), step=step))

    def _form(self, step: Step) -> form.Form | None:
        return self.procedure.forms.get(step.properties.get("form", step.id))

    def _checked(self, step: Step, typed: Mapping[str, Any]) -> Mapping[str, Any]:
        asked = self._form(step) or form.Form(step.name, step.name, ())
        checked = form.check(for_people(asked), typed, facts=self.facts)
        if checked.problems:
            raise BadAnswers(checked.problems)
        return checked.values

    def _routing(self, step: Step, answers: Mapping[str, Any]) -> dict[str, Any]:
        asked = self._form(step)
        return asked.routing(answers) if asked else {}

    def _refuse_missing_papers(self, does: Does, answers: Mapping[str, Any]) -> None:
        accepts = verbs.effect(does, answers).clock is Clock.START
        if accepts and self.handed is not None:
            needed = papers.required(self.procedure.papers, {**self.facts, **answers})
            if lacking := papers.missing(needed, self.handed):
                raise PapersMissing(lacking)

    def _refuse_another_round(self, does: Does, answers: Mapping[str, Any]) -> None:
        most = self.procedure.max_supplements.value
        if verbs.asks_for_supplement(does, answers) and self.rounds >= most:
            said = mark("A supplement may be asked for %(most)s time(s), and that was done.")
            raise WrongMove(Said(said, most=most))

    def _lapse(self) -> tuple[datetime, Waiting] | None:
        """The first step that silence will complete, and when; none while the clock stands."""
        if self.procedure.deemed_consent is None or self.lasting:
            return None
        ends = [
            (self._step_due(waiting), waiting)
            for waiting in self.progress.waiting
            if waiting.step.properties.get("silence") == CONSENT and self._deemed(waiting.step)
        ]
        return min(ends, key=lambda one: one[0], default=None)

    def _step_due(self, waiting: Waiting) -> datetime:
        amount, unit = waiting.step.properties["allowance"].split()
        began = self.began[waiting.task]
        return deadline.after(began, Decimal(amount), Unit(unit), self.calendar, self.pauses)

    def _deem(self, when: datetime, waiting: Waiting) -> str:
        """Complete a step as silence does; give its id."""
        self._go(
            complete(
                self.definition,
                self.progress.state,
                waiting.task,
                self._routing(waiting.step, self._deemed(waiting.step)),
                now=when,
                working_time=working_time(self.calendar),
            ),
            when,
        )
        return waiting.step.id

    def _deemed(self, step: Step) -> Mapping[str, Any]:
        asked = self._form(step)
        return deemed_answers(asked) if asked else {}

    def _go(self, progress: Progress, now: datetime) -> None:
        self.began |= {each.task: self.began.get(each.task, now) for each in progress.waiting}
        self.progress = progress
        self.path += progress.path
        self.flows |= set(progress.flows)

    def _apply(self, effect: Effect, now: datetime) -> None:
        if effect.clock is not Clock.RESUME:
            self._take(effect.status)
        match effect.clock:
            case Clock.START:
                self.received = now
            case Clock.PAUSE if effect.pause is not None:
                self.lasting.setdefault(effect.pause, now)
            case Clock.RESUME if effect.pause in self.lasting:
                self.pauses.append(Pause(self.lasting.pop(effect.pause), now, effect.pause))
            case Clock.STOP:
                self.finished = now
                self.pauses += [Pause(start, now, kind) for kind, start in self.lasting.items()]
                self.lasting.clear()
        self._take(effect.status)

    def _take(self, status: Status | None) -> None:
        """Take a state; one that runs keeps the state of a pause that lasts."""
        if status is None:
            return
        after = while_paused(status, self.lasting) if status in RUNNING else status
        if after is self.status:
            return
        if not may_follow(self.status, after):
            said = mark("A case of status “%(before)s” can't become “%(after)s”.")
            before = self.status.said if self.status else ""
            raise WrongMove(Said(said, before=before, after=after.said))
        self.status = after


def begin(
    procedure: Procedure,
    definition: Definition,
    calendar: WorkingCalendar,
    *,
    facts: Mapping[str, Any],
    handed: frozenset[str] | None,
    now: datetime,
) -> Play:
    """Start a case at ``now`` with the papers that lie on the counter."""
    progress = start(definition, {}, now=now, working_time=working_time(calendar))
    play = Play(procedure, definition, calendar, facts, handed, progress)
    play.began = dict.fromkeys((each.task for each in progress.waiting), now)
    play.path += progress.path
    play.flows |= set(progress.flows)
    return play


def working_time(calendar: WorkingCalendar) -> WorkingTime:
    """How the engine's timers count lengths in this calendar."""

    def ends(begun: datetime, amount: Decimal, unit: str) -> datetime:
        return deadline.after(begun, amount, Unit(unit), calendar)

    return ends

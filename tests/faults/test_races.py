"""Races between real processes, on both databases; ``make campaign`` runs them large."""

from __future__ import annotations

from engine.office import Office
from tests.campaign import races


def test_each_task_is_done_once_and_the_losers_hear_who_was_first(any_office: Office) -> None:
    race = races.same_tasks(any_office, processes=3, cases=4)

    assert (race.won, race.refused, race.wrong) == (4, 8, ())


def test_codes_given_at_once_run_from_one_without_a_gap(any_office: Office) -> None:
    race = races.registrations(any_office, processes=3, cases=4)

    assert (race.won, race.refused, race.wrong) == (12, 0, ())


def test_a_timer_and_a_person_at_one_step_neither_undo_nor_double(any_office: Office) -> None:
    race = races.sweep_against_users(any_office, processes=2, cases=4)

    assert race.wrong == ()


def test_two_clocks_fire_a_timer_once(any_office: Office) -> None:
    race = races.two_clocks(any_office, processes=2, cases=3)

    assert (race.won, race.wrong) == (3, ())


def test_two_workers_do_a_job_once(any_office: Office) -> None:
    race = races.two_workers(any_office, processes=3, cases=6)

    assert (race.won, race.wrong) == (6, ())


def test_one_key_sent_twice_at_once_is_one_act_and_one_answer(any_office: Office) -> None:
    race = races.one_key(any_office, processes=3, cases=3)

    assert (race.won, race.wrong) == (6, ())


def test_one_key_with_two_contents_is_refused_for_the_second(any_office: Office) -> None:
    race = races.one_key_two_bodies(any_office, processes=2, cases=3)

    assert (race.refused, race.wrong) == (3, ())

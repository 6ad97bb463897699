"""The relations that ship: each is one, speaks both languages and fits some owner."""

from __future__ import annotations

from engine.queries.relations import relations


def test_no_two_relations_share_a_key_or_a_name() -> None:
    keys = [one.key for one in relations()]
    names = [one.named.says(language) for one in relations() for language in ("vi", "en")]

    assert len(set(keys)) == len(keys)
    assert len(set(names)) == len(names)


def test_every_kind_of_owner_can_send_somebody() -> None:
    for kind in ("person", "organisation"):
        assert next(one.key for one in relations() if one.fits(kind)) == "authorised"


def test_a_relation_fits_no_owner_but_people_and_organisations() -> None:
    assert all(one.owners <= {"person", "organisation"} and one.owners for one in relations())

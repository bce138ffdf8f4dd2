"""Who brings a transfer about, and places of which only the state is named."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.situation import reference
from qgov.situation.lines import build_lines
from qgov.situation.recipients import actor_homes

TABLES = reference()


def party(role="exporter", kind="company", **words):
    return {"id": role, "role": role, "name": f"Example {role}", "kind": kind} | words


@pytest.mark.parametrize(
    ("made", "certain", "possible"),
    [
        (party(country="DE"), {"DE", "EU"}, set()),
        (party("broker", country="FR"), {"FR", "EU"}, set()),
        (party("carrier", country="IN"), {"IN"}, set()),
        (party("endUser", country="DE"), {"DE", "EU"}, set()),
        (party("endUser", "person", country="RU", citizenship=["DE"]), {"RU"}, set()),
        (party("owner", country="DE"), set(), set()),
        (party("authority", country="DE"), set(), set()),
        (party(kind="person", country="BR", citizenship=["DE"]), {"BR", "DE", "EU"}, set()),
        (party(kind="person", country="BR", citizenship=["DE", "BR"]), {"BR"}, {"DE", "EU"}),
        (party(kind="person", country="BR", residency=["DE", "BR"]), {"BR"}, {"DE", "EU"}),
        (party(country="GB-NIR"), {"GB", "GB-NIR"}, set()),
    ],
    ids=lambda value: value["role"] + value.get("country", "") if isinstance(value, dict) else None,
)
def test_who_acts_is_bound_at_home_and_who_receives_only_where_it_is(dossier, made, certain, possible):
    assert actor_homes(dossier(origin="BR", destination="RU", parties=[made]), TABLES) == (certain, possible)


@pytest.mark.parametrize(
    ("destination", "country", "said"),
    [("UA", "UA-30", True), ("UA-30", "UA", True), ("UA-30", "UA-30", False), ("IN", "IN", False)],
)
def test_a_divided_state_that_is_named_alone_is_pointed_out(dossier, destination, country, said):
    made = dossier(destination=destination, parties=[party("endUser", country=country)])
    (line,) = build_lines(made, {}, TABLES)
    assert any("UA is stated alone" in warning for warning in line.warnings) is said


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-05-25", "before 2023-05-26"), ("2023-05-26", ""), ("2027-05-21", ""), ("2027-05-22", "after 2027-05-21")],
)
def test_a_day_outside_the_search_is_said_in_words(day, expected):
    assert TABLES.vintages["EU"].unsearched(date.fromisoformat(day)) == expected

"""Entries of two lists for the same goods: the table, and what a dossier that names one of them says of the other."""

from __future__ import annotations

from datetime import date

import pytest

from qgov.base.errors import NormError
from qgov.base.resources import resource
from qgov.norms import norm_book
from qgov.norms.model import ENTRY
from qgov.situation.aims import aimed_at
from qgov.situation.twins import COLUMNS, TABLE, read_twins, twins

DAY = date(2026, 3, 2)
WANTED = frozenset({"de-awv:4A1906b", "de-awv:3A1904", "eu-dual-use:4A506.b", "eu-dual-use:3B504", "de-awv:3B1904",
                    "eu-dual-use:5A002"})  # fmt: skip
NEW_LIST = frozenset({"uk-dual-use:4A506.b", "uk-dual-use:4A506.c", "uk-dual-use:3A504"})


class Made:
    """An item that says what it relates to."""

    type = "Technology"

    def __init__(self, *named: str):
        self.claims = {"relatesTo": named} if named else {}


def told(wanted, *named):
    return aimed_at(Made(*named), "relatesTo", wanted, frozenset(), twins(DAY))


def table(tmp_path, *rows):
    path = tmp_path / "twin-entries.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_what_a_row_calls_twins_asks_the_same_of_goods():
    """Paragraphs that are encoded: the same condition, each with the numbers of its own list."""
    entries = {norm.provision: norm for norm in norm_book().norms if norm.kind == ENTRY}
    compared = 0
    for line in resource(TABLE).read_text(encoding="utf-8").splitlines()[1:]:
        one, other = line.split(",")[:2]
        if one in entries and other in entries:
            conditions = [repr(entries[name].condition) for name in (one, other)]
            for named, same in ((name, twins(DAY).get(name, ())) for name in ("de-awv:4A1906a", "uk-eco:PL9014.a.1.a")):
                conditions[0] = conditions[0].replace(named, same[0])
            assert conditions[0] == conditions[1], (one, other)
            assert entries[one].in_force_from >= date.fromisoformat(line.split(",")[2]), one
            compared += 1
    assert compared > 30


@pytest.mark.parametrize("name", ["de-awv:3A1901b13", "de-awv:3A1904b", "de-awv:3A1904"])
def test_entries_that_differ_in_a_bound_are_no_twins(name):
    """Annex I says less than 4 K where the German list says 4 K or less, and so on."""
    assert name not in twins(DAY)


def test_what_relates_to_one_twin_relates_to_the_other():
    certain, perhaps, _ = told(WANTED, "de-awv:4A1906b")
    assert {"de-awv:4A1906b", "eu-dual-use:4A506.b", "eu-dual-use:4A506"} <= certain
    assert "eu-dual-use:5A002" in perhaps


def test_the_list_that_took_the_place_of_an_order_is_answered_by_the_old_number():
    certain, perhaps, _ = told(NEW_LIST, "uk-eco:PL9014.a.1.b")
    assert "uk-dual-use:4A506.b" in certain
    assert perhaps == NEW_LIST - certain  # nothing asks of the order any more: what it leaves out is no answer


def test_what_is_asked_of_both_is_answered_by_either():
    _, perhaps, _ = told(WANTED, "eu-dual-use:4A506.b")
    assert perhaps == {"de-awv:3A1904"}  # 3B1904 is a twin of 3B504, which was not named; 3A1904 is none


def test_an_unknown_paragraph_leaves_its_twins_open():
    _, perhaps, _ = told(WANTED, "de-awv:4A1906z")
    assert "eu-dual-use:4A506.b" in perhaps


def test_nothing_named_leaves_all_open():
    certain, perhaps, _ = told(WANTED)
    assert not certain and perhaps == WANTED


def test_a_row_counts_in_its_time_and_if_it_was_read(tmp_path):
    path = table(tmp_path, "a-list:1,b-list:2,2025-01-01,2025-12-31,verified,text,",
                 "a-list:3,b-list:4,,,secondary,page,")  # fmt: skip
    assert read_twins(path, date(2025, 6, 1)) == {"a-list:1": ("b-list:2",), "b-list:2": ("a-list:1",)}
    assert read_twins(path, date(2024, 12, 31)) == read_twins(path, date(2026, 1, 1)) == {}


@pytest.mark.parametrize("row", ["a-list:1,a-list:2,,,verified,text,", "a-list,b-list:2,,,verified,text,"])
def test_a_row_that_is_no_pair_of_entries_is_refused(tmp_path, row):
    with pytest.raises(NormError):
        read_twins(table(tmp_path, row), DAY)

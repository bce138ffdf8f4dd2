"""The readings of the shipped norms agree on random dossiers, and a reading that is wrong is found out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qgov.base.errors import InputError
from qgov.curation.readings import compare as comparing
from qgov.curation.readings.compare import Tally, compare
from qgov.curation.readings.dossiers import random_dossier
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.norms.conditions import And, Condition, Not, Or, Within


def compared(seed: int, count: int, **more) -> Tally:
    whole = Tally()
    for tally in compare(seed, count, **more):
        whole.add(tally)
    return whole


def test_engine_caution_solver_and_shacl_agree():
    found = compared(20261126, 120)
    assert not found.disagreements
    assert (found.dossiers, found.worlds > 200, found.answers > 100_000) == (120, True, True)
    assert found.decided and found.absent and found.cautiously_decided and found.solved
    assert found.intervals >= 20 and found.spanning * 5 >= found.intervals


def test_a_law_that_reaches_everywhere_is_read_with_its_own_lists():
    """A resident of Japan sends technology from India to Chad: its law comes with no connecting factor of a place."""
    found = compared(7, 1, first=5922)
    assert not found.disagreements and found.worlds == 3


def test_a_declaration_that_is_missing_brings_along_the_list_that_its_rule_reads():
    """A release in Spain of a listed link: Article 8(2) asks for a military use, and reads what lists the item."""
    assert not compared(7, 1, first=11836).disagreements


def test_a_day_of_which_only_the_presence_matters_is_a_day():
    """An employee whose first day is not told, and no norm at hand compares it with another."""
    assert not compared(7, 1, first=55184).disagreements


def test_pyshacl_reads_the_same_worlds_alike():
    """Of few: it takes seconds for a world. ``qgov readings --engine pyshacl`` reads as many as one has patience for."""
    found = compared(3, 2, first=19, engine="pyshacl")
    for first in (4, 12):
        found.add(compared(3, 1, first=first, engine="pyshacl"))
    assert not found.disagreements and found.dossiers == 4
    assert found.worlds >= 4 and found.answers > 1000


def altered(condition: Condition) -> Condition:
    """The same with every threshold doubled."""
    match condition:
        case And(parts) | Or(parts):
            return type(condition)(tuple(altered(part) for part in parts))
        case Not(part):
            return Not(altered(part))
        case Within():
            ends = ("min_inclusive", "min_exclusive", "max_inclusive", "max_exclusive")
            return replace(condition, **{end: getattr(condition, end) * 2 for end in ends if getattr(condition, end)})
    return condition


@pytest.mark.parametrize("change", ["thresholds", "tie", "list", "licence"])
def test_an_engine_that_reads_other_law_is_found_out(monkeypatch, change):
    book = norm_book()

    def changed(norm):
        if change == "thresholds":
            return replace(norm, condition=altered(norm.condition))
        if change == "tie":
            return replace(norm, connects_by=("importInto",)) if norm.connects_by == ("exportFrom",) else norm
        if change == "list":
            return replace(norm, controlled_under=norm.controlled_under[:1])
        return replace(norm, satisfied_by=())

    other = replace(book, norms=tuple(map(changed, book.norms)))
    monkeypatch.setattr(comparing, "norm_book", lambda: other)
    assert any(tally.disagreements for tally in compare(20261126, 300))


def test_every_random_dossier_can_be_read():
    for number in range(300):
        try:
            read_dossier(random_dossier(5, number))
        except InputError as error:
            pytest.fail(f"number {number}: {error}")


def test_the_same_seed_and_number_give_the_same_dossier():
    assert random_dossier(7, 1) == random_dossier(7, 1) != random_dossier(7, 2)

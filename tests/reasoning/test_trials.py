"""Changes that no norm tells apart lead to one verdict, so that one of them is judged for all."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from qgov.base.errors import InputError
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.reasoning.changes.parties import _candidates
from qgov.reasoning.changes.places import _kinds, _there, moved_to, read_of
from qgov.reasoning.changes.trials import BUDGET, SOLVED, Trials, cost
from qgov.reasoning.pipeline import Again, ground_dossier
from qgov.situation import reference

from .changing import data_of
from .test_cases import base_of, changed, dump, files
from .test_nearest import judged

# Transfers that leave a union and that do not, of apparatus and of personal data, with a release to a person.
CASES = [
    ("eu-dual-use/3-1", "Germany to Aland, written as a part of Finland"),
    ("gdpr/6-9", "consent as the ground"),
    ("us-ear/734", "a French laboratory tells its screened Chinese employee"),
    ("embargoes/others", "India to Ukraine, United States item"),
]


def trials_of(data: dict) -> Trials:
    dossier = read_dossier(data)
    again = Again(dossier, ground_dossier(dossier, False), norm_book(), reference(), dossier.date)
    return Trials(again, judged(dossier))


def case(name: str, called: str) -> dict:
    file = dict(files())[name]
    found = next(one for one in file["cases"] if one["name"] == called)
    return json.loads(dump(changed(base_of(file), found.get("change", {}))), parse_float=Decimal)


def edits(trials: Trials):
    """Other places, of each kind the first and the last, and other parties."""
    if trials.dossier.origin != trials.dossier.destination:
        for number, kind in enumerate(_kinds(trials, read_of(trials.norms))):
            if number % 3 == 0:
                yield from (moved_to(trials, code) for code in {kind.codes[0], kind.codes[-1]})
    yield from (edit for _, _, edit, same_names in _candidates(trials) if same_names)


@pytest.mark.parametrize(("name", "called"), CASES)
def test_what_no_norm_tells_apart_has_one_verdict(name, called):
    trials = trials_of(case(name, called))
    told = {frozenset(): trials.now}
    count = 0
    for edit in edits(trials):
        try:
            dossier = trials.apply(edit)
        except InputError:
            continue
        verdict = trials.again.judge(dossier=dossier).whole.overall
        difference = trials.difference(trials.lines(dossier))
        assert told.setdefault(difference, verdict) == verdict, edit
        assert not (trials.binds(difference) and trials.milder(verdict)), edit
        count += 1
    assert count > 10 and len(told) > 1


@pytest.mark.parametrize(("name", "called"), CASES)
def test_a_dossier_with_another_destination_is_what_its_edit_makes(name, called):
    trials = trials_of(case(name, called))
    for kind in _kinds(trials, read_of(trials.norms)):
        assert _there(trials, kind.codes[0]) == trials.apply(moved_to(trials, kind.codes[0]))


def test_an_edit_leaves_the_items_alone():
    trials = trials_of(data_of("2026-us-de-torino"))
    changed_dossier = trials.apply([{"op": "replace", "path": "/destination", "value": "JP"}])
    assert changed_dossier.items is trials.dossier.items and changed_dossier.destination == "JP"
    assert changed_dossier.id == trials.dossier.id


def test_nothing_is_judged_beyond_the_budget():
    trials = trials_of(data_of("2026-us-in-boston-headline"))
    assert trials.left == BUDGET and cost(trials.judged) == 1
    trials.left = 1
    assert trials.verdict() == trials.now
    assert trials.verdict() is None and not trials.flips(None)
    assert 1 < SOLVED < BUDGET

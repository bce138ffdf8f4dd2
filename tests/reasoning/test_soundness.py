"""To know less is never milder: what is unknown or wider leaves more worlds, and privileges must be shown in all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from qgov.curation.readings.dossiers import random_dossier
from qgov.dossier.read import read_dossier
from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.model import SEVERITY
from qgov.reasoning.pipeline import ground_dossier, judge, norms_for
from qgov.situation import reference

BATCHES, EACH = 6, 12


def judged(dossier, facts):
    book, tables = norm_book(), reference()
    return judge(dossier, facts, norms_for(dossier, book, tables, dossier.date), tables, dossier.date, book).whole


def wider(fact, chance: Random):
    """The same fact with less known of it: nothing, or an interval that holds the old one."""
    term = lexicon().terms[fact.term]
    if fact.values is not None:
        words = frozenset(lexicon().words(term.words_class)) if term.words_class else frozenset({"true", "false"})
        return replace(fact, values=words | fact.values, known=False, possibly_absent=True)
    if chance.random() < 0.5:
        return replace(fact, lower=term.minimum, upper=term.maximum, known=False, possibly_absent=True)
    lower, upper = fact.lower, fact.upper
    if lower is not None:
        lower = max(lower * chance.choice([Decimal(1), Decimal("0.99"), Decimal("0.5"), Decimal(0)]), term.minimum or 0)
    if upper is not None:
        upper = upper * chance.choice([1, Decimal("1.01"), 2, 100])
        upper = upper if term.maximum is None else min(upper, term.maximum)
    return replace(fact, lower=lower, upper=upper, estimate=None, standard_uncertainty=None)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_less_known_is_never_milder(batch):
    chance, changed = Random(batch), 0
    for number in range(EACH):
        dossier = read_dossier(random_dossier(100 + batch, number))
        facts = ground_dossier(dossier, simulate=False).facts
        before = judged(dossier, facts)
        for item, known in facts.items():
            stated = [fact for fact in known.values() if fact.known and fact.term in lexicon().terms]
            for fact in chance.sample(stated, min(2, len(stated))):
                changed += 1
                after = judged(dossier, facts | {item: known | {fact.term: wider(fact, chance)}})
                where = (number, item, fact.term)
                assert SEVERITY[after.overall.precaution] >= SEVERITY[before.overall.precaution], where
                for code, verdict in before.jurisdictions.items():
                    assert SEVERITY[after.jurisdictions[code].precaution] >= SEVERITY[verdict.precaution], (where, code)
    assert changed

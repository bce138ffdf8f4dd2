"""The metric audit: which admissible readings of a quoted number flip the decision, and what settles it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qgov.grounding import ItemGrounding
from qgov.grounding.error_readings import NUMBER, PROVISION
from qgov.grounding.model import Fact
from qgov.grounding.readings import ERROR, Reading, readings
from qgov.lexicon import lexicon
from qgov.reasoning.changes.trials import Trials, said
from qgov.reasoning.combine import Verdict
from qgov.situation import Line
from qgov.situation.lines import span_of


def metric_audit(trials: Trials) -> list[dict]:
    """Each measurand that some norm compares and of which some admissible reading leads to another outcome.

    ``readings`` gives every reading that flips, what it is about (what the ``number`` may mean, or what the words of
    the ``provision`` may) and the outcome; ``settledBy`` the one measurement, or the one statement, after which the
    readings of the number agree.
    """
    return list(_audit(trials))


def _audit(trials: Trials) -> Iterator[dict]:
    lines = {line.item.id: line for line in trials.judged.lines}
    for item in trials.dossier.items:
        line = lines[item.id]
        facts = trials.again.ground.facts[item.id]
        own_groundings = tuple(
            g for g in trials.again.ground.groundings if any(ref.item == item.id for ref in g.claims)
        )
        read = {term: fact for term, fact in facts.items() if term in trials.readers}
        for term, found in readings(ItemGrounding(item, own_groundings, read, ())).items():
            told: dict[frozenset, Verdict | None] = {frozenset(): trials.now}
            judged = [(one, _verdict(trials, line, term, one.fact, told)) for one in found if not one.own]
            flips = [(one, verdict) for one, verdict in judged if trials.flips(verdict)]
            if flips:
                yield _told(trials, item, term, facts[term], len(found), flips)


def _verdict(trials: Trials, line: Line, term: str, fact: Fact, told: dict[frozenset, Verdict | None]):
    changed = replace(line, spans=line.spans | {term: span_of(fact)}, facts=line.facts | {term: fact})
    difference = trials.difference([changed])
    if difference not in told:
        facts = trials.again.ground.facts
        told[difference] = trials.verdict(facts=facts | {line.item.id: facts[line.item.id] | {term: fact}})
    return told[difference]


def _told(trials: Trials, item, term: str, own: Fact, count: int, flips: list[tuple[Reading, Verdict]]) -> dict:
    about = {one.about for one, _ in flips}
    return {
        "item": item.id, "term": term, "value": own.estimate, "readingsTried": count,
        "readings": [
            {
                "reading": list(one.words), "about": one.about, "lower": one.fact.lower, "upper": one.fact.upper,
                **said(verdict),
            }
            for one, verdict in flips
        ],
        "settledBy": _settled(item, term, own, flips) if NUMBER in about else "",
        "asks": "what the provision means by its words; an authority can say" if PROVISION in about else "",
    }  # fmt: skip


def _settled(item, term: str, own: Fact, flips: list[tuple[Reading, Verdict]]) -> str:
    """The measurement after which a number has one reading: the measurand as the provision means it, stated as such.

    Where only rounding flips, more digits of the same number do; where the facts do not believe the number as it
    stands, a statement of what it is.
    """
    numbers = [one for one, _ in flips if one.about == NUMBER]
    stated = list(dict.fromkeys(one.settled_by for one in numbers if one.settled_by))
    if not stated and all("rounded to the digits given" in word for one in numbers for word in one.words):
        return f"{' or '.join(own.derived_from) or term} to more digits, or with its uncertainty"
    if stated and term != ERROR:
        return "; ".join(stated)
    words = lexicon().terms.get(term)
    what = own.reading or (words.reading if words and words.reading else term)
    if term != ERROR:
        return what
    claim = item.quantity("cnotError")
    lacking = [key for key in ("metric", "statistic") if claim is not None and getattr(claim, key) is None]
    said = f", stated with {' and '.join(lacking)}" if lacking else ""
    return "; ".join((what + said, *stated))

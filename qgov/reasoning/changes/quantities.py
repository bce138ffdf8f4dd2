"""Which value of a quantity flips the outcome, and how far from it the transfer is.

A value is changed with its uncertainty kept. Physics is asked before a value is named: nobody can make an item of which
a theorem shows that it does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Context, Decimal

from qgov.dossier.order import reversed_band
from qgov.grounding.model import Fact
from qgov.lexicon import lexicon
from qgov.norms.conditions import View, Within
from qgov.norms.model import ENTRY, SEVERITY
from qgov.norms.words import show
from qgov.reasoning.changes.claims import VALUE, with_uncertainty, with_value
from qgov.reasoning.changes.steps import Step, guard_of, is_open, middle_of, moved, steps
from qgov.reasoning.changes.trials import Trials, said, sees
from qgov.reasoning.combine import UNDETERMINED, Verdict
from qgov.situation import Line
from qgov.situation.lines import span_of

LOWER, HIGHER, MEASURED, OTHER = "rate-lower", "more-capable", "measure-better", "other"
_U_DIGITS = 3
_CENT = Decimal("0.01")


@dataclass
class Search:
    """What was found of one quantity: the nearest flip on each side, and the nearest threshold that flips. ``inside``
    are the thresholds between the ends of a fact without estimate that part outcomes, with the most severe of these."""

    line: Line
    fact: Fact
    changes: list[dict] = field(default_factory=list)
    threshold: Step | None = None
    beyond: Verdict | None = None
    inside: list[tuple[Decimal, Verdict]] = field(default_factory=list)
    complete: bool = True


def search(trials: Trials) -> list[Search]:
    """Every quantity of every item that some norm compares with a bound and whose value is known."""
    found, seen = [], set()
    for line in trials.judged.lines:
        for term, bounds in _bounds(trials, line).items():
            shared = term == VALUE
            if shared and term in seen:
                continue
            seen.add(term)
            of = _dearest(trials) if shared else line
            found.append(_search(trials, of, line.facts[term], bounds))
    return found


def _dearest(trials: Trials) -> Line:
    """The line whose price is changed where the value of the whole contract is."""
    return max(trials.judged.lines, key=lambda one: (one.item.value or {}).get("value") or Decimal(0))


def _bounds(trials: Trials, line: Line) -> dict[str, set[Decimal]]:
    """The bounds that norms name, by term; days are no quantities."""
    found: dict[str, set[Decimal]] = {}
    for term, fact in sorted(line.facts.items()):
        if middle_of(fact) is None or lexicon().is_day(term):
            continue
        bounds = {
            bound for norm in trials.readers.get(term, ()) for leaf in norm.condition.all_leaves
            if isinstance(leaf, Within) and leaf.term == term for bound in leaf.bounds()
        }  # fmt: skip
        if bounds:
            found[term] = bounds
    return found


def _search(trials: Trials, line: Line, fact: Fact, bounds: set[Decimal]) -> Search:
    found = Search(line, fact)
    middle = middle_of(fact)
    step = _CENT if fact.term == VALUE else None
    told: dict[tuple | frozenset, Verdict | None] = {_pattern(trials, fact): trials.now, frozenset(): trials.now}
    ended: set[bool] = set()
    for one in steps(fact, bounds, step):
        up = one.value > middle
        if up in ended or not lexicon().terms[fact.term].accepts(one.value):
            continue
        verdict = _verdict(trials, line, moved(fact, one.value, _domain(fact.term)), told)
        if verdict is None:
            found.complete = False
            continue
        if not trials.flips(verdict):
            continue
        if found.threshold is None:
            found.threshold, found.beyond = one, verdict
        change = _made(trials, line, fact, one, verdict)
        if change is not None:
            found.changes.append(change)
            ended.add(up)
    found.changes += _measured_better(trials, line, fact, bounds)
    if is_open(fact):
        _part(trials, line, found, bounds, told)
    return found


def _part(
    trials: Trials, line: Line, found: Search, bounds: set[Decimal], told: dict[tuple | frozenset, Verdict | None]
) -> None:
    """The thresholds inside of an interval on both sides of which the outcomes differ."""
    fact = found.fact
    for bound in sorted(bound for bound in bounds if fact.lower <= bound <= fact.upper):
        near = [one.value for one in steps(fact, {bound}) if fact.lower <= one.value <= fact.upper]
        verdicts = [
            _verdict(trials, line, moved(fact, value, _domain(fact.term)), told)
            for value in near if lexicon().terms[fact.term].accepts(value)
        ]  # fmt: skip
        if None in verdicts:
            found.complete = False
        elif len({verdict.outcome for verdict in verdicts}) > 1:
            found.inside.append((bound, max(verdicts, key=lambda one: SEVERITY[one.precaution])))


def _measured_better(trials: Trials, line: Line, fact: Fact, bounds: set[Decimal]) -> list[dict]:
    """The greatest uncertainty with which the same value would settle the outcome, where it is not settled now."""
    guard, middle = guard_of(fact), middle_of(fact)
    if not guard or trials.now.outcome != UNDETERMINED:
        return []
    for far in sorted({abs(bound - middle) for bound in bounds if 0 < abs(bound - middle) <= guard}, reverse=True):
        u = Context(prec=_U_DIGITS, rounding=ROUND_FLOOR).divide(far * fact.standard_uncertainty, guard)
        if u * guard == far * fact.standard_uncertainty:  # the interval would still touch the bound
            u = u.next_minus(Context(prec=_U_DIGITS))
        made = with_uncertainty(trials.dossier, line.item, fact, u)
        if made is None:
            return []
        dossier, edit = made
        grounded = trials.ground(dossier)
        verdict = trials.verdict(dossier=dossier, facts=grounded.facts)
        if trials.flips(verdict) and not grounded.refuted - trials.grounded.refuted:
            return [{
                "kind": "quantity", "item": line.item.id, "term": fact.term,
                "change": f"an expanded uncertainty (k = 2) of at most {show(2 * u)}, the value kept",
                "value": middle, "uncertainty": 2 * u, **said(verdict), "way": MEASURED, "edit": edit,
            }]  # fmt: skip
    return []


def _domain(term: str) -> tuple[Decimal | None, Decimal | None]:
    known = lexicon().terms[term]
    return known.minimum, known.maximum


def _pattern(trials: Trials, fact: Fact) -> tuple:
    """What every norm can tell of a fact: two values of one pattern are one to the law."""
    view = View(frozenset(), {fact.term: span_of(fact)})
    leaves = {
        leaf: None for norm in trials.readers.get(fact.term, ()) for leaf in norm.condition.all_leaves
        if isinstance(leaf, Within) and leaf.term == fact.term
    }  # fmt: skip
    return tuple(seen if isinstance(seen := sees(leaf, view), bool) else None for leaf in leaves)


def _verdict(trials: Trials, line: Line, fact: Fact, told: dict[tuple, Verdict | None]) -> Verdict | None:
    pattern = _pattern(trials, fact)
    if pattern in told:
        return told[pattern]
    lines = [
        replace(one, spans=one.spans | {fact.term: span_of(fact)}, facts=one.facts | {fact.term: fact})
        for one in (trials.judged.lines if fact.term == VALUE else (line,))
    ]
    difference = trials.difference(lines)
    if difference not in told:
        told[difference] = _judged(trials, line, fact)
    told[pattern] = told[difference]
    return told[pattern]


def _judged(trials: Trials, line: Line, fact: Fact) -> Verdict | None:
    if fact.term == VALUE:
        made = with_value(trials.dossier, line.item, line.facts[VALUE], fact.estimate)
        return trials.now if made is None else trials.verdict(dossier=made[0])
    facts = trials.again.ground.facts
    return trials.verdict(facts=facts | {line.item.id: facts[line.item.id] | {fact.term: fact}})


def _made(trials: Trials, line: Line, fact: Fact, one: Step, verdict: Verdict) -> dict | None:
    """The change as a person would make it: other claims, grounded anew; None where physics refutes them. They are
    judged where more follows from them than the value that was tried."""
    made = with_value(trials.dossier, line.item, fact, one.value)
    if made is None:
        return None
    dossier, edit = made
    if reversed_band(dossier.item(line.item.id)) is not None:
        return None
    grounded = trials.ground(dossier)
    if grounded.refuted - trials.grounded.refuted:
        return None
    wanted = moved(fact, one.value, _domain(fact.term))
    if not _as_wanted(trials, line, grounded.facts[line.item.id], wanted):
        verdict = trials.verdict(dossier=dossier, facts=grounded.facts)
        if not trials.flips(verdict):
            return None
    words = one.words + (" (same uncertainty)" if one.guarded else "")
    return {
        "kind": "quantity", "item": line.item.id, "term": fact.term, "change": words, "value": one.value,
        **said(verdict), "way": way_of(trials, fact, one.value), "step": one.step, "edit": edit,
    }  # fmt: skip


def _as_wanted(trials: Trials, line: Line, facts: dict[str, Fact], wanted: Fact) -> bool:
    """Whether of all that norms read of an item only this fact differs from what was judged, and is as wanted."""
    if wanted.term == VALUE:
        return True
    now = trials.again.ground.facts[line.item.id]
    read = (facts.keys() | now.keys()) & trials.readers.keys() - {wanted.term}
    same = all(term in facts and term in now and span_of(facts[term]) == span_of(now[term]) for term in read)
    return same and span_of(facts[wanted.term]) == span_of(wanted)


def way_of(trials: Trials, fact: Fact, value: Decimal) -> str:
    """Whether an item with the value would be rated for less than it is, or be a better one.

    The lists of controlled items leave the better end open: where they only name least values, more is better.
    """
    if fact.term == VALUE or (is_open(fact) and fact.lower <= value <= fact.upper):
        return OTHER
    least, most = 0, 0
    for norm in trials.readers.get(fact.term, ()):
        if norm.kind == ENTRY:
            for leaf in norm.condition.all_leaves:
                if isinstance(leaf, Within) and leaf.term == fact.term:
                    low = leaf.min_inclusive is not None or leaf.min_exclusive is not None
                    high = leaf.max_inclusive is not None or leaf.max_exclusive is not None
                    least, most = least + (low and not high), most + (high and not low)
    if bool(least) == bool(most):
        return OTHER
    return HIGHER if (value > middle_of(fact)) == bool(least) else LOWER


def _setting(trials: Trials, term: str, bound: Decimal) -> list[str]:
    """The provisions of the entries, or else of the norms, that name a bound."""
    naming = [
        norm for norm in trials.readers.get(term, ())
        if any(isinstance(leaf, Within) and leaf.term == term and bound in leaf.bounds()
               for leaf in norm.condition.all_leaves)
    ]  # fmt: skip
    entries = [norm for norm in naming if norm.kind == ENTRY]
    return sorted({norm.provision for norm in entries or naming})


def robustness(trials: Trials, found: list[Search]) -> Iterator[dict]:
    """For each quantity how far its estimate lies from the nearest threshold that flips the outcome.

    In units of its standard uncertainty, and as a fraction of the estimate; no threshold where no value flips it.
    Where there is no estimate, the ends are given in its place: each threshold between them that parts outcomes is 0
    away, and if there is none the nearest one is as far as it lies from the nearer end.
    """
    for one in found:
        if not one.complete:
            continue
        if is_open(one.fact):
            yield from _of_ends(trials, one)
            continue
        fact, middle, step = one.fact, middle_of(one.fact), one.threshold
        far = None if step is None else abs(step.bound - middle)
        u = fact.standard_uncertainty
        yield _radius(trials, one, None if step is None else step.bound, far, one.beyond) | {
            "value": middle, "standardUncertainty": u,
            "inStandardUncertainties": round(far / u, 2) if far is not None and u else None,
            "relative": round(far / abs(middle), 4) if far is not None and middle else None,
            "guard": guard_of(fact) or None,
        }  # fmt: skip


def _of_ends(trials: Trials, found: Search) -> Iterator[dict]:
    lower, upper, step = found.fact.lower, found.fact.upper, found.threshold
    ends = {"lower": lower, "upper": upper}
    for bound, verdict in found.inside:
        yield _radius(trials, found, bound, Decimal(0), verdict) | ends
    if not found.inside:
        far = None if step is None else max(lower - step.bound, step.bound - upper, Decimal(0))
        yield _radius(trials, found, None if step is None else step.bound, far, found.beyond) | ends


def _radius(
    trials: Trials, found: Search, bound: Decimal | None, far: Decimal | None, verdict: Verdict | None
) -> dict:
    fact = found.fact
    return {
        "item": found.line.item.id, "term": fact.term, "value": None, "standardUncertainty": None, "threshold": bound,
        "distance": far, "inStandardUncertainties": None, "relative": None,
        "outcome": verdict.outcome if verdict else None, "guard": None,
        "provisions": [] if bound is None else _setting(trials, fact.term, bound),
    }  # fmt: skip

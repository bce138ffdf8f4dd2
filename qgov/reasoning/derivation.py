"""The derivation in a receipt: a case split per line whose cases decide every norm, and a witness for each outcome.

It is found with the three-valued reading of the verifier, from the same plain data; the verifier then checks each step
without search. What the engine found is not used: where the two disagree, the verifier refuses the receipt.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from qgov.base.errors import Fault, InputError
from qgov.norms.notation import exact
from qgov.verifier.verify import (
    EMPTY,
    EXCEPTION,
    FACTORS,
    INDICATIONS,
    NORM,
    NOTHING,
    OF_THE_ITEM,
    POINTER,
    SEVERITY,
    Joint,
    Judge,
    Known,
    Norm,
    Reading,
    Span,
    Transfer,
    Verdict,
    View,
    ancestors,
    by_code,
    combined,
    components,
    leaves,
    outcomes_at,
    overall_of,
    point_of,
    settled,
    shown_by,
    truth,
)  # fmt: skip

MAX_CASES = 50_000


class TooManyCases(InputError):
    """The cases of a line are more than a receipt carries: too much is unknown of it."""


def derive(transfer: Transfer, judged) -> dict:
    """The derivation of a decision from the norms and lines of its receipt. Raises TooManyCases."""
    cautious = {j.line.item.id for j in judged.judgments if j.cautious}
    lines, verdicts = {}, []
    for line in transfer.lines.values():
        judge = transfer.judge(line)
        lines[line.item] = {"mode": "cautious"} if line.item in cautious else _by_cases(judge)
        verdict = Verdict(judge, lines[line.item])
        verdicts.append(verdict)
        for factor in verdict.factors[1:]:
            for (_, options), (_, _, leaf, _) in zip(factor.cases, factor.leaves, strict=True):
                leaf["outcomes"] = {code: by_severity(outcomes) for code, outcomes in sorted(options.items())}
        if not verdict.cautious:
            lines[line.item]["witnesses"] = _witnesses(transfer, [verdict], components([verdict]), ())
    return {"lines": lines, "whole": _whole(transfer, judged.whole, verdicts)}


def _whole(transfer: Transfer, whole, verdicts: list[Verdict]) -> dict:
    """How the lines were combined: joined case by case, or as if each alone knew nothing of what they share."""
    groups = None if any(verdict.cautious for verdict in verdicts) else components(verdicts)
    claimed = {None: whole.overall, **whole.jurisdictions}
    if groups is None or any(
        settled(overall_of(groups) if code is None else by_code(groups, code)) != verdict.to_dict()
        for code, verdict in claimed.items()
    ):
        return {"mode": "independent"}
    return {"mode": "joint", "witnesses": _witnesses(transfer, verdicts, groups, sorted(whole.jurisdictions))}


def by_severity(outcomes) -> list[str]:
    return sorted(outcomes, key=lambda outcome: -SEVERITY[outcome])


def _by_cases(judge: Judge) -> dict:
    budget = [MAX_CASES]
    factors, readings = [], []
    for norms in partition(judge):
        found: list[Reading] = []
        tree = _split(judge, Known(), judge.root_reading, norms, budget, found)
        factors.append({"norms": sorted(norms), "tree": tree})
        readings.append((norms, found))
    derivation = {"mode": "cases", "factors": factors, "accompanying": {}}
    own = [norm for norm in judge.concerned if norm.only_accompanies and judge.at_root(norm) is not False]
    if own:
        verdict = Verdict(judge, derivation)
        for norm in own:
            tree = _split_own(judge, norm, Known(), verdict.patterns(norm), budget)
            if tree:
                derivation["accompanying"][norm.iri] = tree
    return derivation


def partition(judge: Judge) -> list[frozenset]:
    """The undecided norms, in groups that share nothing unknown and of which none rests on another."""
    groups: list[tuple[set, set]] = []  # what ties a group together, and its norms

    def tie(keys: set, norms: set) -> None:
        touching = [group for group in groups if group[0] & keys]
        groups[:] = [group for group in groups if not group[0] & keys]
        groups.append((keys.union(*(g[0] for g in touching)), norms.union(*(g[1] for g in touching))))

    loose = [norm for norm in judge.deciding if norm.iri in judge.loose]
    for norm in loose:
        tie({("norm", norm.iri)} | unknowns(judge, norm), {norm.iri})
    for norm in judge.concerned:
        accompanies = norm.only_accompanies and judge.at_root(norm) is not False
        if accompanies or (norm.kind == EXCEPTION and not norm.can_be_shown and norm.iri in judge.kept):
            if needs := judge.needs(norm):
                tie({("norm", iri) for iri in needs}, set())
    return [frozenset(norms) for _, norms in sorted(groups, key=lambda group: min(group[1]))]


def unknowns(judge: Judge, norm: Norm) -> set:
    """What a norm that is undecided at the root rests on: unknowns, and other undecided norms."""
    view, root = judge.root_reading.view, judge.root_reading
    found: set = set()
    if judge.transfer.law(norm, Known()) is None:
        found.add(("law", norm.iri))
    conditions = [norm.condition]
    if norm.kind in (NORM, POINTER):
        here = frozenset({norm.jurisdiction})
        conditions += [("has", factor, here) for factor in norm.connects_by if factor in FACTORS]
        found |= {("norm", e.iri) for e in judge.under.get(norm.provision, ()) if root.entries[e.iri] is None}
    if norm.kind == EXCEPTION:
        found |= {("norm", n.iri) for n in judge.rules if n.provision in norm.defeats and root.applies[n.iri] is None}
    for condition in conditions:
        for leaf in leaves(condition):
            if leaf[1] == "describedBy":
                for entry in judge.entries:
                    if root.entries[entry.iri] is None and not leaf[2].isdisjoint(ancestors(entry.provision)):
                        found.add(("norm", entry.iri))
            elif truth(leaf, view) is None:
                found |= _read(judge.transfer, leaf, view)
    return found


def _read(transfer: Transfer, leaf: tuple, view: View) -> set:
    """The unknowns that one part of a condition reads."""
    term = leaf[1]
    if view.span(term):
        return {("span", view.line.item, term)}
    scope = view.line.item if term in OF_THE_ITEM else ""
    undecided = view.line.open.get(term, EMPTY)
    found: set = {("set", scope, term, v) for v in (undecided & leaf[2] if leaf[0] == "has" else undecided)}
    for item in view.line.targets.get(term, ()):
        target = transfer.lines.get(item)
        if target is None:
            continue
        inner = View(target, view.known, transfer.derived(target, view.known))
        for entry in transfer.open_entries(target):
            if leaf[2].isdisjoint(ancestors(entry.provision)) or truth(entry.condition, inner) is False:
                continue
            if entry.law_is_open:
                found.add(("law", entry.iri))
            for one in leaves(entry.condition):
                if truth(one, inner) is None:
                    found |= _read(transfer, one, inner)
    return found


def _split(
    judge: Judge, known: Known, before: Reading, norms: frozenset, budget: list[int], readings: list[Reading]
) -> dict:
    reading = judge.read(known, before, norms)
    for norm, what in judge.undecided(reading, norms):
        case = next(_splits(judge, norm, what, reading, known))
        return _both(judge, known, case, budget, lambda part: _split(judge, part, reading, norms, budget, readings))
    readings.append(reading)
    return {}


def _split_own(judge: Judge, norm: Norm, known: Known, patterns: list[Reading], budget: list[int]) -> dict:
    for reading in patterns:
        if judge.accompanies(norm, reading, known) is None:
            view = judge.own_view(reading, known)
            case = next(_connecting(judge, norm, view), None) or next(_open(judge, norm.condition, view))
            return _both(judge, known, case, budget, lambda part: _split_own(judge, norm, part, patterns, budget))
    return {}


def _both(judge: Judge, known: Known, case: dict, budget: list[int], go) -> dict:
    budget[0] -= 1
    if budget[0] < 0:
        what = f"so much is unknown of {judge.line.item} that a full receipt would have more than {MAX_CASES} cases"
        raise TooManyCases([Fault("/items", what, "state more of the item, or decide without a full receipt")])
    then, other = judge.transfer.split(known, case)
    return {"split": case, "then": then and go(then), "else": other and go(other)}


def _splits(judge: Judge, norm: Norm, what: str, reading: Reading, known: Known) -> Iterator[dict]:
    """Splits that tell more of a norm, the first of them first."""
    if what in ("entry", "applies") and judge.transfer.law(norm, known) is None:
        yield {"law": norm.iri}
    view = reading.view
    if what in ("applies", "asked"):
        yield from _connecting(judge, norm, view)
    if what == "asked":
        words = [INDICATIONS[name] for name in judge.transfer.unanswered(norm) if name in INDICATIONS]
        for chosen in (frozenset(c) for size in range(1, len(words) + 1) for c in combinations(words, size)):
            wider = view.adding("endUseIndication", chosen)
            if truth(norm.condition, wider) is None:
                yield from _open(judge, norm.condition, wider)
    if truth(norm.condition, view) is None:
        yield from _open(judge, norm.condition, view)


def _connecting(judge: Judge, norm: Norm, view: View) -> Iterator[dict]:
    if judge.connects(norm, view) is None:
        for factor in norm.connects_by:
            yield from _open(judge, ("has", factor, frozenset({norm.jurisdiction})), view)


def _open(judge: Judge, condition: tuple, view: View) -> Iterator[dict]:
    """Splits of what leaves a condition untold."""
    if truth(condition, view) is not None:
        return
    kind = condition[0]
    if kind in ("all", "any"):
        for part in condition[1]:
            yield from _open(judge, part, view)
    elif kind == "not":
        yield from _open(judge, condition[1], view)
    elif kind in ("number", "word") or (kind == "present" and view.span(condition[1])):
        yield from _open_span(judge, condition, view)
    else:
        yield from _open_set(judge, condition, view)


def _open_span(judge: Judge, condition: tuple, view: View) -> Iterator[dict]:
    term = condition[1]
    span, about = view.span(term), {"item": view.line.item, "term": term}
    if span.absent == "perhaps":
        yield about | {"absent": True}
    elif condition[0] == "word":
        yield about | {"oneOf": sorted(span.words & condition[2])}
    elif condition[0] == "number":
        low, high = condition[2], condition[3]
        for end, upto in ((low, low and low[1]), (high, high and not high[1])):
            if end is None:
                continue
            case = about | {"upTo" if upto else "below": exact(end[0])}
            parts = judge.transfer.split(view.known, case)
            before = Known(spans={(view.line.item, term): span}).token()
            if all(part is None or part.only({("span", view.line.item, term)}).token() != before for part in parts):
                yield case


def _open_set(judge: Judge, condition: tuple, view: View) -> Iterator[dict]:
    kind, term = condition[0], condition[1]
    scope = view.line.item if term in OF_THE_ITEM else ""
    key = (scope, term)
    settled = view.known.yes.get(key, EMPTY) | view.known.no.get(key, EMPTY) | view.members(term)[0]
    undecided = view.line.open.get(term, EMPTY) - settled
    if kind == "has":
        wanted = [undecided & condition[2]]
    elif kind == "every":
        wanted = [undecided - condition[2], undecided & condition[2]]
    else:
        wanted = [undecided]
    for values in filter(None, wanted):
        yield ({"item": scope} if scope else {}) | {"term": term, "someOf": sorted(values)}
    for item in view.line.targets.get(term, ()):
        target = judge.transfer.lines.get(item)
        if target is None:
            continue
        inner = View(target, view.known, judge.transfer.derived(target, view.known))
        for entry in judge.transfer.open_entries(target):
            if not condition[2].isdisjoint(ancestors(entry.provision)):
                if judge.transfer.law(entry, view.known) is None:
                    if truth(entry.condition, inner) is not False:
                        yield {"law": entry.iri}
                yield from _open(judge, entry.condition, inner)


# Witnesses.


def _witnesses(transfer: Transfer, verdicts: list[Verdict], groups: list[list[Joint]], codes) -> list[dict]:
    """Points that together show every outcome that is possible of the whole and in each jurisdiction of ``codes``."""
    told: set[tuple[str, str]] = set()
    found = []
    for code in (None, *codes):
        possible = overall_of(groups) if code is None else by_code(groups, code)
        for outcome in by_severity(possible):
            what = "overall" if code is None else f"jurisdiction {code}"
            if (what, outcome) not in told:
                assignment, answers = _point_with(transfer, verdicts, groups, code, outcome)
                told |= shown_by(outcomes_at(verdicts, point_of(transfer, assignment), answers))
                if (what, outcome) not in told:
                    raise RuntimeError(f"the point found for {outcome} ({what}) does not have it")
                found.append({"assignment": assignment, "pointers": answers})
    return found


def _point_with(transfer: Transfer, verdicts: list[Verdict], groups, code: str | None, wanted: str) -> tuple:
    """A point with an outcome: the mildest case of every group, but for one that has it; pointers likewise."""

    def options(joint: Joint) -> frozenset:
        return combined(joint[1].values()) if code is None else joint[1].get(code, frozenset({NOTHING}))

    def mildest(outcomes) -> int:
        return min(SEVERITY[outcome] for outcome in outcomes)

    chosen = [min(joined, key=lambda joint: mildest(options(joint))) for joined in groups]
    for number, joined in enumerate(groups):
        having = [joint for joint in joined if wanted in options(joint)]
        if having:
            chosen[number] = min(having, key=lambda joint: mildest(options(joint)))
            break
    known = Known()
    for _, _, example in chosen:
        known = known.meet(example)
    assignment = assignment_of(known)
    point = point_of(transfer, assignment)
    active = {}
    for verdict in verdicts:
        reading = verdict.judge.read(point, verdict.judge.root_reading)
        active |= {n.iri: n for n in verdict.judge.rules if n.kind == POINTER and reading.applies[n.iri]}
    answers = {iri: min(norm.may_yield, key=SEVERITY.__getitem__) for iri, norm in sorted(active.items())}

    def has(answers: dict) -> bool:
        shown = shown_by(outcomes_at(verdicts, point, answers))
        return (("overall" if code is None else f"jurisdiction {code}"), wanted) in shown

    for iri, norm in active.items():
        if not has(answers) and wanted in norm.may_yield and code in (None, norm.jurisdiction):
            return assignment, answers | {iri: wanted}
    return assignment, answers


def assignment_of(known: Known) -> list[dict]:
    """One point of a case: a value for everything that the case narrows."""
    found: list[dict] = [{"law": iri, "holds": holds} for iri, holds in sorted(known.law.items())]
    for (item, term), span in sorted(known.spans.items()):
        about = {"item": item, "term": term}
        if span.absent == "yes":
            found.append(about | {"absent": True})
        elif span.words is not None:
            found.append(about | {"value": min(span.words)})
        else:
            found.append(about | {"value": exact(value_in(span))})
    chosen = {key: values for key, values in known.yes.items()}
    for key, groups in known.some.items():
        for group in sorted(groups, key=sorted):
            if not group & chosen.get(key, EMPTY):
                chosen[key] = chosen.get(key, EMPTY) | {min(group - known.no.get(key, EMPTY))}
    for sets, holds in ((chosen, True), (known.no, False)):
        for (scope, term), values in sorted(sets.items()):
            about = ({"item": scope} if scope else {}) | {"term": term}
            found += [about | {"member": value, "holds": holds} for value in sorted(values)]
    return found


def value_in(span: Span) -> Decimal:
    """A number in an interval; a whole one, or an end that was stated, where the number is one of things counted."""
    low, high = span.lower, span.upper
    choices = [end for end in (low, high) if end is not None]
    if low is not None and high is not None:
        choices.append((low + high) / 2)
    elif choices:
        choices.append(choices[0] + (1 if high is None else -1))
    else:
        choices.append(Decimal(0))
    if span.integer:
        whole = [choice.to_integral_value(way) for choice in choices for way in ("ROUND_FLOOR", "ROUND_CEILING")]
        choices = [*(w + step for w in whole for step in (0, 1, -1)), *span.ends]
    return next(choice for choice in choices if span.holds(choice))

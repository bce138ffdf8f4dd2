"""The cautious reading: every condition in three values, no worlds built.

It never excludes an outcome that some world has. It answers where the worlds are too many to try, and it is what the
exact reading is compared with: whatever it decides, the exact reading decides alike.
"""

from __future__ import annotations

from itertools import product

from qgov.base.iri import ancestors
from qgov.norms.conditions import View
from qgov.norms.model import (
    ENTRY,
    EXCEPTION,
    NORM,
    NOTHING,
    OPEN,
    PERMITTED,
    POINTER,
    SEVERITY,
    Norm,
)  # fmt: skip
from qgov.reasoning.reach import INDICATIONS
from qgov.reasoning.worlds import connected


def judge_cautiously(engine, found, norms: tuple[Norm, ...]):
    """Fill a LineJudgment with every outcome that cannot be excluded, jurisdiction by jurisdiction."""
    view = found.line.widest_view(norm.condition for norm in norms)
    truths = {norm.iri: truth(engine, norm, view, norms) for norm in norms}
    parts: dict[str, list[set[str]]] = {code: [] for code in found.jurisdictions}
    for norm in norms:
        if norm.kind == EXCEPTION:
            engine.conditions_of(norm, found)
            if norm.condition.possible(view) is True and engine.can_be_shown(norm):
                found.shown[norm.iri] = frozenset(norm.defeats)
    for norm in norms:
        applies = truths[norm.iri]
        asked = _asked(engine, norm, view)
        if asked is not False:
            parts.setdefault(norm.jurisdiction, []).append({OPEN} if asked else {OPEN, NOTHING})
        if norm.kind == POINTER:
            if applies is not False:
                parts.setdefault(norm.jurisdiction, []).append(set(norm.may_yield) | (set() if applies else {NOTHING}))
        elif norm.kind == NORM and applies is not False:
            outcomes = _control(engine, norm, found, view, norms, truths)
            parts.setdefault(norm.jurisdiction, []).append(outcomes | (set() if applies else {NOTHING}))
    found.cautious = True
    found.possible = {code: frozenset(_maxima(sets)) for code, sets in parts.items()}
    found.truths = truths
    return found


def truth(engine, norm: Norm, view: View, norms: tuple[Norm, ...]) -> bool | None:
    """Whether a norm applies: yes, no, or unknown."""
    parts = [norm.condition.possible(view)]
    if norm.kind == ENTRY or norm.kind == NORM:
        parts.append(True if norm.verified and norm.in_force(engine.day) else None)
    if norm.kind in (NORM, POINTER):
        parts.append(connected(norm, view))
        if norm.provision in engine.acting_on_entries:
            entries = [
                truth(engine, e, view, norms) for e in norms if e.kind == ENTRY and norm.provision in e.controlled_under
            ]
            parts.append(True if True in entries else (None if None in entries else False))
    return False if False in parts else (None if None in parts else True)


def accompanies_cautiously(engine, norm: Norm, found) -> bool | None:
    """Whether a duty or a review policy holds: yes, no, or unknown. ``found`` is a judgment read cautiously."""
    view = found.line.widest_view(n.condition for n in found.norms)
    parts = [norm.condition.possible(view), connected(norm, view)]
    if norm.provision in engine.acting_on_entries:
        entries = [found.truths.get(e.iri, False) for e in engine.entries if norm.provision in e.controlled_under]
        parts.append(_any(entries))
    elif norm.reviews:
        parts.append(_any([found.truths.get(c.iri, False) for c in engine.controls if c.provision in norm.reviews]))
    if False in parts:
        return False if _asked(engine, norm, view) is False else None
    return None if None in parts else True


def _any(truths: list[bool | None]) -> bool | None:
    return True if True in truths else (None if None in truths else False)


def _asked(engine, norm: Norm, view: View) -> bool | None:
    """Whether a declaration that was not given matters: yes, no, or unknown."""
    missing = engine.unanswered(norm)
    if norm.kind not in (NORM, POINTER) or not missing:
        return False
    tied = connected(norm, view)
    words = frozenset(INDICATIONS[name] for name in missing if name in INDICATIONS)
    if tied is False or len(words) < len(missing):
        return tied
    term = "endUseIndication"
    shown, undecided = view.members.get(term, frozenset()), view.open_members.get(term, frozenset())
    all_made = View(view.classes, view.spans, view.members | {term: shown | words}, view.open_members)
    if tied and norm.condition.possible(all_made) is True and norm.provision not in engine.acting_on_entries:
        return True
    some_made = View(view.classes, view.spans, view.members, view.open_members | {term: undecided | words})
    return False if norm.condition.possible(some_made) is False else None


def _control(engine, norm: Norm, found, view: View, norms, truths) -> set[str]:
    left = {norm.effect}
    for exception in norms:
        if exception.kind != EXCEPTION or norm.provision not in exception.defeats or not engine.can_be_shown(exception):
            continue
        scope = exception.condition.possible(view)
        if scope is False or exception.iri in found.disqualified:
            continue
        milder = OPEN if found.open_conditions.get(exception.iri) else PERMITTED
        excepted = {min(outcome, milder, key=SEVERITY.__getitem__) for outcome in left}
        # Where the scope is open the exact reading may still show it: in every world where the control applies.
        left = excepted if scope else left | excepted
    entries = [
        e for e in norms if e.kind == ENTRY and norm.provision in e.controlled_under and truths[e.iri] is not False
    ]
    licensed = view.members.get("licensedProvision", frozenset())
    provisions = [entry.provision for entry in entries]
    if norm.provision not in engine.acting_on_entries:
        provisions = [norm.provision]
    covered = [bool(licensed.intersection(ancestors(provision))) for provision in provisions]
    if "licence" in norm.satisfied_by and covered and any(covered):
        return {PERMITTED} if all(covered) else {PERMITTED, *left}
    return left


def _maxima(sets: list[set[str]]) -> set[str]:
    """The most severe of one choice from each set, over all choices."""
    found = {NOTHING}
    for options in sets:
        found = {max(pair, key=SEVERITY.__getitem__) for pair in product(found, options)}
    return found

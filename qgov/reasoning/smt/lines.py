"""One line judged over all of its worlds, of which only those are named that show something."""

from __future__ import annotations

from collections.abc import Iterable

from qgov.norms.conditions import And, Condition, Every, Has, Not, Or
from qgov.norms.model import EXCEPTION, NORM, NOTHING, OPEN, PERMITTED, POINTER, SEVERITY, Norm
from qgov.reasoning.law import decides
from qgov.reasoning.plan import Reading
from qgov.reasoning.setaside import only_accompanies
from qgov.reasoning.smt.encode import DESCRIBED, LINE, LineTerms
from qgov.reasoning.smt.formulas import FALSE, TRUE
from qgov.reasoning.smt.search import Batch, OutOfTime, Search

LEVELS = tuple(sorted(SEVERITY, key=SEVERITY.__getitem__, reverse=True))


def judge_exactly(engine, found):
    """Fill a LineJudgment with exactly what its worlds have; OutOfTime where that takes too long.

    ``readings`` are then some worlds, chosen so that whatever a norm does in any world it does in one of them.
    """
    try:
        return _judge(engine, found)
    except OutOfTime:
        found.shown.clear()  # the cautious reading starts anew
        raise


def _judge(engine, found):
    search = search_of(engine)
    with search:
        terms = search.encoding.line(found.line)
        for norm in engine.deciding(found.line):
            if norm.kind == EXCEPTION:
                engine.conditions_of(norm, found)
        _shown(search, found, terms)
        parts = contributions(search, found, terms)
        goals = {
            (code, outcome): term
            for code, options in parts.items()
            for outcome, term in exactly(search, options).items()
        }
        together = exactly(search, [pair for options in parts.values() for pair in options])
        held = {norm.iri: _accompanied(search, norm, found, terms) for norm in found.norms if only_accompanies(norm)}
        also = [*_telling(search, found, terms), *held.values(), *(term ^ 1 for term in held.values())]
        worlds = search.cover([*goals.values(), *together.values(), *also])
        codes = [
            code
            for code, options in parts.items()
            if code in found.jurisdictions or search.possible(search.formulas.any(term for _, term in options))
        ]
        found.possible = {code: frozenset(o for o in LEVELS if goals[code, o] in worlds) for code in codes}
        found.together = frozenset(outcome for outcome, term in together.items() if term in worlds)
        found.truths = {
            iri: (None if term ^ 1 in worlds else True) if term in worlds else False for iri, term in held.items()
        }
        chosen = dict.fromkeys((id(batch), bit, batch) for batch, bit in worlds.values())
        found.readings = [reading_in(batch, bit, found, terms) for _, bit, batch in chosen]
    return found


def search_of(engine) -> Search:
    """The search of a dossier, made once; its time is that of the dossier."""
    if engine.search is None:
        engine.search = Search(engine)
    return engine.search


def _shown(search: Search, found, terms: LineTerms) -> None:
    """The exceptions that hold in every world in which there is what they defeat, as ``Engine._privileges`` has it."""
    formulas = search.formulas
    failing = {pair: formulas.all([term, terms.scope[pair[0]] ^ 1]) for pair, term in terms.defeats.items()}
    worlds = search.cover([*terms.defeats.values(), *failing.values()])
    for pair, term in terms.defeats.items():
        if term in worlds and failing[pair] not in worlds:
            iri, provision = pair
            found.shown[iri] = found.shown.get(iri, frozenset()) | {provision}


def contributions(search: Search, found, terms: LineTerms) -> dict[str, list[tuple[str, int]]]:
    """For each jurisdiction what norms contribute, each outcome with the term of the worlds that have it."""
    formulas, engine = search.formulas, search.encoding.engine
    norms = engine.deciding(found.line)
    parts: dict[str, list[tuple[str, int]]] = {code: [] for code in found.jurisdictions}

    def add(norm: Norm, outcome: str, term: int) -> None:
        if term != FALSE:
            parts.setdefault(norm.jurisdiction, []).append((outcome, term))

    for norm in norms:
        if norm.iri not in terms.applies:
            continue
        applies, satisfied = terms.applies[norm.iri], terms.satisfied[norm.iri]
        add(norm, OPEN, terms.asked[norm.iri])
        if norm.kind == NORM:
            add(norm, PERMITTED, satisfied)
            add(norm, _excepted(norm, norms, found), formulas.all([applies, satisfied ^ 1]))
        elif norm.kind == POINTER and applies != FALSE:
            for outcome in norm.may_yield:
                add(norm, outcome, formulas.all([applies, search.encoding.answer(norm, outcome)]))
    return parts


def _excepted(norm: Norm, norms: tuple[Norm, ...], found) -> str:
    """What is left of a control by the exceptions that are shown, as ``Engine._control`` has it."""
    milder = [
        OPEN if found.open_conditions.get(exception.iri) else PERMITTED
        for exception in norms
        if exception.kind == EXCEPTION
        and norm.provision in found.shown.get(exception.iri, ())
        and exception.iri not in found.disqualified
    ]
    return min(milder, key=SEVERITY.__getitem__) if milder else norm.effect


def exactly(search: Search, options: Iterable[tuple[str, int]]) -> dict[str, int]:
    """For each outcome the term of the worlds where it is the most severe of what was contributed."""
    formulas = search.formulas
    found, none_above = {}, TRUE
    options = list(options)
    for level in LEVELS:
        here = formulas.any(term for outcome, term in options if outcome == level) if level != NOTHING else TRUE
        found[level] = formulas.all([none_above, here])
        none_above = formulas.all([none_above, here ^ 1])
    return found


def _telling(search: Search, found, terms: LineTerms) -> list[int]:
    """What findings ask of the worlds of a line: each of these terms is to hold in a reading, if it can."""
    formulas, encoding, engine = search.formulas, search.encoding, search.encoding.engine
    line, norms = found.line, engine.deciding(found.line)
    both = [*terms.entries.values(), *terms.applies.values()]
    both += [encoding.condition(leaf, line, LINE) for leaf in _leaves(found.norms)]
    both += [encoding.is_(v.key, True) for v in found.variables if v.key[0] == "member"]
    goals = [TRUE, *both, *(term ^ 1 for term in both)]
    goals += [term ^ 1 for term in terms.satisfied.values()]
    goals += terms.asked.values()
    goals += [encoding.asked_beside(norm, line) for norm in found.norms if not decides(norm)]
    targets = [engine.lines[item] for items in line.targets.values() for item in items]
    goals += [encoding.describes(entry, target) for target in targets for entry in engine.open_entries(target)]
    for norm in norms:
        if norm.kind != EXCEPTION:
            continue
        controls = formulas.any(terms.defeats[norm.iri, provision] for provision in norm.defeats)
        scope = terms.scope[norm.iri]
        if not engine.can_be_shown(norm):
            scope = _may_hold(search, norm.condition, line, True)
        goals += [controls, formulas.all([controls, scope])]
        goals += [formulas.all([terms.defeats[norm.iri, p], scope ^ 1]) for p in norm.defeats]
    return goals


def _leaves(norms: Iterable[Norm]) -> list[Condition]:
    return list({id(leaf): leaf for norm in norms for leaf in norm.condition.all_leaves
                 if isinstance(leaf, (Has, Every))}.values())  # fmt: skip


def _accompanied(search: Search, norm: Norm, found, terms: LineTerms) -> int:
    """Whether a duty or a review policy holds, as ``Worlds.accompanies`` has it: what it reads is answered apart."""
    encoding, engine, formulas = search.encoding, search.encoding.engine, search.formulas
    if norm.condition.possible(engine.widest(found.line)) is False:
        return FALSE
    tied = TRUE
    if norm.provision in engine.acting_on_entries:
        listing = engine.law.entries_of((norm.provision,), ())
        tied = formulas.any(terms.entries[e.iri] for e in listing if e.iri in terms.entries)
    elif norm.reviews:
        reviewed = engine.law.controls_of(norm.reviews)
        tied = formulas.any(terms.applies[c.iri] for c in reviewed if c.iri in terms.applies)
    if tied == FALSE:
        return FALSE
    own = engine.variables(found.line, (norm,))
    setting = encoding.set_apart(norm, own) if own else LINE
    held = encoding.condition(norm.condition, found.line, setting)
    return formulas.all([tied, encoding.reaches(norm, found.line, setting), held])


def _may_hold(search: Search, condition: Condition, line, wanted: bool) -> int:
    """Whether a condition may hold, or may fail, given what describes the item and whatever else is open."""
    formulas = search.formulas
    told = condition.possible(search.encoding.engine.widest(line))
    if told is not None:
        return TRUE if told is wanted else FALSE
    match condition:
        case Not(part):
            return _may_hold(search, part, line, not wanted)
        case And(parts) | Or(parts):
            each = [_may_hold(search, part, line, wanted) for part in parts]
            return formulas.all(each) if isinstance(condition, And) is wanted else formulas.any(each)
    if getattr(condition, "term", None) == DESCRIBED:
        return search.encoding.condition(condition, line, LINE) ^ (0 if wanted else 1)
    return TRUE


def reading_in(batch: Batch, bit: int, found, terms: LineTerms) -> Reading:
    """How the norms of a line read in a world that was found."""

    def held(each: dict[str, int]) -> frozenset[str]:
        return frozenset(iri for iri, term in each.items() if batch.term(term) >> bit & 1)

    world = batch.world(bit)
    entries = held(terms.entries)
    described = frozenset(norm.provision for norm in found.norms if norm.iri in entries)
    return Reading(
        {variable.key: world[variable.key] for variable in found.variables}, described, entries, held(terms.applies),
        held(terms.satisfied), held(terms.scope),
    )  # fmt: skip

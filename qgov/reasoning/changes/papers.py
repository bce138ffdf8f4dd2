"""The papers that would flip the outcome: a licence, an exception with its conditions, a safeguard, declarations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from qgov.base.errors import InputError
from qgov.dossier.edit import appended, edited, operation
from qgov.lexicon import lexicon
from qgov.norms import Norm
from qgov.reasoning.changes.repairs import PRIVILEGE, SAFEGUARD, Paper
from qgov.reasoning.changes.trials import Trials, said
from qgov.reasoning.combine import Verdict, Whole
from qgov.reasoning.why_not import Standing, Way, uncovered
from qgov.situation import UNION
from qgov.situation.safeguards import RECIPIENT_SHOWN, safeguard_type

_DECLARATION = "declarations."
_CONDITION = "conditionsMet:"
# Sets of papers that are tried together, the smallest first.
MOST_SETS = 4
_REFERENCES = {
    "scc-2001": "Decision 2001/497/EC",
    "scc-2010": "Decision 2010/87/EU",
    "scc-idta": "IDTA",
    "scc-uk-addendum": "UK Addendum",
    **{f"scc-uk-addendum-module-{number}": f"UK Addendum, module {number}" for number in range(1, 5)},
}


def papers_on_file(trials: Trials, found: list[Standing], missing: Iterable) -> Iterator[dict]:
    """Each paper, or smallest set of them that belongs together, which flips the outcome; where the laws of several
    sovereigns each ask for one, the smallest papers that do so together."""
    yield from _licence(trials, found)
    yield from _given(trials, [one.term for one in missing if one.kind in ("declaration", "condition of use")])
    tried, relied, parts = set(), set(), []
    ways = (way for one in found for way in one.ways if way.papers is not None)
    for way in sorted(ways, key=lambda way: len(way.papers) + len(way.open_conditions)):
        code = way.norm.authorisation_code
        if not (way.papers or way.open_conditions) or way.norm.iri in tried or (code and code in relied):
            continue
        tried.add(way.norm.iri)
        part = _exception(trials, way)
        whole = _whole(trials, part.on(trials.data))
        if whole is None:
            continue
        if _settles(trials, whole.overall):
            # Of several paragraphs under one code the one that asks for least is the smallest change.
            relied.add(code)
            yield _change([part], whole.overall, part.on(trials.data))
        elif milder := frozenset(trials.milder_codes(whole)):
            relied.add(code)
            parts.append(replace(part, milder=milder))
    yield from _together(trials, parts, found)


@dataclass(frozen=True)
class Part:
    """A paper with what it asks for, as one sovereign's law counts it: ``on`` gives the edit that puts it into a
    dossier, ``size`` how many things it asks for, ``milder`` the jurisdictions that it makes milder."""

    words: str
    size: int
    on: Callable[[dict], list[dict]]
    milder: frozenset[str] = frozenset()
    licence: bool = False


def _change(parts: Iterable[Part], verdict: Verdict, edit: list[dict]) -> dict:
    words = "; and ".join(part.words for part in parts)
    return {"kind": "paper", "change": words, **said(verdict), "edit": edit}


def _settles(trials: Trials, verdict: Verdict) -> bool:
    return trials.flips(verdict) and trials.milder(verdict)


def _edit_together(trials: Trials, parts: Iterable[Part]) -> list[dict]:
    edit: list[dict] = []
    for part in parts:
        edit += part.on(edited(trials.data, edit))
    return edit


def _together(trials: Trials, parts: list[Part], found: list[Standing]) -> Iterator[dict]:
    """The smallest exceptions of several sovereigns that flip the outcome together, and the smallest that do so with a
    licence of the others. None of them does alone, so that nothing in what is named can be left out."""
    binding = frozenset(trials.binding_codes())
    if not parts or len({_sovereign(trials, code) for code in binding}) < 2:
        return
    licences = _licences(trials, found)
    for choices in (parts, [*parts, *licences]):
        sets = [
            chosen for size in (2, 3) for chosen in combinations(choices, size)
            if binding <= frozenset().union(*(part.milder for part in chosen)) and _each_needed(chosen, binding)
            and (choices is parts or (any(p.licence for p in chosen) and not all(p.licence for p in chosen)))
        ]  # fmt: skip
        for chosen in sorted(sets, key=lambda chosen: (sum(part.size for part in chosen), len(chosen)))[:MOST_SETS]:
            edit = _edit_together(trials, chosen)
            whole = _whole(trials, edit)
            if whole is not None and _settles(trials, whole.overall):
                yield _change(chosen, whole.overall, edit)
                break


def _each_needed(chosen: tuple[Part, ...], binding: frozenset[str]) -> bool:
    return all(not binding <= frozenset().union(*(part.milder for part in chosen if part is not one)) for one in chosen)


def _sovereign(trials: Trials, code: str) -> str:
    """Who licenses under a law: the authority of a Member State does so under the law of the Union too."""
    return UNION if trials.again.tables.in_union(code, trials.dossier.date) else code


def _licences(trials: Trials, found: list[Standing]) -> list[Part]:
    """A licence of each sovereign for all that stands under its law."""
    licensed = frozenset(p for line in trials.judged.lines for p in line.members.get("licensedProvision", ()))
    by_sovereign: dict[str, list[Standing]] = {}
    for one in found:
        by_sovereign.setdefault(_sovereign(trials, one.norm.jurisdiction), []).append(one)
    day = trials.dossier.date.isoformat()
    parts = []
    for controls in by_sovereign.values():
        if covers := uncovered(controls, licensed):
            row = {"type": "licence", "code": "example", "covers": list(covers), "destinations": _destinations(trials),
                   "validFrom": day, "validUntil": day}  # fmt: skip
            parts.append(Part(
                "a licence covering " + ", ".join(covers), 1,
                lambda data, row=row: [appended(data, "authorisations", row)],
                frozenset(one.norm.jurisdiction for one in controls), licence=True,
            ))  # fmt: skip
    return parts


def _licence(trials: Trials, found: list[Standing]) -> Iterator[dict]:
    """The licences of all sovereigns under whose law a control stands that one satisfies."""
    if parts := _licences(trials, found):
        edit = _edit_together(trials, parts)
        verdict = _verdict(trials, edit)
        if verdict is not None and _settles(trials, verdict):
            yield _change(parts, verdict, edit)


def _destinations(trials: Trials) -> list[str]:
    from qgov.situation.route import received_in

    return list(received_in(trials.dossier, trials.again.tables))


def _given(trials: Trials, words: list[str]) -> Iterator[dict]:
    """What is not declared or not on file, all given at once, without what is not needed for it."""
    words = list(dict.fromkeys(words))
    if not words:
        return
    verdict = _verdict(trials, _edit_of(trials, words))
    if not trials.flips(verdict):
        return
    for word in list(words):
        fewer = [other for other in words if other != word]
        if fewer and _verdict(trials, _edit_of(trials, fewer)) == verdict:
            words = fewer
    yield {
        "kind": "paper", "change": " and ".join(map(_said, words)), **said(verdict),
        "edit": _edit_of(trials, words),
    }  # fmt: skip


def _said(word: str) -> str:
    if word == "declarations.partiesScreened":
        return "the parties screened, no match"
    if word.startswith(_DECLARATION):
        return f"{word.removeprefix(_DECLARATION)} declared false"
    return f"on file: {word.removeprefix(_CONDITION)}"


def _edit_of(trials: Trials, words: Iterable[str]) -> list[dict]:
    """The edit that gives these declarations and conditions; each condition to the papers of the exceptions that lack
    it."""
    return _edit_on(trials, trials.data, words, lambda data, word: _lacking(trials, data, word))


def _edit_on(
    trials: Trials, data: dict, words: Iterable[str], papers: Callable[[dict, str], Iterable[Paper]]
) -> list[dict]:
    """The same on data that may be edited already; ``papers`` are those that are to show a condition."""
    edit: list[dict] = []
    conditions: dict[Paper, list[str]] = {}
    for word in words:
        if word.startswith(_DECLARATION):
            name = word.removeprefix(_DECLARATION)
            value: object = trials.dossier.date.isoformat() if name == "partiesScreened" else False
            now = edited(data, edit)
            if "declarations" in now:
                edit.append(operation(now, f"/declarations/{name}", value))
            else:
                edit.append({"op": "add", "path": "/declarations", "value": {name: value}})
        else:
            condition = word.removeprefix(_CONDITION)
            # A safeguard that is asked for by its type is a paper of its own where no other can show it.
            alone = [Paper(SAFEGUARD, condition)] if condition in lexicon().words("SafeguardType") else []
            for paper in papers(data, word) or alone:
                conditions.setdefault(paper, []).append(condition)
    for paper, met in conditions.items():
        edit.append(_met(trials, edited(data, edit), paper, met))
    return edit


def _lacking(trials: Trials, data: dict, word: str) -> list[Paper]:
    """The papers of the shown exceptions that lack a condition."""
    found = {
        paper
        for judgment in trials.judged.judgments
        for norm in judgment.norms
        if judgment.shown.get(norm.iri) and word in judgment.open_conditions.get(norm.iri, ())
        for paper in _papers_of(trials, data, norm)
    }
    return sorted(found, key=lambda paper: (paper.term, paper.word))


def _papers_of(trials: Trials, data: dict, norm: Norm) -> list[Paper]:
    """The papers that show the conditions of an exception: the reliance on its code, or else the safeguards of the
    types it rests on that are on file."""
    if norm.authorisation_code:
        return [Paper(PRIVILEGE, norm.authorisation_code)]
    on_file = {row.get("type") for row in data.get("safeguards", []) if _stands(trials, row)}
    kinds = {safeguard_type(kind) for kind in norm.safeguards}
    return [Paper(SAFEGUARD, kind) for kind in sorted(kinds & on_file)]


def _met(trials: Trials, data: dict, paper: Paper, met: list[str]) -> dict:
    """The operation that puts conditions on file: with a paper that stands, otherwise with a new one."""
    day = trials.dossier.date
    if paper.term == SAFEGUARD:
        return _with_safeguard(trials, data, paper.word, met)
    for index, held in enumerate(trials.dossier.authorisations):
        standing = (held.valid_from or day) <= day <= (held.valid_until or day)
        if held.code == paper.word and held.type != "licence" and standing:
            both = sorted({*held.conditions_met, *met})
            return operation(data, f"/authorisations/{index}/conditionsMet", both)
    return appended(data, "authorisations", {**_bare(trials, paper.word), "conditionsMet": sorted(met)})


def _with_safeguard(trials: Trials, data: dict, kind: str, met: list[str]) -> dict:
    """The operation by which the last safeguard of a type that stands on the day shows conditions, or a new one."""
    rows = data.get("safeguards", [])
    for index in reversed(range(len(rows))):
        if rows[index].get("type") == kind and _stands(trials, rows[index]):
            both = sorted({*_listed(rows[index].get("conditionsMet", ())), *met})
            return operation(data, f"/safeguards/{index}/conditionsMet", both)
    row: dict = {"type": kind, "date": trials.dossier.date.isoformat()}
    if rest := sorted(set(met) - {kind}):
        row["conditionsMet"] = rest
    return appended(data, "safeguards", row)


def _stands(trials: Trials, row: dict) -> bool:
    return str(row.get("date", "")) <= trials.dossier.date.isoformat()


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _is_permission(trials: Trials, code: str) -> bool:
    return any(norm.authorisation_code == code and norm.effect == "permission" for norm in trials.in_force)


def _exception(trials: Trials, way: Way) -> Part:
    """An exception relied on, with what its condition asks to be on file and its conditions of use met."""
    wanted = way.papers or ()
    size = len(wanted) + len(way.open_conditions)
    return Part(_relied_on(way, wanted), size, lambda data: _relying(trials, data, way, wanted))


def _relying(trials: Trials, data: dict, way: Way, wanted: tuple[Paper, ...]) -> list[dict]:
    edit: list[dict] = []
    before, code = data, way.norm.authorisation_code
    relied = [paper.word for paper in wanted if paper.term == PRIVILEGE]
    for paper in wanted:
        if paper.term == SAFEGUARD:
            edit.append(_safeguard(trials, edited(before, edit), paper.word))
    data = edited(before, edit)
    conditions = [word for word in way.open_conditions if not word.startswith(_DECLARATION)]
    declared = [word for word in way.open_conditions if word.startswith(_DECLARATION)]
    for word in relied:
        met = [c.removeprefix(_CONDITION) for c in conditions] if word == code else []
        paper = Paper(PRIVILEGE, word)
        edit.append(_met(trials, data, paper, met) if met else appended(data, "authorisations", _bare(trials, word)))
        data = edited(before, edit)
    rest = declared if code in relied else [*declared, *conditions]
    return edit + _edit_on(trials, data, rest, lambda now, word: _papers_of(trials, now, way.norm))


def _relied_on(way: Way, wanted: tuple[Paper, ...]) -> str:
    label = re.sub(r" \((?:[^()]|\([^()]*\))*\)$", "", way.norm.label)
    relied = f"relying on {label} ({way.norm.provision})"
    files = [
        f"the safeguard {safeguard_type(paper.word) if paper.word == RECIPIENT_SHOWN else paper.word}"
        for paper in wanted
        if paper.term == SAFEGUARD
    ]
    files += [word.removeprefix(_CONDITION) for word in way.open_conditions if word.startswith(_CONDITION)]
    told = [_said(word) for word in way.open_conditions if word.startswith(_DECLARATION)]
    parts = [f"with {', '.join(files)} on file"] if files else []
    return ", ".join((relied, *parts, *told))


def _bare(trials: Trials, code: str) -> dict:
    return {"type": "general-authorisation" if _is_permission(trials, code) else "exception", "code": code}


def _safeguard(trials: Trials, data: dict, word: str) -> dict:
    """A safeguard by the word that conditions read; ``scc-module-2`` is that module of the standard clauses."""
    row: dict = {"type": safeguard_type(word), "date": trials.dossier.date.isoformat()}
    if word == RECIPIENT_SHOWN:
        row["conditionsMet"] = [word.removeprefix(f"{row['type']}-")]
    elif word in _REFERENCES:
        row["reference"] = _REFERENCES[word]
    elif word.startswith("scc-module-"):
        row["module"] = int(word.rpartition("-")[2])
    return appended(data, "safeguards", row)


def _whole(trials: Trials, edit: list[dict]) -> Whole | None:
    try:
        return trials.whole(dossier=trials.apply(edit))
    except InputError:
        return None


def _verdict(trials: Trials, edit: list[dict]) -> Verdict | None:
    whole = _whole(trials, edit)
    return whole and whole.overall

"""Other parties: another kind or role of who receives, another status, another end use, somebody not on a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qgov.base.errors import InputError
from qgov.dossier.edit import operation
from qgov.dossier.model import Party
from qgov.lexicon import lexicon
from qgov.norms.model import SEVERITY
from qgov.reasoning.changes.places import all_places, listed, read_of, traits_of
from qgov.reasoning.changes.trials import Trials, said
from qgov.reasoning.combine import Verdict
from qgov.situation.screening.screen import ASIDE, DISMISSED
from qgov.situation.sides import DATA_ROLES, RECEIVING, RELEASED
from qgov.situation.statuses import UNREGULATED

MOST = 24  # parties of whom another is tried; each trial reads every party anew, so they cost by the square
Change = tuple[str, int, list[dict], bool]  # in words, how many keys change, the edit, whether names stay the same


def other_parties(trials: Trials) -> Iterator[dict]:
    """The smallest change that flips the outcome and, where that is another, the smallest that makes it milder.

    A change is as large as the number of keys that differ; of equally small ones the mildest outcome is taken. No more
    than ``MOST`` parties are tried.
    """
    flips = []
    told: dict[frozenset, Verdict | None] = {frozenset(): trials.now}
    difference: frozenset = frozenset()
    for order, (words, size, edit, same_names) in enumerate(_candidates(trials)):
        try:
            changed = trials.apply(edit)
        except InputError:
            continue
        if same_names:
            difference = trials.difference(trials.lines(changed))
            if difference not in told:
                told[difference] = trials.verdict(dossier=changed)
            verdict = told[difference]
        else:
            verdict = trials.verdict(dossier=changed)
        if trials.flips(verdict):
            read = trials.provisions(difference) if same_names else []
            flips.append((size, SEVERITY[verdict.precaution], order, words, verdict, edit, read))
    best = sorted(flips)[:1]
    if best and trials.may_be_milder and not trials.milder(best[0][4]):
        best += [flip for flip in sorted(flips) if trials.milder(flip[4])][:1]
    for size, _, _, words, verdict, edit, read in best:
        yield {"kind": "party", "change": words, **said(verdict), "size": size,
               "provisions": read, "edit": edit}  # fmt: skip
    for words, size, edit in _dismissals(trials):
        verdict = trials.verdict(dossier=trials.apply(edit))
        if trials.flips(verdict):
            yield {"kind": "party", "change": words, **said(verdict), "size": size,
                   "provisions": [], "edit": edit}  # fmt: skip


def _candidates(trials: Trials) -> Iterator[Change]:
    yield from _end_uses(trials)
    for index in tried_parties(trials)[:MOST]:
        yield from _of(trials, index, trials.dossier.parties[index])


def tried_parties(trials: Trials) -> list[int]:
    """The parties of whom another one is tried, by number: of those that differ in their names alone, the first."""
    dossier, seen = trials.dossier, {}
    named = {like.party for like in trials.screening.likenesses} | {match.party for match in dossier.matches}
    named |= {id for stake in dossier.ownership for id in (stake.holder, stake.held)}
    for index, party in enumerate(dossier.parties):
        if party.role not in ASIDE:
            own = party.id if party.id in named else ""
            seen.setdefault(replace(party, id=own, name=None, other_names=()), index)
    return list(seen.values())


def _end_uses(trials: Trials) -> Iterator[Change]:
    """Other end uses that a norm names. Where a control asks besides what the recipient does with the item, which no
    word for the end use answers, none is told but the one that is asked everywhere."""
    read = set() if _use_is_asked(trials) else _named(trials, "endUse")
    now = trials.dossier.end_use
    if now == "military":
        read |= set(lexicon().words("EndUse"))
    for word in sorted(read | {"military"}):
        if word != now:
            yield f"the end use {word}", 1, [operation(trials.data, "/endUse", word)], True


def _use_is_asked(trials: Trials) -> bool:
    return any(
        "openQuestion" in norm.condition.terms and norm.condition.possible(trials.view(line, norm)) is not False
        for norm in trials.readers.get("endUse", ())
        for line in trials.judged.lines
    )


def _dismissals(trials: Trials) -> Iterator[tuple[str, int, list[dict]]]:
    """Each party whose likenesses to entries of lists are dismissed with a reason, which is for somebody to make who
    found that the party is another. A likeness without an entry can be dismissed by nobody."""
    for party in trials.dossier.parties:
        like = [one for one in trials.screening.likenesses if one.party == party.id and one.status != DISMISSED]
        named = [(one.match.entry if one.match else None) or (one.hit and one.hit.entry.id) for one in like]
        if not like or not all(named) or party.role in ASIDE:
            continue
        rows, about = list(trials.data.get("matches", ())), {one.match for one in like} - {None}
        kept = [row for row, match in zip(rows, trials.dossier.matches, strict=True) if match not in about]
        new = [
            {"party": party.id, "list": one.match.list if one.match else min(one.lists), "entry": entry,
             "status": DISMISSED, "reason": "another than the entry"}
            for one, entry in zip(like, named, strict=True)
        ]  # fmt: skip
        words = f"the likeness of {party.name or party.id} to {', '.join(dict.fromkeys(named))} dismissed with a reason"
        edit = [operation(trials.data, "/matches", [*kept, *new])]
        yield f"{words}, if it is another", len(new), edit


def _named(trials: Trials, term: str) -> set[str]:
    """The words of a term that some norm names."""
    return {
        value for norm in trials.readers.get(term, ()) for leaf in norm.condition.all_leaves
        if getattr(leaf, "term", None) == term for value in getattr(leaf, "values", ())
    }  # fmt: skip


def _of(trials: Trials, index: int, party: Party) -> Iterator[Change]:
    data, at, name = trials.data, f"/parties/{index}", party.name or party.id
    receives, handles = party.role in RECEIVING, party.role in DATA_ROLES
    released = receives and trials.dossier.type in RELEASED and (party.kind == "person" or party.citizenship)
    home = trials.dossier.origin
    if released and home not in party.residency:
        residency = [operation(data, f"{at}/residency", [*party.residency, home])]
        yield f"{name} permanently resident in {home}", 1, residency, True
    if released and party.residency:
        gone = [{"op": "remove", "path": f"{at}/residency"}]
        yield f"{name} no longer permanently resident in {listed(list(party.residency))}", 1, gone, True
    if receives or handles or party.role == "exporter":
        for kind in sorted(lexicon().words("PartyKind")):
            if kind != party.kind:
                words = f"{_a(kind)} instead of {_what(party)} as {party.role}"
                yield words, 1, [operation(data, f"{at}/kind", kind)], True
    if handles:
        other = next(role for role in DATA_ROLES if role != party.role)
        yield f"{name} as {other}", 1, [{"op": "replace", "path": f"{at}/role", "value": other}], True
    if statuses := _named(trials, "partyStatus"):
        for status in sorted(statuses | {UNREGULATED}):
            if party.regulated_as != (status,):
                yield f"{name} regulated as {status}", 1, [operation(data, f"{at}/regulatedAs", [status])], True
    if released:
        yield from _other_people(trials, index, party)
    if any(like.party == party.id and like.status != DISMISSED for like in trials.screening.likenesses):
        yield f"another {party.role} in place of {name}, on no list", 2, _replaced(trials, index, party), False


def _other_people(trials: Trials, index: int, party: Party) -> Iterator[Change]:
    """Somebody of another citizenship and no other ties, one for each kind of places that the norms tell apart."""
    read = read_of(trials.norms, ("nationality",), ("nationalityGroup", "anyNationalityGroup", "citizenshipGroup"))
    kinds: dict[frozenset, list[str]] = {}
    for code in all_places():
        home = code in trials.again.tables.territories_of(trials.dossier.origin, trials.dossier.date)
        kinds.setdefault(frozenset(traits_of(trials, code, read) | {("home", home)}), []).append(code)
    row, at = trials.data["parties"][index], f"/parties/{index}"
    ties = [{"op": "remove", "path": f"{at}/residency"}] if "residency" in row else []
    for codes in kinds.values():
        edit = [operation(trials.data, f"{at}/citizenship", codes[:1]), *ties]
        alone = " and has no permanent residence" if ties else ""
        yield f"a {party.role} who is a citizen of {listed(codes)}{alone}", len(edit), edit, True


def _what(party: Party) -> str:
    return _a(party.kind) if party.kind else f"{party.name or party.id}"


def _a(kind: str) -> str:
    return f"{'an' if kind.startswith('i') else 'a'} {kind}"


def _replaced(trials: Trials, index: int, party: Party) -> list[dict]:
    """The same role for somebody else: without the names, the matches on record and the shares of the former."""
    data, at = trials.data, f"/parties/{index}"
    row = data["parties"][index]
    edit = [{"op": "remove", "path": f"{at}/{key}"} for key in ("otherNames", "birthDate") if key in row]
    edit.append(operation(data, f"{at}/name", "another party"))
    for key, about in (("matches", ("party",)), ("ownership", ("held", "holder"))):
        rows = data.get(key)
        if rows:
            kept = [one for one in rows if not any(str(one.get(name)) == party.id for name in about)]
            if len(kept) < len(rows):
                edit.append({"op": "replace", "path": f"/{key}", "value": kept})
    return edit

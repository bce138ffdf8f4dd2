"""The nearest place to which the same transfer would have another outcome.

Places are not judged one by one: the norms in force read of a place its groups, the lists of places that name it and
whose law is met there. Places of which they read the same are one. How far another place is from the destination is how
many of these differ; of places equally far the first by name is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from qgov.base.places import name_of
from qgov.dossier.edit import operation
from qgov.dossier.model import Dossier, Party
from qgov.norms.model import Norm
from qgov.reasoning.changes.trials import Trials, said
from qgov.reasoning.combine import Verdict
from qgov.situation.certificates import certificates_recognised
from qgov.situation.sides import DATA_ROLES, RECEIVING

# Terms whose values are places, and terms whose values are groups of places.
PLACES = ("destination", "placeReached", "participantIn", "receivedIn")
GROUPS = ("destinationGroup", "reachedGroup")
_NAMED = 3


@dataclass(frozen=True)
class Kind:
    """Places that the norms read alike: what is read of them, and their codes."""

    traits: frozenset
    codes: tuple[str, ...]


def other_places(trials: Trials) -> Iterator[dict]:
    """The nearest place that flips the outcome, and the nearest that makes it milder where the first does not."""
    dossier = trials.dossier
    if dossier.origin == dossier.destination:
        return
    read = read_of(trials.norms)
    here = _traits(trials, dossier.destination, read)
    told: dict[frozenset, Verdict | None] = {frozenset(): trials.now}
    flipped = False
    for kind in sorted(_kinds(trials, read), key=lambda kind: (len(kind.traits ^ here), kind.codes)):
        changed = _there(trials, kind.codes[0])
        difference = trials.difference(trials.lines(changed))
        if flipped and trials.binds(difference):
            continue
        if difference not in told:
            told[difference] = trials.verdict(dossier=changed)
        verdict = told[difference]
        if verdict is None:
            return
        if not trials.flips(verdict) or (flipped and not trials.milder(verdict)):
            continue
        groups = read_of(trials.reading(difference))[1]
        joined, left = (
            sorted(trait[1] for trait in traits if trait[0] == "in" and trait[1] in groups)
            for traits in (kind.traits - here, here - kind.traits)
        )
        yield {
            "kind": "place", "change": _words(kind, joined, left), **said(verdict),
            "distance": len(kind.traits ^ here), "places": list(kind.codes), "joins": joined, "leaves": left,
            "provisions": trials.provisions(difference), "edit": moved_to(trials, kind.codes[0]),
        }  # fmt: skip
        flipped = True
        if trials.milder(verdict) or not trials.may_be_milder:
            return


def moved_to(trials: Trials, code: str) -> list[dict]:
    """The destination, and those who receive there, in another place."""
    data, dossier = trials.data, trials.dossier
    edit = [operation(data, "/destination", code)]
    for index, party in enumerate(dossier.parties):
        if party.country == dossier.destination and goes_along(party):
            edit.append(operation(data, f"/parties/{index}/country", code))
    return edit


def _there(trials: Trials, code: str) -> Dossier:
    """The dossier as that edit makes it, unread: nothing but these places is otherwise, and all of them are known."""
    dossier = trials.dossier
    parties = tuple(
        replace(party, country=code) if party.country == dossier.destination and goes_along(party) else party
        for party in dossier.parties
    )
    return replace(dossier, destination=code, parties=parties)


def goes_along(party: Party) -> bool:
    """Whether a party is one to whom something is sent, so that another destination means another such party."""
    return party.role in (*RECEIVING, *DATA_ROLES)


def _kinds(trials: Trials, read: tuple) -> list[Kind]:
    groups = defaultdict(list)
    away = {trials.dossier.origin, trials.dossier.destination, *trials.dossier.transit}
    for code in all_places():
        if code not in away:
            groups[_traits(trials, code, read)].append(code)
    return [Kind(traits, tuple(codes)) for traits, codes in groups.items()]


@lru_cache(maxsize=1)
def all_places() -> tuple[str, ...]:
    """Every place with a two-letter code, in order."""
    import pycountry

    return tuple(sorted({country.alpha_2 for country in pycountry.countries} | {"XK"}))


def _traits(trials: Trials, code: str, read: tuple[dict[str, frozenset[int]], frozenset[str]]) -> frozenset:
    """All that norms, papers and certificates on file can tell of a place."""
    dossier, tables = trials.dossier, trials.again.tables
    found = traits_of(trials, code, read)
    names = {code, tables.state_name(code), *tables.belongs_to(code)}
    home = trials.home
    laws = set(tables.jurisdictions(code, dossier.date))
    found |= {("law", law) for law in laws & trials.connecting["importInto"]}
    found |= {("home", law) for law in home & tables.territories_of(code, dossier.date)}
    found |= {
        ("licence", number) for number, held in enumerate(dossier.authorisations) if names & set(held.destinations)
    }
    for item in dossier.items:
        if item.certificates:
            sure, maybe = certificates_recognised(item, (code,), dossier.date, tables)
            found |= {("recognised", item.id, word, word in sure) for word in sure | maybe}
    return frozenset(found)


def traits_of(trials: Trials, code: str, read: tuple[dict[str, frozenset[int]], frozenset[str]]) -> set[tuple]:
    """The groups a place is in, and the conditions that name it."""
    named, groups = read
    tables = trials.again.tables
    certain, perhaps = tables.groups_of(code, trials.dossier.date)
    names = {code, tables.state_name(code), *tables.belongs_to(code)}
    found = {("in", group) for group in certain & groups} | {("perhaps in", group) for group in perhaps & groups}
    return found | {("named", leaf) for name in names for leaf in named.get(name, ())}


def read_of(
    norms: Iterable[Norm], places: tuple[str, ...] = PLACES, groups_in: tuple[str, ...] = GROUPS
) -> tuple[dict[str, frozenset[int]], frozenset[str]]:
    """Which conditions name each place, by number, and the groups that some condition names."""
    # Norms share most of their leaves, and to hash one costs more than to tell that it is the same object.
    leaves = list(dict.fromkeys({id(leaf): leaf for norm in norms for leaf in norm.condition.all_leaves}.values()))
    named = defaultdict(set)
    groups = set()
    for number, leaf in enumerate(leaves):
        if getattr(leaf, "term", None) in places:
            for value in getattr(leaf, "values", ()):
                named[value].add(number)
        elif getattr(leaf, "term", None) in groups_in:
            groups |= set(getattr(leaf, "values", ()))
    return {place: frozenset(numbers) for place, numbers in named.items()}, frozenset(groups)


def listed(codes: Sequence[str]) -> str:
    """The first of some places by name, and how many more there are."""
    names = [name_of(code) or code for code in codes[:_NAMED]]
    more = len(codes) - len(names)
    return " or ".join(names) + (f" or one of {more} places read alike" if more else "")


def _words(kind: Kind, joined: list[str], left: list[str]) -> str:
    said = f"the same transfer to {listed(kind.codes)}"
    about = [f"in {group}" for group in joined] + [f"not in {group}" for group in left]
    return said + (f" ({', '.join(about)})" if about else "")

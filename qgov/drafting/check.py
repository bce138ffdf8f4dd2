"""``check``: all that is wrong with a draft, and what its author should look at though it can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qgov.base import limits
from qgov.base.errors import Fault
from qgov.base.places import name_of, nearest
from qgov.drafting.contrary import contrary
from qgov.drafting.space import OutOfTime, Space, carrying, caught
from qgov.lexicon import lexicon
from qgov.norms import NormBook, norm_book
from qgov.norms.amend import faults_of
from qgov.norms.conditions import Always, Condition, ItemIs, Or
from qgov.norms.defeat import names_of
from qgov.norms.drafts import Draft, DraftFault
from qgov.norms.load import BESIDE_PLACES
from qgov.norms.model import ENTRY, EXCEPTION, FORECLOSURE, NORM, Norm
from qgov.norms.shacl import near

_STATED = frozenset({"claim", "measurand", "situation"})
_ITEM_TYPES = frozenset({"itemType", "relatedItemType", "wholeType"})
Warnings = Iterator[tuple[str, str, str]]


@dataclass(frozen=True)
class Checked:
    """The norms of the drafts, faults, and warnings in the form of faults; not ``readable`` is what is no Turtle."""

    norms: tuple[Norm, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[DraftFault, ...]
    readable: bool = True

    def to_dict(self) -> dict:
        return {
            "readable": self.readable, "valid": not self.faults,
            "norms": [
                {"norm": norm.iri, "provision": norm.provision, "jurisdiction": norm.jurisdiction, "kind": norm.kind,
                 "effect": norm.effect, "inForceFrom": norm.in_force_from.isoformat(),
                 "inForceUntil": norm.in_force_until.isoformat() if norm.in_force_until else None}
                for norm in self.norms
            ],
            "faults": [fault.to_dict() for fault in self.faults],
            "warnings": [warning.to_dict() for warning in self.warnings],
        }  # fmt: skip


def check(drafts: Iterable[Draft], without: Iterable[str] = ()) -> Checked:
    """Check drafts as if they were law beside what is shipped, less the provisions that are left out."""
    book, read = faults_of(drafts, without)
    own = {norm.iri for norm in read.norms}
    broken = {getattr(one, "norm", "") for one in read.faults}
    norms = tuple(norm for norm in book.norms if norm.iri in own)
    warnings = []
    for norm in norms:
        if norm.iri in broken:
            continue
        file, line = read.place(norm)
        for look in _LOOKS:
            try:
                found = list(look(norm, book))
            except OutOfTime:
                found = [("too much is asked for it to be examined in time", "", "split it into several norms")]
            warnings += [DraftFault("", why, remedy, file, line, norm.iri, about) for why, about, remedy in found]
    return Checked(norms, tuple(read.faults), tuple(dict.fromkeys(warnings)), read.readable)


def _days(norm: Norm, book: NormBook) -> Warnings:
    """On which days it can have an effect."""
    if norm.in_force_until and norm.in_force_until < date.today():
        yield f"ended on {norm.in_force_until}: it bears on past transfers alone", "inForceUntil", ""
    if norm.in_force_from < limits.FIRST_DAY:
        yield f"begins before {limits.FIRST_DAY}, the first day on which transfers are judged", "inForceFrom", ""
    if norm.defeats:
        below = [one for one in book.norms if set(names_of(one)) & set(norm.defeats) and one.kind in (NORM, EXCEPTION)]
        if below and not any(_together(norm, one) for one in below):
            yield "is never in force on a day with what it defeats", "defeats", "look at the days of both"


def _verification(norm: Norm, book: NormBook) -> Warnings:
    """Nothing unverified decides."""
    if not norm.verified:
        effect = "it is never shown" if norm.kind == EXCEPTION else "what it says only depends"
        yield (
            f"its text is {norm.verification}, so that {effect}", "verification",
            'write "verified" where the draft itself is the text, and say so in qgov:verificationNote',
        )  # fmt: skip


def _belongs(norm: Norm, book: NormBook) -> Warnings:
    """Whether it stands on law of its own jurisdiction."""
    for name, provisions in (("controlledUnder", norm.controlled_under), ("defeats", norm.defeats)):
        for provision in provisions:
            codes = {one.jurisdiction for one in book.norms if provision in names_of(one)}
            if codes and norm.jurisdiction not in codes:
                other = ", ".join(sorted(codes))
                yield (
                    f"is of {norm.jurisdiction}, and {provision} is of {other}",
                    name,
                    "one state's law rests on its own",
                )


def _terms(norm: Norm, book: NormBook) -> Warnings:
    """Terms that no dossier can state, at all or of such an item."""
    words = lexicon()
    read = {term for one in norm_book().norms for term in one.condition.terms}
    classes = {leaf.name for leaf in norm.condition.all_leaves if isinstance(leaf, ItemIs)}
    types = {kind for kind in words.item_types() if not classes.isdisjoint(words.superclasses(kind))}
    for term in sorted(norm.condition.terms):
        known, on = words.terms[term], carrying(term)
        if known.role not in _STATED and term not in read:
            yield f"no dossier can state {term}: {known.definition}", term, "ask for what a dossier states of it"
        elif classes and on is not None and types.isdisjoint(on):
            where = ", ".join(sorted(on)) or "nothing"
            yield f"no dossier can state {term} of {' or '.join(sorted(classes))}; it is of {where}", term, ""
    for leaf in norm.condition.all_leaves:
        for word in sorted(set(getattr(leaf, "values", ()))):
            remedy = _no_word(leaf.term, word)
            if remedy is not None:
                yield f"{word!r} is no word of {leaf.term}, so that it never holds", leaf.term, remedy


def _no_word(term: str, word: str) -> str | None:
    """None for a word that a dossier can give for a term; else what was perhaps meant."""
    known = lexicon().terms[term]
    words: Iterable[str] = ()
    if term in _ITEM_TYPES:
        words = lexicon().item_types()
    elif known.words_class:
        words = lexicon().words(known.words_class)
    elif known.value_kind == "place":
        if word in BESIDE_PLACES or name_of(word) is not None:
            return None
        code = nearest(word)
        return f"did you mean {code}?" if code else "write a code of ISO 3166"
    if not words or word in words:
        return None
    return near(word, words) or f"known: {', '.join(sorted(words)[:12])}"


def _worlds(norm: Norm, book: NormBook) -> Warnings:
    """Whether anything can meet the condition, and be reached."""
    whole = caught(norm, book.norms, book.acting_on_entries)
    if isinstance(norm.condition, Always):
        if norm.kind == NORM and norm.provision not in book.acting_on_entries and not norm.reviews:
            yield (
                f"asks nothing: it applies to every transfer that {' or '.join(norm.connects_by)} ties to"
                f" {norm.jurisdiction}", "appliesWhen", "say to what it applies in qgov:appliesWhen",
            )  # fmt: skip
        return
    space = Space((norm.condition, whole))
    if space.find([norm.condition]) is None:
        yield (
            "no world can meet its condition",
            "appliesWhen" if norm.kind != ENTRY else "",
            "look for parts that exclude one another",
        )
    elif space.find([whole]) is None:
        ties = " or ".join(norm.connects_by)
        yield (
            f"reaches nobody: nothing that meets its condition is tied by {ties} to {norm.jurisdiction}",
            "connectsBy",
            "",
        )


def _listed(norm: Norm, book: NormBook) -> Warnings:
    """Whether an entry describes anything that is not described already, with the same effect."""
    if norm.kind != ENTRY:
        return
    others = [
        one for one in book.norms
        if one.kind == ENTRY and one.iri != norm.iri and one.jurisdiction == norm.jurisdiction and one.verified
        and set(norm.controlled_under) <= set(one.controlled_under) and one.in_force(norm.in_force_from)
        and (one.in_force_until is None or (norm.in_force_until and norm.in_force_until <= one.in_force_until))
    ]  # fmt: skip
    space = Space((norm.condition, *(one.condition for one in others)))
    others = [one for one in others if space.find([norm.condition, one.condition])]
    if not others or space.find([norm.condition]) is None or _outside(space, norm, others):
        return
    for one in list(others):  # as few as are needed
        rest = [other for other in others if other is not one]
        if rest and not _outside(space, norm, rest):
            others = rest
    names = ", ".join(one.name for one in others)
    same = len(others) == 1 and space.find([others[0].condition], [norm.condition]) is None
    where = f"{'is the same as' if same else 'lies inside'} {names}"
    remedy = f"to amend it, leave it out: --without {others[0].provision}"
    yield f"{where}: it describes nothing that is not described already", "", remedy


def _outside(space: Space, norm: Norm, others: list[Norm]) -> bool:
    return space.find([norm.condition], [one.condition for one in others]) is not None


def _foreclosed(norm: Norm, book: NormBook) -> Warnings:
    """Whether another norm takes a privilege away."""
    if norm.kind != EXCEPTION:
        return
    above = [
        one for one in book.norms
        if one.effect == FORECLOSURE and set(names_of(norm)) & set(one.defeats) and _together(norm, one)
    ]  # fmt: skip
    space = Space((norm.condition, *(one.condition for one in above)))
    taken = [one for one in above if space.find([norm.condition, one.condition])]
    if not taken:
        return
    names = ", ".join(dict.fromkeys(one.name for one in taken))
    left = space.find([norm.condition], [one.condition for one in taken])
    if left is None:
        yield f"is foreclosed altogether by {names}", "defeats", "it permits nothing; see what these take away"
    else:
        where = space.find([norm.condition, Or(tuple(one.condition for one in taken))])
        yield f"is foreclosed in part by {names}, such as for {where}", "defeats", ""


def _duties(norm: Norm, book: NormBook) -> Warnings:
    """Whether somebody would owe the contrary as well."""
    for other in book.norms:
        if other.iri == norm.iri or not other.duties or not _together(norm, other):
            continue
        for duty in norm.duties:
            for against in other.duties:
                if contrary(duty, against) and _meet(norm, other, book):
                    yield (
                        f"its duty may be contrary to one of {other.name}: {against}",
                        "duty",
                        "say which one gives way",
                    )


def _meet(norm: Norm, other: Norm, book: NormBook) -> bool:
    both: list[Condition] = [caught(one, book.norms, book.acting_on_entries) for one in (norm, other)]
    return Space(both).find(both) is not None


def _together(norm: Norm, other: Norm) -> bool:
    """Whether both may be in force on one day."""
    last = min(norm.in_force_until or date.max, other.in_force_until or date.max)
    return max(norm.in_force_from, other.earliest or other.in_force_from) <= last


_LOOKS: tuple[Callable[[Norm, NormBook], Warnings], ...] = (
    _days, _verification, _belongs, _terms, _worlds, _listed, _foreclosed, _duties,
)  # fmt: skip

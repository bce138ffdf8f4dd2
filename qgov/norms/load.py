"""Reads the norm files of ``shapes/`` and the pointer tables of ``data/reference/`` into one book of norms."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from qgov.base.errors import NormError
from qgov.base.iri import PROVISION, QGOV, local, norm_iri
from qgov.base.places import name_of, nearest
from qgov.base.resources import resource
from qgov.lexicon import lexicon
from qgov.norms.conditions import Pool
from qgov.norms.defeat import by_name, connected, defeated_on
from qgov.norms.hierarchy import ranked_on
from qgov.norms.model import (
    ENTRY,
    EXCEPTION,
    FACTORS,
    FORECLOSURE,
    NORM,
    POINTER,
    SEVERITY,
    Instrument,
    Norm,
    OpenQuestion,
)
from qgov.norms.shacl import ShapeReader, near
from qgov.norms.vintage import text_as_of

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_CITATION = "http://purl.org/dc/terms/bibliographicCitation"
_KINDS = {"ControlEntry": ENTRY, "Norm": NORM, "PointerNorm": POINTER, "Exception": EXCEPTION}
_EFFECTS = {
    ENTRY: {"describes"},
    NORM: {"prohibited", "authorisation-required", "duty", "review-policy", FORECLOSURE},
    POINTER: {"unmodelled"},
    EXCEPTION: {"exception", "permission"},
}
ANYWHERE = "anywhere"
KINDS = (*_KINDS, "Condition", "OpenQuestion", "Instrument")
_TIES = (*FACTORS, ANYWHERE)
# Beside the places of ISO 3166: the Union, and what states agree among themselves, which is the law of no place.
BESIDE_PLACES = ("EU", "INT")
_DECLARATIONS = ("militaryEndUse", "wmdEndUse", "informedByAuthority", "internalRepression", "partiesScreened")
_DAYS_KEPT = 512
_VARIANT = re.compile(r"~[a-z0-9-]+/")  # several norms of one provision differ by a name after a tilde
_RULE_WORDS = frozenset(
    "provision jurisdiction inForceFrom inForceUntil inForceEarliest inForceLatest verification verificationNote "
    "dayVerification effect connectsBy appliesWhen controlledUnder defeats reviews policy satisfiedBy mayYield asksFor "
    "disqualifiedBy authorisationCode conditionOfUse duty questionId absentMeansNo code".split()
)


@dataclass(frozen=True)
class NormBook:
    """All norms, open questions and instruments, and the hash of the files they were read from."""

    norms: tuple[Norm, ...]
    questions: dict[str, OpenQuestion] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    sha256: str = ""
    _by_day: dict[date, tuple[Norm, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _same: dict[tuple, tuple[Norm, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def acting_on_entries(self) -> frozenset[str]:
        """The provisions that act on listed items: some entry, in force or not, gets its effect from them."""
        return frozenset(provision for norm in self.norms for provision in norm.controlled_under)

    def in_force(self, day: date) -> tuple[Norm, ...]:
        """The norms that are, or may be, in force on a day, each cut by what defeats or outranks it then."""
        if day not in self._by_day:
            if len(self._by_day) >= _DAYS_KEPT:
                self._by_day.clear()
                self._same.clear()
            found = tuple(norm for norm in self.norms if norm.in_force(day) is not False)
            found = ranked_on(defeated_on(found, day), day)
            self._by_day[day] = self._same.setdefault(found, found)
        return self._by_day[day]

    def by_iri(self, iri: str) -> Norm | None:
        return next((norm for norm in self.norms if norm.iri == iri), None)


def norm_files() -> list[Path]:
    """The files of the norms: one folder an instrument, and the list of instruments."""
    folder = resource("shapes")
    return sorted([folder / "instruments.ttl", *folder.glob("*/*.ttl")])


@cache
def norm_book() -> NormBook:
    """The shipped norms, read once. Raises NormError where a file is outside what can be analysed."""
    from qgov.norms.pointers import table_pointers

    files = norm_files()
    book = read_norms(files)
    pool = Pool()
    norms = tuple(replace(norm, condition=pool.shared(norm.condition)) for norm in (*book.norms, *table_pointers()))
    digest = hashlib.sha256()
    for path in [*files, *sorted(resource("data/reference").rglob("*.csv"))]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return NormBook(check_norms(norms, book.questions), book.questions, book.instruments, digest.hexdigest())


def read_norms(files: list[Path]) -> NormBook:
    """Read Turtle files of norms. Blank nodes are kept apart file by file."""
    return read_shapes(files)[0]


def read_shapes(files: list[Path]) -> tuple[NormBook, dict, dict[str, str]]:
    """The norms of Turtle files, the graph they were read from, and by IRI the file in which each thing is defined."""
    import pyoxigraph as ox

    graph: dict = defaultdict(lambda: defaultdict(list))
    subjects: dict[object, str] = {}
    for path in files:
        where = f"{path.parent.name}/{path.name}"
        for subject in add_triples(graph, ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)):
            if subjects.setdefault(subject, where) != where:
                raise NormError(f"{where}: {subject.value} is also defined in {subjects[subject]}")
    found = Statements()
    for subject, where in subjects.items():
        found.read(subject, Row(graph[subject], subject.value, where), ShapeReader(graph, lexicon(), where))
    return found.book(), graph, {subject.value: where for subject, where in subjects.items()}


def add_triples(graph: dict, triples: Iterable) -> dict[object, None]:
    """Add the triples of one file to a graph, its blank nodes under names of their own; the IRIs that it speaks of."""
    import pyoxigraph as ox

    fresh: dict = {}
    subjects: dict[object, None] = {}
    for triple in triples:
        subject, obj = (
            fresh.setdefault(node, ox.BlankNode()) if isinstance(node, ox.BlankNode) else node
            for node in (triple.subject, triple.object)
        )
        graph[subject][triple.predicate.value].append(obj)
        if isinstance(subject, ox.NamedNode):
            subjects[subject] = None
    return subjects


class Statements:
    """Norms, open questions and instruments, as they are read one after the other."""

    def __init__(self) -> None:
        self.norms: list[Norm] = []
        self.questions: dict[str, OpenQuestion] = {}
        self.instruments: dict[str, Instrument] = {}

    def read(self, subject: object, row: Row, reader: ShapeReader) -> None:
        """Read what a graph says of one IRI. Raises NormError."""
        types = {local(value.value) for value in row.properties.get(_RDF_TYPE, [])}
        kinds = types & set(_KINDS)
        if len(kinds) > 1:
            raise row.refuse(f"is of several kinds: {', '.join(sorted(kinds))}")
        if kinds:
            self.norms.append(_norm(row, _KINDS[kinds.pop()], subject, reader))
        elif "OpenQuestion" in types:
            question = OpenQuestion(row.one("questionId"), row.one("provision"), row.text(_DEFINITION))
            self.questions[question.id] = question
        elif "Instrument" in types:
            code = subject.value.rsplit("/", 1)[-1]
            self.instruments[code] = Instrument(
                code, row.text(_LABEL), row.one("jurisdiction"), row.text(_CITATION), text_as_of(code)
            )
        elif "Condition" in types:
            reader.condition(subject)
        elif types:
            raise row.refuse(f"is of no kind that norms have: {', '.join(sorted(types))}")

    def book(self) -> NormBook:
        return NormBook(tuple(sorted(self.norms, key=lambda norm: norm.iri)), self.questions, self.instruments)


class Row:
    """The properties of one norm in a file."""

    def __init__(self, properties: dict, iri: str, where: str):
        self.properties, self.iri, self.where = properties, iri, where
        self.check()

    def refuse(self, why: str, about: str = "", remedy: str = "") -> NormError:
        """The error that names the norm; ``about`` is the property or value that is at fault."""
        return NormError(f"{self.where}: {self.iri} {why}" + (f"; {remedy}" if remedy else ""))

    def check(self) -> None:
        """Refuse properties that no norm has."""
        for predicate in self.properties:
            if predicate.startswith(QGOV) and local(predicate) not in _RULE_WORDS:
                name = local(predicate)
                raise self.refuse(f"has the unknown property qgov:{name}", name, near(name, _RULE_WORDS))

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(local(value.value) for value in self.properties.get(QGOV + name, [])))

    def one(self, name: str) -> str:
        found = self.all(name)
        if len(found) != 1:
            raise self.refuse(f"needs exactly one qgov:{name}, has {len(found)}", name)
        return found[0]

    def maybe(self, name: str) -> str | None:
        return self.one(name) if QGOV + name in self.properties else None

    def text(self, predicate: str) -> str:
        found = [v.value for v in self.properties.get(predicate, []) if getattr(v, "language", None) in ("en", None)]
        if len(found) != 1:
            raise self.refuse(f"needs exactly one {predicate} in English", predicate)
        return found[0]

    def day(self, name: str) -> date | None:
        found = self.maybe(name)
        if not found:
            return None
        try:
            return date.fromisoformat(found)
        except ValueError:
            raise self.refuse(f"has {found[:40]!r} for qgov:{name}", name, 'write "2027-01-31"^^xsd:date') from None


def _norm(row: Row, kind: str, subject: object, reader: ShapeReader) -> Norm:
    start = row.day("inForceFrom")
    if start is None:
        raise row.refuse("lacks qgov:inForceFrom", "inForceFrom")
    if kind == ENTRY:
        condition = reader.entry(subject)
    else:
        named = row.properties.get(QGOV + "appliesWhen", [])
        if len(named) > 1:
            raise row.refuse("has several qgov:appliesWhen", "appliesWhen", "join them in one condition")
        condition = reader.line_condition(named[0]) if named else Norm.condition
    return Norm(
        iri=row.iri, kind=kind, provision=row.one("provision"), jurisdiction=row.one("jurisdiction"),
        label=row.text(_LABEL), definition=row.text(_DEFINITION), citation=row.text(_CITATION),
        in_force_from=start, in_force_until=row.day("inForceUntil"), verification=row.one("verification"),
        verification_note=row.maybe("verificationNote") or "", day_verification=row.maybe("dayVerification"),
        earliest=row.day("inForceEarliest"), latest=row.day("inForceLatest"),
        effect=row.maybe("effect") or "describes", condition=condition, connects_by=row.all("connectsBy"),
        controlled_under=row.all("controlledUnder"), defeats=row.all("defeats"), reviews=row.all("reviews"),
        policy=row.maybe("policy") or "", satisfied_by=row.all("satisfiedBy"),
        may_yield=tuple("no-control-found" if word == "nothing" else word for word in row.all("mayYield")),
        asks_for=row.all("asksFor"), disqualified_by=row.all("disqualifiedBy"),
        authorisation_code=row.maybe("authorisationCode"),
        conditions_of_use=tuple(word.removeprefix("condition-") for word in row.all("conditionOfUse")),
        duties=row.all("duty"), origin=row.where,
    )  # fmt: skip


Refuse = Callable[..., None]


def _raise(norm: Norm, why: str, about: str = "", remedy: str = "") -> None:
    raise NormError(f"{norm.origin}: {norm.iri}: {why}" + (f"; {remedy}" if remedy else ""))


def check_norms(
    norms: tuple[Norm, ...], questions: dict[str, OpenQuestion], refuse: Refuse = _raise
) -> tuple[Norm, ...]:
    """The norms, if all they refer to exists, days are in order, IRIs say what they are and nothing defeats itself.

    Raises NormError; a ``refuse`` that returns is told every fault of every norm: why, which property is at fault and
    the remedy.
    """
    norms = connected(norms)
    named = by_name(norms)
    seen: set[str] = set()
    for norm in norms:
        _check_name(norm, seen, refuse)
        _check_effect(norm, refuse)
        _check_reach(norm, refuse)
        for leaf in norm.condition.all_leaves:
            values = getattr(leaf, "values", ())
            if getattr(leaf, "term", None) == "openQuestion" and set(values) - set(questions):
                refuse(norm, f"asks the undefined question {sorted(set(values) - set(questions))[0]}", "openQuestion")
        _check_references(norm, named, refuse)
    return norms


def _check_name(norm: Norm, seen: set[str], refuse: Refuse) -> None:
    """The provision, the IRI that is made from it, and the days."""
    if not PROVISION.fullmatch(norm.provision):
        refuse(norm, f"the provision {norm.provision[:80]!r} is not <instrument>:<number>", "provision")
    else:
        kind = ENTRY if norm.kind == ENTRY else "norm"
        expected = norm_iri(kind, norm.provision, norm.in_force_from.isoformat())
        if _VARIANT.sub("/", norm.iri) != expected:
            refuse(norm, f"the IRI should be {expected}")
    if norm.iri in seen:
        refuse(norm, "stands twice")
    seen.add(norm.iri)
    if norm.in_force_until and norm.in_force_until < norm.in_force_from:
        refuse(norm, "ends before it begins", "inForceUntil")
    if (norm.earliest is None) != (norm.latest is None):
        refuse(norm, "a window for the first day needs both ends", "inForceEarliest")


def _check_effect(norm: Norm, refuse: Refuse) -> None:
    """The effect, how far it was read, and what follows from it."""
    if norm.effect not in _EFFECTS[norm.kind]:
        known = f"known: {', '.join(sorted(_EFFECTS[norm.kind]))}"
        refuse(norm, f"a {norm.kind} cannot have the effect {norm.effect!r}", "effect", known)
    if norm.verification not in ("verified", "secondary", "unverified"):
        refuse(norm, f"verification {norm.verification!r} is not verified, secondary or unverified", "verification")
    for duty in norm.duties:
        parts = [part.strip() for part in duty.split(" | ")]
        if len(parts) != 3 or not all(parts):
            refuse(norm, f'a duty says "who | what | by when", not {duty[:60]!r}', "duty")
    if norm.verified and norm.day_verification in ("secondary", "unverified") and norm.earliest is None:
        refuse(norm, "an unverified first day needs its window", "dayVerification")
    if norm.kind == POINTER and (not norm.may_yield or set(norm.may_yield) - set(SEVERITY)):
        refuse(norm, "a pointer names the outcomes it may yield", "mayYield")
    for name, words in (("asksFor", norm.asks_for), ("disqualifiedBy", norm.disqualified_by)):
        if set(words) - set(_DECLARATIONS):
            refuse(norm, f"{name} is one or more of {', '.join(_DECLARATIONS)}", name)
    if set(norm.satisfied_by) - {"licence"}:
        refuse(norm, "satisfiedBy is licence", "satisfiedBy")


def _check_reach(norm: Norm, refuse: Refuse) -> None:
    """Whose law it is, and what ties a transfer to it."""
    if norm.jurisdiction not in BESIDE_PLACES and name_of(norm.jurisdiction) is None:
        code = nearest(norm.jurisdiction)
        known = "write a code of ISO 3166 such as US or US-CA, or EU or INT"
        refuse(norm, f"the jurisdiction {norm.jurisdiction[:40]!r} is no place, EU or INT", "jurisdiction",
               f"did you mean {code}?" if code else known)  # fmt: skip
    tied = norm.kind == POINTER or (norm.kind == NORM and norm.effect != FORECLOSURE)
    if tied and (not norm.connects_by or set(norm.connects_by) - set(_TIES)):
        refuse(norm, f"connectsBy is one or more of {', '.join(_TIES)}", "connectsBy")
    elif tied and norm.jurisdiction == "INT" and ANYWHERE not in norm.connects_by:
        refuse(
            norm, f"reaches nobody: INT has no territory to which {' or '.join(norm.connects_by)} could tie a transfer",
            "connectsBy", "use qgov:anywhere and name the Parties in the condition, or write a norm for each of them",
        )  # fmt: skip


def _check_references(norm: Norm, named: dict[str, list[Norm]], refuse: Refuse) -> None:
    for name, wanted, kinds in (
        ("controlledUnder", norm.controlled_under, (NORM,)),
        ("defeats", norm.defeats, (EXCEPTION,) if norm.effect == FORECLOSURE else (NORM,)),
        ("reviews", norm.reviews, (NORM,)),
    ):
        for provision in wanted:
            targets = [other for other in named.get(provision, ()) if other.kind in kinds]
            last = norm.in_force_until or date.max
            if not targets:
                wanted_kind = "an exception" if EXCEPTION in kinds else "a norm"
                known = (one for one, others in named.items() if any(other.kind in kinds for other in others))
                refuse(norm, f"{name} names {provision}, which is not {wanted_kind}", name, near(provision, known))
            elif name == "controlledUnder" and not any(
                other.in_force_from <= norm.in_force_from and (other.in_force_until or date.max) >= last
                for other in targets
            ):
                refuse(norm, f"{provision} is not in force as long as the entry", name)
    if norm.kind == ENTRY and not norm.controlled_under:
        refuse(norm, "an entry needs a norm that gives it effect", "controlledUnder")
    if norm.kind == EXCEPTION and not norm.defeats:
        refuse(norm, "an exception needs a norm that it defeats", "defeats")
    if norm.effect == FORECLOSURE and not norm.defeats:
        refuse(norm, "a foreclosure needs an exception that it takes away", "defeats")

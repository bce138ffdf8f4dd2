"""Reads the norm files of ``shapes/`` and the pointer tables of ``data/reference/`` into one book of norms."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from qgov.base.errors import NormError
from qgov.base.iri import QGOV, local, norm_iri
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
from qgov.norms.shacl import ShapeReader
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
_TIES = (*FACTORS, "anywhere")
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
    import pyoxigraph as ox

    graph: dict = defaultdict(lambda: defaultdict(list))
    subjects: dict[object, str] = {}
    for path in files:
        fresh: dict = {}
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            subject, obj = (
                fresh.setdefault(node, ox.BlankNode()) if isinstance(node, ox.BlankNode) else node
                for node in (triple.subject, triple.object)
            )
            graph[subject][triple.predicate.value].append(obj)
            if isinstance(subject, ox.NamedNode):
                where = f"{path.parent.name}/{path.name}"
                if subjects.setdefault(subject, where) != where:
                    raise NormError(f"{where}: {subject.value} is also defined in {subjects[subject]}")
    norms, questions, instruments = [], {}, {}
    for subject, where in subjects.items():
        types = {local(value.value) for value in graph[subject].get(_RDF_TYPE, [])}
        kinds = types & set(_KINDS)
        row = _Row(graph[subject], subject.value, where)
        if len(kinds) > 1:
            raise NormError(f"{where}: {subject.value} is of several kinds: {', '.join(sorted(kinds))}")
        if kinds:
            reader = ShapeReader(graph, lexicon(), where)
            norms.append(_norm(row, _KINDS[kinds.pop()], subject, reader))
        elif "OpenQuestion" in types:
            question = OpenQuestion(row.one("questionId"), row.one("provision"), row.text(_DEFINITION))
            questions[question.id] = question
        elif "Instrument" in types:
            code = subject.value.rsplit("/", 1)[-1]
            instruments[code] = Instrument(
                code, row.text(_LABEL), row.one("jurisdiction"), row.text(_CITATION), text_as_of(code)
            )
        elif "Condition" in types:
            ShapeReader(graph, lexicon(), where).condition(subject)
        elif types:
            raise NormError(f"{where}: {subject.value} is of no kind that norms have: {', '.join(sorted(types))}")
    return NormBook(tuple(sorted(norms, key=lambda norm: norm.iri)), questions, instruments)


class _Row:
    """The properties of one norm in a file."""

    def __init__(self, properties: dict, iri: str, where: str):
        self.properties, self.iri, self.where = properties, iri, where
        for predicate in properties:
            if predicate.startswith(QGOV) and local(predicate) not in _RULE_WORDS:
                raise NormError(f"{where}: {iri} has the unknown property qgov:{local(predicate)}")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(local(value.value) for value in self.properties.get(QGOV + name, [])))

    def one(self, name: str) -> str:
        found = self.all(name)
        if len(found) != 1:
            raise NormError(f"{self.where}: {self.iri} needs exactly one qgov:{name}, has {len(found)}")
        return found[0]

    def maybe(self, name: str) -> str | None:
        return self.one(name) if QGOV + name in self.properties else None

    def text(self, predicate: str) -> str:
        found = [v.value for v in self.properties.get(predicate, []) if getattr(v, "language", None) in ("en", None)]
        if len(found) != 1:
            raise NormError(f"{self.where}: {self.iri} needs exactly one {predicate} in English")
        return found[0]

    def day(self, name: str) -> date | None:
        found = self.maybe(name)
        return date.fromisoformat(found) if found else None


def _norm(row: _Row, kind: str, subject: object, reader: ShapeReader) -> Norm:
    start = row.day("inForceFrom")
    if start is None:
        raise NormError(f"{row.where}: {row.iri} lacks qgov:inForceFrom")
    if kind == ENTRY:
        condition = reader.entry(subject)
    else:
        named = row.properties.get(QGOV + "appliesWhen", [])
        if len(named) > 1:
            raise NormError(f"{row.where}: {row.iri} has several qgov:appliesWhen; join them in one condition")
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


def check_norms(norms: tuple[Norm, ...], questions: dict[str, OpenQuestion]) -> tuple[Norm, ...]:
    """The norms, if all they refer to exists, days are in order, IRIs say what they are and nothing defeats itself.

    Raises NormError.
    """

    def refuse(norm: Norm, why: str) -> None:
        raise NormError(f"{norm.origin}: {norm.iri}: {why}")

    norms = connected(norms)
    named = by_name(norms)
    seen: set[str] = set()
    for norm in norms:
        kind = ENTRY if norm.kind == ENTRY else "norm"
        expected = norm_iri(kind, norm.provision, norm.in_force_from.isoformat())
        if _VARIANT.sub("/", norm.iri) != expected:
            refuse(norm, f"the IRI should be {expected}")
        if norm.iri in seen:
            refuse(norm, "stands twice")
        seen.add(norm.iri)
        if norm.effect not in _EFFECTS[norm.kind]:
            refuse(norm, f"a {norm.kind} cannot have the effect {norm.effect!r}")
        if norm.verification not in ("verified", "secondary", "unverified"):
            refuse(norm, f"verification {norm.verification!r} is not verified, secondary or unverified")
        if norm.in_force_until and norm.in_force_until < norm.in_force_from:
            refuse(norm, "ends before it begins")
        if (norm.earliest is None) != (norm.latest is None):
            refuse(norm, "a window for the first day needs both ends")
        for duty in norm.duties:
            if len([part for part in duty.split("|") if part.strip()]) != 3:
                refuse(norm, f'a duty says "who | what | by when", not {duty[:60]!r}')
        if norm.verified and norm.day_verification in ("secondary", "unverified") and norm.earliest is None:
            refuse(norm, "an unverified first day needs its window")
        tied = norm.kind == POINTER or (norm.kind == NORM and norm.effect != FORECLOSURE)
        if tied and (not norm.connects_by or set(norm.connects_by) - set(_TIES)):
            refuse(norm, f"connectsBy is one or more of {', '.join(_TIES)}")
        if norm.kind == POINTER and (not norm.may_yield or set(norm.may_yield) - set(SEVERITY)):
            refuse(norm, "a pointer names the outcomes it may yield")
        if set(norm.asks_for) - set(_DECLARATIONS):
            refuse(norm, f"asksFor is one or more of {', '.join(_DECLARATIONS)}")
        if set(norm.disqualified_by) - set(_DECLARATIONS):
            refuse(norm, f"disqualifiedBy is one or more of {', '.join(_DECLARATIONS)}")
        if set(norm.satisfied_by) - {"licence"}:
            refuse(norm, "satisfiedBy is licence")
        for leaf in norm.condition.all_leaves:
            values = getattr(leaf, "values", ())
            if getattr(leaf, "term", None) == "openQuestion" and set(values) - set(questions):
                refuse(norm, f"asks the undefined question {sorted(set(values) - set(questions))[0]}")
        _check_references(norm, named, refuse)
    return norms


def _check_references(norm: Norm, named: dict[str, list[Norm]], refuse) -> None:
    for name, wanted, kinds in (
        ("controlledUnder", norm.controlled_under, (NORM,)),
        ("defeats", norm.defeats, (EXCEPTION,) if norm.effect == FORECLOSURE else (NORM,)),
        ("reviews", norm.reviews, (NORM,)),
    ):
        for provision in wanted:
            targets = [other for other in named.get(provision, ()) if other.kind in kinds]
            if not targets:
                wanted_kind = "an exception" if EXCEPTION in kinds else "a norm"
                refuse(norm, f"{name} names {provision}, which is not {wanted_kind}")
            last = norm.in_force_until or date.max
            if name == "controlledUnder" and not any(
                other.in_force_from <= norm.in_force_from and (other.in_force_until or date.max) >= last
                for other in targets
            ):
                refuse(norm, f"{provision} is not in force as long as the entry")
    if norm.kind == ENTRY and not norm.controlled_under:
        refuse(norm, "an entry needs a norm that gives it effect")
    if norm.kind == EXCEPTION and not norm.defeats:
        refuse(norm, "an exception needs a norm that it defeats")
    if norm.effect == FORECLOSURE and not norm.defeats:
        refuse(norm, "a foreclosure needs an exception that it takes away")

"""What a version of the lexicon entails, recorded line by line, and what a later version changes.

The record holds what a user can rely on: declarations, the subsumptions of named classes that follow (not only those
stated), what excludes what, what properties carry, the types and relations of words, and the annotations by which
dossiers are read. Two records give the version that the change asks for.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qgov.base.iri import QGOV, local
from qgov.base.resources import resource
from qgov.lexicon.axioms import OWL, THING, Axiom, axioms, written
from qgov.lexicon.classify import complete
from qgov.lexicon.entail import Entailment
from qgov.lexicon.normal import normal_form

# The annotations that the code reads; to change one changes what a dossier means.
OPERATIVE = frozenset(
    "key valueKind many required canonicalUnit minimum maximum minimumExclusive maximumExclusive notInPercent usedOn "
    "role words nodeClass quantityKind factor offset readFrom objectForm severity".split()
)
_NOTATION = "http://www.w3.org/2004/02/skos/core#notation"
_TEXTS = (
    "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#definition",
    "http://www.w3.org/2004/02/skos/core#example", "http://purl.org/dc/terms/source", QGOV + "negativeExample",
    QGOV + "reading", QGOV + "otherReading", QGOV + "sourceVerification",
)  # fmt: skip
_TERM = re.compile(r"qgov:([A-Za-z][\w-]*)")


@dataclass(frozen=True)
class Record:
    """The inferences of a version, and a fingerprint of its texts."""

    version: str
    lines: frozenset[str]
    texts: str

    def terms(self) -> frozenset[str]:
        return frozenset(name for line in self.lines if line.startswith("Declaration") for name in _TERM.findall(line))

    def __str__(self) -> str:
        return "\n".join([f"# version {self.version}", f"# texts {self.texts}", *sorted(self.lines)]) + "\n"


@dataclass(frozen=True)
class Change:
    """What differs between two records, and the part of the version that has to be raised."""

    gone: tuple[str, ...]
    new: tuple[str, ...]
    came: tuple[str, ...]
    deprecated: tuple[str, ...]
    texts: bool

    @property
    def part(self) -> str:
        """``major``, ``minor``, ``patch`` or ``none``."""
        if self.gone or self.new:
            return "major"
        if self.came or self.deprecated:
            return "minor"
        return "patch" if self.texts else "none"


def record(triples: Iterable) -> Record:
    """The record of the modules that the triples are of."""
    rows = list(triples)
    stated = axioms(rows)
    lines = {written(axiom) for axiom in stated if axiom[0] != "ClassAssertion"}
    lines |= set(_classes(stated)) | set(_properties(stated)) | set(_individuals(stated))
    for row in rows:
        path = row.predicate.value
        if path == _NOTATION or (path.startswith(QGOV) and local(path) in OPERATIVE):
            value = row.object.value
            shown = "qgov:" + local(value) if value.startswith(QGOV) else f'"{value}"'
            lines.add(f"{'notation' if path == _NOTATION else local(path)}(qgov:{local(row.subject.value)} {shown})")
        elif path == OWL + "deprecated" and row.object.value == "true":
            lines.add(f"Deprecated(qgov:{local(row.subject.value)})")
    versions = {row.object.value for row in rows if row.predicate.value == OWL + "versionInfo"}
    return Record(max(versions, key=_numbers, default="0.0.0"), frozenset(lines), _fingerprint(rows))


def _classes(stated: list[Axiom]):
    """Subsumptions of named classes that follow, and what each class excludes, the widest classes alone."""
    normal = normal_form(stated)
    above = complete(normal)
    named = {axiom[1] for axiom in stated if axiom[0] == "DeclarationClass"}
    members = {name: {held for held in above[name] if held in named} for name in named}
    for name, held in members.items():
        for wider in held - {name, THING}:
            yield written(("SubClassOf", name, wider))
    barred = {name: {other for held in above[name] for other in normal.disjoint.get(held, ())} for name in named}
    for name in named:
        excluded = {other for other in named if barred[name] & above[other]}
        for other in excluded:
            if not excluded & (members[other] - {other}):
                yield written(("Excludes", name, other))


def _properties(stated: list[Axiom]):
    """What properties carry by themselves, through properties above them and through inverses."""
    normal = normal_form(stated)
    above = complete(normal)
    named = {axiom[1] for axiom in stated if axiom[0] == "DeclarationClass"}
    every = [axiom[1] for axiom in stated if axiom[0] in ("DeclarationObjectProperty", "DeclarationDatatypeProperty")]
    inherited = ("FunctionalProperty", "InverseFunctionalProperty", "AsymmetricProperty", "IrreflexiveProperty")
    turned = {"FunctionalProperty": "InverseFunctionalProperty", "InverseFunctionalProperty": "FunctionalProperty"}
    for path in every:
        for wider in normal.above(path):
            if wider != path:
                yield written(("SubPropertyOf", path, wider))
            ends = [
                ("PropertyDomain", normal.domains.get(wider, ())),
                ("ObjectPropertyRange", normal.ranges.get(wider, ())),
            ]
            for inverse in normal.inverses.get(wider, ()):
                ends.append(("PropertyDomain", normal.ranges.get(inverse, ())))
                ends.append(("ObjectPropertyRange", normal.domains.get(inverse, ())))
                for mark in normal.characteristics.get(inverse, ()):
                    if mark in inherited:
                        yield written((turned.get(mark, mark), path))
            for kind, atoms in ends:
                for atom in atoms:
                    for held in above[atom]:
                        if held in named:
                            yield written((kind, path, held))
            for mark in normal.characteristics.get(wider, ()):
                if mark in inherited:
                    yield written((mark, path))


def _individuals(stated: list[Axiom]):
    """Types and relations of the words of the lexicon, with what follows."""
    closure = Entailment(stated).close([])
    words = {axiom[1] for axiom in stated if axiom[0] == "DeclarationNamedIndividual"}
    for name in words:
        for kind in closure.classes(name):
            yield written(("ClassAssertion", kind, name))
    for begin, path, end in closure.relations:
        if begin in words and end in words:
            yield written(("PropertyAssertion", path, begin, end))


def _fingerprint(rows: list) -> str:
    texts = sorted(
        f"{row.subject.value} {row.predicate.value} {row.object.value}"
        for row in rows
        if row.predicate.value in _TEXTS and hasattr(row.subject, "value")
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def compare(old: Record, new: Record) -> Change:
    """What the new record changes. A line about terms of which one is new is part of that term's coming."""
    known, added = old.terms(), new.terms() - old.terms()
    # A class that excludes a new and wider one now still excludes what it did: exclusions are compared in full.
    lost = {line for line in old.lines - new.lines if not line.startswith("Excludes(")}
    before, after = _exclusions(old, known), _exclusions(new, known)
    lost |= before - after
    gained = {
        line
        for line in new.lines - old.lines
        if not line.startswith("Excludes(") and not (set(_TERM.findall(line)) & added)
    } | (after - before)
    deprecated = {line for line in gained if line.startswith("Deprecated(")}
    return Change(
        gone=tuple(sorted(lost)),
        new=tuple(sorted(gained - deprecated)),
        came=tuple(sorted(added)),
        deprecated=tuple(sorted(name for line in deprecated for name in _TERM.findall(line) if name in known)),
        texts=old.texts != new.texts,
    )


def _exclusions(record: Record, known: frozenset[str]) -> set[str]:
    """Every pair of known classes that exclude each other, from the widest pairs and the subsumptions recorded."""
    below: dict[str, set[str]] = defaultdict(set)
    for line in record.lines:
        if line.startswith("SubClassOf(") and len(found := _TERM.findall(line)) == 2 and "(" not in line[11:]:
            below[found[1]].add(found[0])
    pairs = set()
    for line in record.lines:
        if line.startswith(("Excludes(", "DisjointClasses(")) and "(" not in line.split("(", 1)[1]:
            one, other = _TERM.findall(line)
            pairs.update((a, b) for a in {one, *below[one]} for b in {other, *below[other]})
    return {
        f"Excludes(qgov:{a} qgov:{b})"
        for one, other in pairs
        for a, b in ((one, other), (other, one))
        if {a, b} <= known
    }


def next_version(version: str, part: str) -> str:
    """The version that a change asks for; before 1.0.0 the second number stands for the first."""
    major, minor, patch = _numbers(version)
    if part == "none":
        return version
    if major == 0:
        return f"0.{minor + 1}.0" if part == "major" else f"0.{minor}.{patch + 1}"
    return {"major": f"{major + 1}.0.0", "minor": f"{major}.{minor + 1}.0"}.get(part, f"{major}.{minor}.{patch + 1}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def release_files() -> list[Path]:
    """The recorded versions, the oldest first."""
    return sorted(resource("ontology").glob("releases/*.txt"), key=lambda path: _numbers(path.stem))


def read_record(path: Path) -> Record:
    """A recorded version."""
    rows = path.read_text("utf-8").splitlines()
    named = dict(row.removeprefix("# ").split(" ", 1) for row in rows if row.startswith("# "))
    return Record(named["version"], frozenset(row for row in rows if row and not row.startswith("#")), named["texts"])


def too_low(old: Record, new: Record) -> str:
    """The version that the change asks for if the new record does not reach it, or nothing."""
    wanted = next_version(old.version, compare(old, new).part)
    return wanted if _numbers(new.version) < _numbers(wanted) else ""


def publish(version: str | None = None) -> Path:
    """Set the version of all modules, and record what they entail under ``releases/``; the file written.

    InputError where the version is below the one that the change asks for.
    """
    from qgov.base.parse import fault
    from qgov.lexicon.labels import label_files
    from qgov.lexicon.terms import ontology_files

    rows = [row for path in ontology_files() for row in _parsed(path)]
    new, files = record(rows), release_files()
    wanted = new.version
    if files:
        old = read_record(files[-1])
        wanted = max(new.version, next_version(old.version, compare(old, new).part), key=_numbers)
    if version is not None:
        if not re.fullmatch(r"\d+\.\d+\.\d+", version) or _numbers(version) < _numbers(wanted):
            raise fault("", f"{version} is no version for this change", f"give {wanted} or a higher one, as SemVer")
        wanted = version
    for path in (*ontology_files(), *label_files()):
        text = path.read_text("utf-8")
        text = re.sub(r'(owl:versionInfo ")[^"]+(")', rf"\g<1>{wanted}\2", text)
        text = re.sub(r"(owl:versionIRI <[^>]+/)[^/>]+(>)", rf"\g<1>{wanted}\2", text)
        path.write_text(text, "utf-8")
    target = resource("ontology") / "releases" / f"{wanted}.txt"
    target.write_text(str(Record(wanted, new.lines, new.texts)), "utf-8")
    return target


def _parsed(path: Path) -> list:
    import pyoxigraph as ox

    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))

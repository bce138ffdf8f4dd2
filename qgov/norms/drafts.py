"""Drafts: norms that somebody writes and that are no law, read with every fault told at its place.

What a draft says is untrusted input: it is parsed by ``base.parse``, within bounds, and whatever is wrong with it is a
fault of the draft and not of the program. A draft may name conditions that qgov ships, and where a provision is left
out it may define it anew.
"""

from __future__ import annotations

import re
from collections import ChainMap, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from qgov.base import limits
from qgov.base.errors import BROKEN, Fault, InputError, NormError, written
from qgov.base.iri import local
from qgov.base.parse import TURTLE, fault, parse_rdf
from qgov.lexicon import lexicon
from qgov.norms.conditions import ALWAYS, Condition
from qgov.norms.load import KINDS, Row, Statements, add_triples
from qgov.norms.model import Instrument, Norm, OpenQuestion
from qgov.norms.shacl import RDF, SH, ShapeReader

_TYPE = RDF + "type"
_LINE = re.compile(r" at line (\d+)[^:]*: ")
_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>\s]*)>", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"(?<![^\s])#.*")
# What a skeleton of ``qgov draft new`` leaves to be filled in.
BLANK = re.compile(r"\{[A-Z][A-Z-]*\}")


@dataclass(frozen=True)
class Draft:
    """The text of a draft and the name that faults call it by."""

    name: str
    content: bytes


@dataclass(frozen=True)
class DraftFault(Fault):
    """A fault of a draft: in which file, on which line where that is known, in which norm, and at which term or
    property of it."""

    file: str = ""
    line: int | None = None
    norm: str = ""
    path: str = ""

    def to_dict(self) -> dict:
        return {
            "file": written(self.file), "line": self.line, "norm": written(self.norm), "path": written(self.path),
            "message": written(self.message), "remedy": written(self.remedy),
        }  # fmt: skip

    def __str__(self) -> str:
        where = self.file + (f", line {self.line}" if self.line else "")
        parts = [part for part in (where, self.norm, self.path) if part]
        return written(": ".join([*parts, self.message]) + (f"; {self.remedy}" if self.remedy else ""))


def read_draft(path: str | Path) -> Draft:
    """A draft from a file. InputError where it cannot be read."""
    path = Path(path)
    try:
        if path.stat().st_size > limits.MAX_BYTES:
            raise fault("", f"{path} has more than the {limits.MAX_BYTES} bytes accepted", "split it")
        return Draft(path.name, path.read_bytes())
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror}", "give a readable Turtle file") from None


@dataclass(frozen=True)
class Shipped:
    """What a draft may refer to: the graph of the shipped shapes, and by IRI the file in which each is defined."""

    graph: dict
    places: dict[str, str]
    left_out: tuple[str, ...] = ()

    def stands(self, iri: str) -> str | None:
        """In which file an IRI is defined that was not left out."""
        where = self.places.get(iri)
        kind, _, rest = local(iri).partition("/")
        instrument, _, rest = rest.partition("/")
        provision = f"{instrument.split('~')[0]}:{unquote(rest.partition('/')[0])}"
        gone = kind in ("entry", "norm", "cond") and any(under(provision, above) for above in self.left_out)
        return None if gone else where


def under(provision: str, above: str) -> bool:
    """Whether a provision is another, a subparagraph of it, or one of an instrument."""
    if ":" not in above:
        return provision.split(":", 1)[0] == above
    return provision == above or provision.startswith((above + ".", above + "("))


class Drafts:
    """Some drafts, read together: their norms, questions and instruments, and all that is wrong with them."""

    def __init__(self, drafts: tuple[Draft, ...], shipped: Shipped):
        self.faults: list[Fault] = []
        self.readable = True
        self.norms: list[Norm] = []
        self.questions: dict[str, OpenQuestion] = {}
        self.instruments: dict[str, Instrument] = {}
        self._texts: dict[str, _Text] = {}
        self._of: dict[str, _Text] = {}
        try:
            self._read_all(drafts, shipped)
        except InputError as error:  # too much of something
            self.faults += [one for one in error.faults if one not in self.faults]

    def _read_all(self, drafts: tuple[Draft, ...], shipped: Shipped) -> None:
        graph: dict = {}
        wanted = []
        for draft in drafts:
            for subject in self._parsed(draft, graph):
                where = self._of[subject.value].name if subject.value in self._of else shipped.stands(subject.value)
                self._of.setdefault(subject.value, self._texts[draft.name])
                if where:
                    remedy = "leave that provision out (--without), and the draft stands in its place"
                    self._add(self._texts[draft.name], subject.value, f"is also defined in {where}", "", remedy)
                else:
                    wanted.append(subject)
        if len(wanted) > limits.MAX_DRAFT_NORMS:
            raise fault("", f"{len(wanted)} norms, conditions and questions in a draft",
                        f"at most {limits.MAX_DRAFT_NORMS} are accepted; split it")  # fmt: skip
        together = ChainMap(graph, shipped.graph)
        for subject in wanted:
            self._read(subject, together)

    def _parsed(self, draft: Draft, graph: dict) -> dict:
        """The IRIs that one draft speaks of, its triples being added to the graph."""
        text = _Text(draft.name, draft.content.decode("utf-8", "replace"))
        self._texts[draft.name] = text
        blanks = text.blanks()
        for line, word in blanks:
            self.faults.append(DraftFault("", f"the blank {word} is not filled in", "", draft.name, line))
        if blanks:
            return {}
        try:
            quads = parse_rdf(draft.content, TURTLE)
        except InputError as error:
            self.readable = False
            for one in error.faults:
                line = _LINE.search(one.message)
                message = _LINE.sub(": ", one.message).replace("Parser error: ", "").split(" (line ")[0]
                remedy = one.remedy or "every statement ends with a full stop, its parts with ; and its values with ,"
                number = int(line[1]) if line else None
                self.faults.append(DraftFault("", message, remedy, draft.name, number))
            return {}
        own: dict = defaultdict(lambda: defaultdict(list))
        subjects = add_triples(own, quads)
        if not subjects:
            remedy = "`qgov draft new` gives a skeleton of one"
            self.faults.append(DraftFault("", "the draft defines no norm", remedy, draft.name))
        self.faults += [
            DraftFault("", why, "shorten it, or leave it out", draft.name, None, subject.value, local(predicate))
            for subject, said in own.items() for predicate, values in said.items()
            for value in values if (why := _unreadable(value))
        ]  # fmt: skip
        for subject, said in own.items():
            graph[subject] = {**graph.get(subject, {}), **{p: _readable(values) for p, values in said.items()}}
        return {subject: None for subject in subjects}

    def _read(self, subject, graph) -> None:
        found, known = Statements(), len(self.faults)
        text = self._of[subject.value]
        row = _DraftRow(graph[subject], subject.value, text.name, self)
        reader = _DraftReader(graph, text.name, self, subject.value)
        try:
            if _TYPE not in row.properties:
                raise row.refuse(
                    "is of no kind", "", f"say what it is: a {', '.join(f'qgov:{kind}' for kind in KINDS)}"
                )
            found.read(subject, row, reader)
        except Refused as error:
            self._refused(error, subject.value, subject.value)
        if len(self.faults) == known:
            self.norms += found.norms
            self.questions |= found.questions
            self.instruments |= found.instruments

    def refuse(self, norm: Norm, why: str, about: str = "", remedy: str = "") -> None:
        """A fault of a norm that was read, for ``check_norms``."""
        self._add(self._of.get(norm.iri), norm.iri, why, about, remedy, norm.origin)

    def _refused(self, error: Refused, norm: str, within: str, path: str = "") -> None:
        self._add(self._of.get(norm), norm, error.why, error.about or path, error.remedy, path=path, within=within)

    def _add(self, text, norm: str, why: str, about: str, remedy: str, origin: str = "", path="", within="") -> None:
        line = text.line(within or norm, path, about) if text else None
        name = text.name if text else origin
        path = path or (about if re.fullmatch(r"[A-Za-z]\w*", about) else "")
        found = DraftFault("", why, remedy, name, line, norm, path)
        if found not in self.faults:
            self.faults.append(found)
        if len(self.faults) >= limits.MAX_FAULTS:
            raise InputError(self.faults)

    def place(self, norm: Norm) -> tuple[str, int | None]:
        """The file and the line of a norm."""
        text = self._of.get(norm.iri)
        return (text.name, text.line(norm.iri)) if text else (norm.origin, None)


class Refused(NormError):
    """A fault in the parts that a draft's fault is made of."""

    def __init__(self, why: str, about: str, remedy: str):
        super().__init__(why)
        self.why, self.about, self.remedy = why, about, remedy


class _DraftRow(Row):
    """A row that tells its faults and reads on, with nothing in place of what cannot be read."""

    def __init__(self, properties: dict, iri: str, where: str, drafts: Drafts):
        self._drafts = drafts
        super().__init__(properties, iri, where)

    def refuse(self, why: str, about: str = "", remedy: str = "") -> NormError:
        return Refused(why, local(about), remedy)

    def check(self) -> None:
        every = self.properties
        if not {local(value.value) for value in every.get(_TYPE, ())} & set(KINDS):
            return  # no norm, which is told as a whole
        for predicate, values in every.items():
            self.properties = {predicate: values}
            self._told(lambda _: super(_DraftRow, self).check(), "", None)
        self.properties = every

    def _told(self, read, name: str, instead):
        try:
            return read(name)
        except Refused as error:
            self._drafts._refused(error, self.iri, self.iri)
            return instead

    def one(self, name: str) -> str:
        return self._told(super().one, name, "")

    def text(self, predicate: str) -> str:
        return self._told(super().text, predicate, "")

    def day(self, name: str):
        return self._told(super().day, name, date.min)  # some day, so that it is not also told to be missing


class _DraftReader(ShapeReader):
    """A reader that tells the faults of each shape and reads on as if the shape asked nothing."""

    def __init__(self, graph, source: str, drafts: Drafts, norm: str):
        super().__init__(graph, lexicon(), source)
        self._drafts, self._norm = drafts, norm
        self._read = 0

    def refuse(self, node: object, why: str, about: str = "", remedy: str = "") -> NormError:
        return Refused(why, local(about), remedy)

    def condition(self, node: object) -> Condition:
        self._read += 1
        if self._read > limits.MAX_SHAPES:
            raise InputError([DraftFault(
                "", "the shapes that it names, each as often as it is named, are too many",
                f"at most {limits.MAX_SHAPES} are accepted", self.source, None, self._norm,
            )])  # fmt: skip
        return super().condition(node)

    def _node(self, node: object) -> Condition:
        return self._told(lambda: super(_DraftReader, self)._node(node))

    def _class(self, node: object, value: object) -> Condition:
        return self._told(lambda: super(_DraftReader, self)._class(node, value), "class")

    def _property(self, node: object) -> Condition:
        paths = [local(value.value) for value in self.graph.get(node, {}).get(SH + "path", ()) if _is_iri(value)]
        return self._told(lambda: super(_DraftReader, self)._property(node), paths[0] if len(paths) == 1 else "")

    def _told(self, read, path: str = "") -> Condition:
        try:
            return read()
        except Refused as error:
            within = [node.value for node in self._reading if _is_iri(node)]
            self._drafts._refused(error, self._norm, within[-1] if within else self._norm, path)
            return ALWAYS


class _Text:
    """The lines of a draft, to tell on which one something stands."""

    def __init__(self, name: str, text: str):
        self.name = name
        self._lines = [_COMMENT.sub("", line) for line in text.splitlines()]
        self._prefixes = _PREFIX.findall(text)
        self._starts: list[int] | None = None

    def blanks(self) -> list[tuple[int, str]]:
        """The blanks of a skeleton that are still there, with their lines."""
        numbered = enumerate(self._lines, 1)
        return [(number, word) for number, line in numbered for word in dict.fromkeys(BLANK.findall(line))]

    def line(self, iri: str, *about: str) -> int | None:
        """The line on which one of the words first stands alone in what is said of an IRI, from 1; else that on which
        this begins."""
        start = self._start(iri)
        if start is None:
            return None
        block = range(start, self._end(start))
        for word in reversed([word for word in about if word]):
            sign = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
            found = [number for number in block if sign.search(self._lines[number])]
            if len(found) == 1:
                return found[0] + 1
        return start + 1

    def _start(self, iri: str) -> int | None:
        names = [
            f"<{iri}>",
            *(f"{prefix}:{iri[len(base) :]}" for prefix, base in self._prefixes if iri.startswith(base)),
        ]
        for number, line in enumerate(self._lines):
            if line.strip().replace("\\", "").startswith(tuple(names)):
                return number
        return None

    def _end(self, start: int) -> int:
        """Where the next statement begins: after a line that ends with a full stop."""
        for number in range(start, len(self._lines)):
            if self._lines[number].rstrip().endswith("."):
                return number + 1
        return len(self._lines)


def _is_iri(node: object) -> bool:
    return type(node).__name__ == "NamedNode"


def _unreadable(value: object) -> str:
    """Why a value cannot be read, whatever it is the value of."""
    if not hasattr(value, "value"):
        return "a statement about a statement is no value"
    if len(value.value) > limits.MAX_STRING:
        return f"a text of {len(value.value)} characters; at most {limits.MAX_STRING} are accepted"
    return "the text holds a broken or control character" if BROKEN.search(value.value) else ""


def _readable(values: list) -> list:
    return [value for value in values if not _unreadable(value)]

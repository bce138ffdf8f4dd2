"""A look at a query's text before anything parses it: its size, depth and breadth, and what it may never ask for.

What passes here may still be no query, run for ever or exhaust memory; that is what the worker is for. What is refused
here would exhaust the engine's parser or planner (measured: 4 650 nested parentheses end the process, 600 patterns plan
for more than 20 s), or ask it to fetch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin

from qgov.base.iri import QGOV
from qgov.store.worker import tokens as t
from qgov.store.worker.answer import BAD, FORBIDDEN, TOO_LARGE, QueryRefused

FORMS = {"SELECT": "SELECT", "ASK": "ASK", "CONSTRUCT": "CONSTRUCT", "DESCRIBE": "DESCRIBE"}
UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
# Two runs of the same query may differ where one of these stands in it.
_VOLATILE = frozenset(("RAND", "NOW", "UUID", "STRUUID", "BNODE"))
_BRANCHES = frozenset(("OPTIONAL", "UNION", "MINUS", "EXISTS", "LATERAL", "SELECT", "GRAPH"))
_BREAKS = frozenset(("FILTER", "BIND", "VALUES", *_BRANCHES))
_LONGEST_WORD = 128  # of a prefix, too: what is longer is read as words and signs
_OPEN, _CLOSE = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}
_OPERANDS = frozenset((t.STRING, t.IRI, t.VARIABLE, t.NUMBER, t.NAME, t.BLANK))
# A prefix after which any plain local name is still an IRI, so that the engine does not read the name in another way.
_SAFE_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?://[^/?#\[\]@:]+[/?#].*|[^/].*)", re.DOTALL)
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_\-]+")


@dataclass(frozen=True)
class Limits:
    """How large a query may be: characters, levels of brackets, and counts of each kind of part."""

    size: int = 32 * 1024
    depth: int = 64
    patterns: int = 64
    branches: int = 64
    steps: int = 64
    operators: int = 256
    values: int = 2000
    arguments: int = 1000


@dataclass(frozen=True)
class Outline:
    """What the look found: the form of the query, the data set that it names itself, whether runs may differ."""

    form: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    volatile: bool = False

    @property
    def has_dataset(self) -> bool:
        return bool(self.default_graphs or self.named_graphs)


LIMITS = Limits()


def check_query(text: str, limits: Limits = LIMITS) -> Outline:
    """The outline of a query that may be given to a worker; QueryRefused (400, 403 or 413) otherwise.

    Relative IRIs are below ``https://w3id.org/qgov/`` wherever the service stands, unless the query has a BASE.
    """
    if len(text) > limits.size:
        raise QueryRefused(TOO_LARGE, "query too large", f"a query may have {limits.size} characters; shorten it")
    if not _whole(text):
        raise _bad("the query holds half a character or a NUL", "send UTF-8 text")
    look = _Look(limits)
    try:
        look.read(text)
    except t.Unreadable as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        if re.match(r"\\[uU]", error.found):
            raise _bad(
                f"an escape outside strings and IRIs (line {line}, column {column})", "write the character itself"
            ) from None
        raise _bad(f"nothing of SPARQL begins at line {line}, column {column}", "see the SPARQL 1.1 grammar") from None
    except ValueError:
        raise _bad("an IRI holds an escape of no character", "write the character itself") from None
    return look.outline()


def _whole(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _bad(what: str, right: str) -> QueryRefused:
    return QueryRefused(BAD, "malformed query", f"{what}; {right}")


@dataclass
class _Context:
    """What stands between two brackets: the closing one, whether a pattern is under way, whether it lists values."""

    close: str
    pending: bool = False
    values: bool = False


@dataclass
class _Look:
    limits: Limits
    stack: list[_Context] = field(default_factory=lambda: [_Context("")])
    counts: dict[str, int] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = QGOV
    form: str = ""
    volatile: bool = False
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    previous: tuple[int, str] = (t.OPERATOR, "")
    awaiting: str = ""
    prefix: str = ""
    parentheses: int = 0
    values_next: bool = False

    def read(self, text: str) -> None:
        word, operator, operand = self._word, self._operator, self._operand
        for found in t.tokens(text):
            kind, token = found
            if kind == t.WORD:
                word(token.upper())
            elif kind == t.OPERATOR:
                operator(token)
            elif kind != t.LANGUAGE:
                operand(kind, token)
            self.previous = found

    def outline(self) -> Outline:
        if not self.form:
            raise _bad("the text is no query", "begin it with SELECT, ASK, CONSTRUCT or DESCRIBE")
        if self.awaiting:
            raise _bad("the query ends in its head", "complete it")
        unsafe = [name for name in self.services if not _PLAIN_LOCAL.fullmatch(name.partition(":")[2])]
        if unsafe or (self.services and not all(_SAFE_PREFIX.fullmatch(iri) for iri in self.prefixes.values())):
            raise _service()
        return Outline(self.form, tuple(self.default_graphs), tuple(self.named_graphs), self.volatile)

    def _count(self, what: str, limit: int, shown: str, by: int = 1) -> None:
        self.counts[what] = count = self.counts.get(what, 0) + by
        if count > limit:
            raise QueryRefused(BAD, "query too complex", f"a query may have {limit} {shown}; ask in several queries")

    def _word(self, word: str) -> None:
        if "SERVICE" in word:
            raise _service()
        if len(word) > _LONGEST_WORD:
            raise _bad(f"a word of more than {_LONGEST_WORD} characters", "choose a shorter prefix")
        if self.awaiting == "FROM" and word == "NAMED":
            self.awaiting = "NAMED"
            return
        if not self.form:
            if word in UPDATES:
                raise QueryRefused(FORBIDDEN, "updates are not taken", f"{word}: this endpoint only answers queries")
            if word in ("PREFIX", "BASE"):
                self.awaiting = word
            self.form = FORMS.get(word, "")
            return
        if word in UPDATES:
            raise QueryRefused(FORBIDDEN, "updates are not taken", f"{word} stands in no query")
        if word == "FROM" and len(self.stack) == 1:
            self.awaiting = "FROM"
        elif word in _VOLATILE:
            self.volatile = True
        elif word in _BREAKS:
            self._settle()
            self.values_next = word == "VALUES"
        elif word == "A" or word in ("TRUE", "FALSE", "UNDEF"):
            self._operand(t.NAME, "a:")
        if word in _BRANCHES:
            self._count("branches", self.limits.branches, "parts OPTIONAL, UNION, MINUS, EXISTS, GRAPH or SELECT")

    def _settle(self) -> None:
        """What was under way is a pattern of its own."""
        context = self.stack[-1]
        if context.pending and not context.values:
            self._count("patterns", self.limits.patterns, "triple patterns")
        context.pending = False

    def _operand(self, kind: int, token: str) -> None:
        if self.awaiting:
            self._head(kind, token)
            return
        if kind == t.NAME:
            prefix, _, local = token.partition(":")
            if "SERVICE" in prefix.upper():
                raise _service()
            if "SERVICE" in local.upper():
                self.services.append(token)
        context = self.stack[-1]
        if kind == t.IRI and self.parentheses and _ends_operand(self.previous) and any(c in "()!" for c in token):
            raise _bad("a '<' that may compare or begin an IRI", "set spaces around the '<'")
        if context.values:
            self._count("values", self.limits.values, "values in VALUES")
        elif context.close in ("}", "]"):
            context.pending = True
            self._count("terms", 5 * self.limits.patterns, "terms in its patterns")
        elif context.close == ")" and _ends_operand(self.previous):
            # Two operands side by side stand in a list, of which each member makes two patterns.
            self._count("patterns", self.limits.patterns, "triple patterns", 2)

    def _head(self, kind: int, token: str) -> None:
        awaiting, self.awaiting = self.awaiting, ""
        if awaiting == "PREFIX" and kind == t.NAME and token.endswith(":"):
            if "SERVICE" in token.upper():
                raise _bad("a prefix that holds the word SERVICE", "choose another prefix")
            self.prefix, self.awaiting = token[:-1], "PREFIX IRI"
        elif awaiting == "PREFIX IRI" and kind == t.IRI:
            self.prefixes[self.prefix] = self._resolved(token)
        elif awaiting == "BASE" and kind == t.IRI:
            self.base = self._resolved(token)
        elif awaiting in ("FROM", "NAMED") and kind in (t.IRI, t.NAME):
            graphs = self.default_graphs if awaiting == "FROM" else self.named_graphs
            graphs.append(self._resolved(token) if kind == t.IRI else self._expanded(token))
            self._count("graphs", self.limits.patterns, "graphs in FROM")
        else:
            raise _bad(f"{token[:40]!r} where {awaiting} needs another word", "see the SPARQL 1.1 grammar")

    def _resolved(self, token: str) -> str:
        iri = t.unescaped_iri(token)
        return urljoin(self.base, iri) if not re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", iri) else iri

    def _expanded(self, token: str) -> str:
        prefix, _, local = token.partition(":")
        if prefix not in self.prefixes:
            raise _bad(f"the prefix {prefix[:40]!r} is not declared", "declare it with PREFIX")
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _operator(self, sign: str) -> None:
        if self.awaiting:
            raise _bad(f"{sign!r} in the head of the query", "see the SPARQL 1.1 grammar")
        context = self.stack[-1]
        if sign in _OPEN:
            self._opened(sign, context)
        elif sign in _CLOSE:
            self._closed(sign, context)
        elif sign in (".", ";", ","):
            if context.close in ("}", "]"):
                self._settle()
            else:
                self._count("arguments", self.limits.arguments, "arguments in parentheses")
        elif sign in ("/", "|", "^", "*", "+", "?"):
            if not (sign == "*" and self.previous[1].upper() in ("SELECT", "DESCRIBE", "(", "DISTINCT", "REDUCED")):
                self._count("steps", self.limits.steps, "steps of paths and signs of arithmetic")
        elif sign in ("<<", "{|"):
            self._count("patterns", self.limits.patterns, "triple patterns", 2)
        else:
            self._count("operators", self.limits.operators, "signs such as !, &&, = or -")

    def _opened(self, sign: str, context: _Context) -> None:
        if len(self.stack) > self.limits.depth:
            raise QueryRefused(
                BAD, "query too deep", f"a query may nest brackets {self.limits.depth} deep; ask in several queries"
            )
        inside = _Context(_OPEN[sign], values=context.values)
        if sign == "{":
            self._settle()
            self._count("groups", self.limits.patterns + self.limits.branches, "groups in braces")
            inside.values, self.values_next = self.values_next, False
        elif sign == "[":
            self._count("patterns", self.limits.patterns, "triple patterns")
        else:
            self.parentheses += 1
            if context.close == ")" and _ends_operand(self.previous) and self.previous[0] not in (t.NAME, t.IRI):
                self._count("patterns", self.limits.patterns, "triple patterns", 2)
        if sign != "{" and context.close in ("}", "]"):
            context.pending = True
        self.stack.append(inside)

    def _closed(self, sign: str, context: _Context) -> None:
        if sign != context.close:
            raise _bad(f"{sign!r} closes nothing that is open", "match the brackets")
        if sign in "}]":
            self._settle()
        else:
            self.parentheses -= 1
        self.stack.pop()


def _ends_operand(previous: tuple[int, str]) -> bool:
    kind, token = previous
    return kind in _OPERANDS or kind == t.LANGUAGE or token in (")", "]") or token.upper() in ("TRUE", "FALSE", "UNDEF")


def _service() -> QueryRefused:
    return QueryRefused(
        FORBIDDEN, "SERVICE is not available", "nothing is fetched from elsewhere; ask the graphs that are here"
    )

"""The tokens of a SPARQL text, as far as a look from outside needs them: it never accepts, it only never overlooks.

The engine's parser has no tokens of its own: keywords need no boundary (``trueSERVICE``), ``<`` may begin an IRI or
compare, and a prefixed name that makes no IRI is tried again without its local part. Where a text can be read in two
ways, it is refused here. A prefix has at most 128 characters, so that the look takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

STRING, IRI, VARIABLE, NUMBER, NAME, BLANK, WORD, LANGUAGE, OPERATOR = range(9)
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
_LOCAL = r"(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.(?=[.\w:\-·%\\]))*"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+|\#[^\r\n]*)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri>{_IRI})
    |(?P<variable>[?$]\w[\w·]*)
    |(?P<blank>_:\w(?:[\w\-·.]*[\w\-·])?)
    |(?P<name>(?:[^\W\d_](?:[\w\-·.]{{0,126}}[\w\-·])?)?:{_LOCAL})
    |(?P<number>(?:\d+(?:\.\d+|\.(?=[eE]))?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9-]+)*)
    |(?P<word>[^\W\d]\w*)
    |(?P<operator>\^\^|&&|\|\||!=|<=|>=|<<|>>|\{{\||\|\}}|[{{}}()\[\].,;=<>!*/+\-^|?$~&])""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = {
    "string": STRING, "iri": IRI, "variable": VARIABLE, "number": NUMBER, "name": NAME, "blank": BLANK, "word": WORD,
    "language": LANGUAGE, "operator": OPERATOR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A place in the text where no token of SPARQL begins."""

    position: int
    found: str


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Kind and text of each token in order, without spaces and comments; Unreadable where there is none."""
    position, end, match = 0, len(text), _TOKEN.match
    while position < end:
        found = match(text, position)
        if found is None:
            raise Unreadable(position, text[position : position + 20])
        position = found.end()
        kind = found.lastgroup
        if kind != "space":
            yield _KINDS[kind], found.group()


def unescaped_iri(token: str) -> str:
    """The IRI of a token ``<…>`` with its escapes resolved; ValueError for an escape of no character."""
    if "\\" not in token:
        return token[1:-1]
    return re.sub(
        r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda m: chr(int(m.group(1) or m.group(2), 16)), token[1:-1]
    )

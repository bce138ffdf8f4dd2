"""The tokens of a SPARQL text, as far as a look from outside needs them: it never accepts, it only never overlooks.

The engine's parser has no tokens of its own: keywords need no boundary (``trueSERVICE``), ``<`` may begin an IRI or
compare, and a prefixed name that makes no IRI is tried again without its local part. Where a text can be read in two
ways, it is refused here. A prefix has at most 128 characters, so that the look takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The kinds in the order of their groups below.
STRING, IRI, VARIABLE, BLANK, NAME, NUMBER, LANGUAGE, WORD, OPERATOR, _END = range(1, 11)
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
_LOCAL = r"(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]|\.(?=[.\w:\-·%\\]))*"
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*+)*+")
_TOKEN = re.compile(
    rf"""(?:[ \t\r\n]|\#[^\r\n]*+)*+(?:
    (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri>{_IRI})
    |(?P<variable>[?$]\w[\w·]*)
    |(?P<blank>_:\w(?:[\w\-·.]*[\w\-·])?)
    |(?P<name>(?:[^\W\d_](?:[\w\-·.]{{0,126}}[\w\-·])?)?:{_LOCAL})
    |(?P<number>(?:\d+(?:\.\d+|\.(?=[eE]))?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9-]+)*)
    |(?P<word>[^\W\d]\w*)
    |(?P<operator>\^\^|&&|\|\||!=|<=|>=|<<|>>|\{{\||\|\}}|[{{}}()\[\].,;=<>!*/+\-^|?$~&])
    |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Unreadable(Exception):
    """A place in the text where no token of SPARQL begins."""

    position: int
    found: str


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Kind and text of each token in order, without spaces and comments; Unreadable where there is none."""
    position, match = 0, _TOKEN.match
    while (found := match(text, position)) is not None:
        kind = found.lastindex
        if kind == _END:
            return
        yield kind, found[kind]
        position = found.end()
    position = _SPACE.match(text, position).end()
    raise Unreadable(position, text[position : position + 20])


def unescaped_iri(token: str) -> str:
    """The IRI of a token ``<…>`` with its escapes resolved; ValueError for an escape of no character."""
    if "\\" not in token:
        return token[1:-1]
    try:
        return re.sub(
            r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda m: chr(int(m.group(1) or m.group(2), 16)), token[1:-1]
        )
    except OverflowError as error:  # from 80000000 on
        raise ValueError(str(error)) from None

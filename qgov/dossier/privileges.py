"""How exceptions and general authorisations are named on papers: the codes that norms read, and what stands for them.

A release or an invoice says "License Exception TMP", "EU 001" or the paragraph relied on. The codes that norms read
stand in one table with the provisions of these norms, other names in a second; all are compared by their words alone,
in any case and with any marks between them. A name that may mean two codes means neither, and a text with one word more
than a name is none: what is not surely a claim of a privilege claims nothing.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from qgov.base.iri import ancestors
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table

CODES = "data/reference/privilege-codes.csv"
TABLE = "data/reference/privilege-names.csv"
COLUMNS = ("code", "names", "verification", "source", "note")
_SEPARATOR = ";"
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_PARAGRAPHS = re.compile(r"(\([^()]+\))+$")
_SECTION = re.compile(r"[0-9]{3}")  # a section so numbered is known without its instrument, as 740.9 is; 8(3) is not
Words = tuple[str, ...]


@cache
def known_codes() -> frozenset[str]:
    """The codes by which papers claim what some norm grants, or that some norm reads."""
    return frozenset(provisions_by_code())


@cache
def provisions_by_code() -> dict[str, frozenset[str]]:
    """The provisions of the norms that each code claims. Raises NormError naming file, line and column."""
    rows = read_table(resource(CODES), ("code", "provisions"), ("code",))
    return {
        row.text("code"): frozenset(filter(None, map(str.strip, row.maybe("provisions").split(_SEPARATOR))))
        for row in rows
    }


@lru_cache(maxsize=1 << 10)
def house_code(text: str) -> str:
    """The code that a text stands for; the text itself where it surely stands for none."""
    if text in known_codes():
        return text
    said = _words(text)
    for names in _by_rank():
        meant = names.get(said, frozenset())
        if meant:
            return next(iter(meant)) if len(meant) == 1 else text
    return text


def nearest_code(text: str) -> str | None:
    """The known code whose own or other name is most like a text that stands for none; None where none is like it."""
    names: dict[str, str] = {}
    for rank in reversed(_by_rank()):
        names |= {" ".join(words): min(codes) for words, codes in rank.items()}
    close = difflib.get_close_matches(" ".join(_words(text)), names, n=1, cutoff=0.6)
    return names[close[0]] if close else None


@cache
def _by_rank() -> tuple[dict[Words, frozenset[str]], ...]:
    """What stands for which codes, the nearest to the code first: the code, the code after its instrument, the names of
    the table, the provisions of its norms, a name with a provision or its paragraphs, and what is above a provision."""
    named, spoken = _table()
    provisions = provisions_by_code()
    ranks = [defaultdict(set) for _ in range(6)]
    for code in known_codes():
        ranks[0][_words(code)].add(code)
        for provision in provisions[code]:
            for before in _before(provision, spoken):
                ranks[1][(*before, *_words(code))].add(code)
        names = [_words(code), *named.get(code, ())]
        for name in names[1:]:
            ranks[2][name].add(code)
        # Of a code that the table does not name, a provision may mean more than the code does.
        for provision in provisions[code] if code in named else ():
            for level, one in enumerate(ancestors(provision)):
                number = one.partition(":")[2]
                alone = [()] if _SECTION.match(number) else []
                if level and not alone:
                    break
                for before in (*alone, *_before(one, spoken)):
                    ranks[5 if level else 3][(*before, *_words(number))].add(code)
                paragraphs = _PARAGRAPHS.search(number)
                after = {_words(number), _words(paragraphs.group()) if paragraphs else ()}
                for name in names:
                    for words in after - {()}:
                        ranks[5 if level else 4][(*name, *words)].add(code)
    return tuple({words: frozenset(codes) for words, codes in rank.items()} for rank in ranks)


def _before(provision: str, spoken: dict[str, tuple[Words, ...]]) -> Iterator[Words]:
    """What may stand before the number of a provision: the code of its instrument, and how this is spoken of."""
    instrument = provision.partition(":")[0]
    yield _words(instrument)
    yield from spoken.get(instrument, ())


@cache
def _table() -> tuple[dict[str, tuple[Words, ...]], dict[str, tuple[Words, ...]]]:
    """The names of the table by code, and those of instruments. Raises NormError naming file, line and column."""
    instruments = {one.partition(":")[0] for found in provisions_by_code().values() for one in found}
    named, spoken = {}, {}
    for row in read_table(resource(TABLE), COLUMNS, ("code",)):
        code = row.text("code")
        if code not in known_codes() | instruments:
            raise row.refuse("code", f"{code!r} is neither a code that a norm reads nor an instrument")
        row.word("verification", VERIFICATIONS)
        row.text("source")
        words = tuple(_words(name) for name in row.text("names").split(_SEPARATOR))
        if not all(words):
            raise row.refuse("names", f"a name without a word; separate names by {_SEPARATOR}")
        (named if code in known_codes() else spoken)[code] = words
    return named, spoken


def _words(text: str) -> Words:
    """The words and the numbers of a text, in small letters, a number of a code without the noughts before it."""
    return tuple(word.lstrip("0") or "0" if word.isdigit() else word for word in _WORD.findall(text.casefold()))

"""Spellings of one word: what systems of transliteration write differently.

A word is folded, so that letters that are exchanged freely become one. What only one school does (German writes ch for
kh, French j for zh, Wade-Giles ch for zh) is folded in a spelling of its own, since doing all at once would make
everything alike. Two words are compared in the spellings of both that come closest.
"""

from __future__ import annotations

import re
from functools import lru_cache

from qgov.situation.screening.arabic import without_article

# Letters that transliterations exchange freely, longest first.
_FOLDS = [
    (re.compile(pattern), fold)
    for pattern, fold in (
        ("shch|sch|sh|tsch|tch|ch|cz|zh|dj|dzh", "j"), ("kh|gh|ck|q|k", "k"), ("ph", "f"), ("th|dh", "t"), ("x", "ks"),
        ("ts|tz|c", "s"), ("z", "s"), ("w", "v"), ("ou|oo|u", "o"), ("iy|yi|ii|ij|ey|ei|ee|ie|y|e", "i"), ("g", "j"),
        ("h", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip
# What one school writes, brought to what the folding expects: each line is one school. Who writes sh, zh or kh writes
# no German, and ch is then no kh.
_SCHOOLS = [
    [(re.compile(pattern), instead) for pattern, instead in school]
    for school in (
        [("c(?![eiyh])", "k")],
        [
            ("tsch", "tch"),
            ("^(?!.*[szk]h)(.*?)(?<![stc])ch", r"\1kh"),
            ("c(?![eiyh])", "k"),
            ("j", "y"),
            ("([aou])e", r"\1"),
        ],
        [("[yji]o", "e"), ("j", "y"), ("c(?![eiyh])", "k")],
        [("kh", "h"), ("(?<!n)gh?", "k"), ("th", "s"), ("dh", "z"), ("a[iy]", "i"), ("a[wu]", "o")],
        [("x", "hs"), ("q|j|zh", "ch"), ("c(?!h)|z", "ts"), ("(?<!n)g", "k"), ("d", "t"), ("b", "p"), ("ong", "ung")],
        [("y?eo", "o"), ("yu|yo", "o"), ("(?<!n)g", "k"), ("d", "t"), ("b", "p"), ("ae", "e")],
    )
]
_VOWELS = re.compile("[aio]")


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word with letters that transliterations exchange made the same: Yuri and Iouri, Khaled and Qaled."""
    for pattern, replacement in _FOLDS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=200_000)
def folds(word: str) -> tuple[str, ...]:
    """The folded spellings of a word: plain, as each school would have it, and without its article."""
    found = [fold(word)]
    for school in _SCHOOLS:
        read = word
        for pattern, instead in school:
            read = pattern.sub(instead, read)
        found.append(fold(read))
    return (*found, fold(without_article(word)))


def spelt_pairs(one: str, other: str) -> set[tuple[str, str]]:
    """The folded spellings of two words to compare: both of one school, or one of a school with the other as it is.

    Two schools at once would bring together what neither does (Cao, Kao and Gao).
    """
    left, right = folds(one), folds(other)
    pairs = {
        *zip(left, right, strict=True),
        *((left[0], spelt) for spelt in right),
        *((spelt, right[0]) for spelt in left),
    }
    return {pair for pair in pairs if min(map(len, pair)) > 1}


@lru_cache(maxsize=200_000)
def consonants(word: str) -> str:
    """The consonants of a folded word without its article; w may stand for a vowel (Badrawi, Badroui)."""
    return _VOWELS.sub("", fold(without_article(word).replace("w", "u")))

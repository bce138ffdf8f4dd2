"""Likeness of names: what two spellings of one name have in common once script, order and transliteration are even.

The score is a number from 0 to 100 that says how alike two names are; it is no probability. It weighs the words of both
names: each word is worth its likeness to its best partner in the other name (normalised Indel similarity of RapidFuzz),
words that stand in every second name of a body count a quarter, and legal forms not at all. Word order does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Cyrillic and Greek letters, one Latin spelling each; the folding below evens out what other systems write.
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia i i ie g u".split(),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)
)
_LATIN = {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"}
_SCRIPT = {ord(k): v.replace("_", "") for k, v in (_CYRILLIC | _GREEK | _LATIN).items()}
_WORD = re.compile(r"[^\W_]+")

LEGAL_FORMS = frozenset(
    "ab ag aktiengesellschaft ao as bhd bv co company corp corporation dba doo eurl fzc fze gesellschaft gmbh inc "
    "incorporated jsc kft kg kk limited llc llp lp ltd ltda mbh nv ooo oy oyj pao pjsc plc pte pty pvt sa sarl "
    "sas sdn spa spol srl sro zao".split()
)
GENERIC = frozenset(
    "academy agency al and association bureau center centre college committee department der des development di "
    "du el electronic electronics engineering enterprise enterprises equipment factory federal foundation general "
    "global group holding holdings industrial industries industry information institut institute instituto "
    "international investment la lab laboratories laboratory le ministry national of office organisation "
    "organization physics production quantum research science sciences scientific service services shipping state "
    "systems technical technologies technology the trade trading und universidad universitaet universite "
    "university y".split()
)
_ARTICLES = {"el": "al", "ul": "al", "il": "al"}
_GENERIC_WEIGHT = 0.25
# Below this a pair of words is not counted as one word in two spellings; as they are, or with letters folded.
_SAME_WORD = 0.75
_SAME_FOLDED = 0.88
# Letters that transliterations exchange freely, longest first.
_FOLDS = [
    (re.compile(pattern), fold)
    for pattern, fold in (
        ("shch|sch|sh|tsch|tch|ch|cz|zh|dj|dzh", "j"), ("kh|gh|ck|q|k", "k"), ("ph", "f"), ("th|dh", "t"), ("x", "ks"),
        ("ts|tz|c", "s"), ("z", "s"), ("w", "v"), ("ou|oo|u", "o"), ("iy|yi|ii|ij|ey|ei|ee|ie|y|e", "i"), ("g", "j"),
        ("h", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


@lru_cache(maxsize=200_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower-case Latin letters without diacritics; legal forms left out if anything remains."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_SCRIPT)
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c)).translate(_SCRIPT)
    found = _WORD.findall(re.sub(r"(?<=\b\w)[.'’](?=\w\b)|['’ʼ`.]", "", plain.replace("&", " and ")))
    found = [_ARTICLES.get(word, word) for word in found]
    return tuple(word for word in found if word not in LEGAL_FORMS) or tuple(found)


def plain(name: str) -> str:
    """A name as a text for a first, quick comparison: its words, sorted and folded."""
    return " ".join(sorted(fold(word) for word in words(name)))


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word with letters that transliterations exchange made the same: Yuri and Iouri, Khaled and Haled."""
    for pattern, replacement in _FOLDS:
        word = pattern.sub(replacement, word)
    return word


def weight(word: str) -> float:
    """What a word is worth in a comparison."""
    return _GENERIC_WEIGHT if word in GENERIC or len(word) == 1 else 1.0


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 100."""
    left, right = words(one), words(other)
    if not left or not right:
        return 0.0
    return max(_by_words(left, right), _run_together(left, right))


def _by_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Each word with its best partner, best pairs first; of two names of a person one may leave names out."""
    pairs = sorted(
        ((_word_likeness(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    shared = 0.0
    strong = 0
    for alike, i, j in pairs:
        if alike < _SAME_WORD or i in taken_left or j in taken_right:
            continue
        taken_left.add(i)
        taken_right.add(j)
        shared += alike * min(weight(left[i]), weight(right[j])) * 2
        strong += alike > 0.85 and weight(left[i]) == 1.0
    total = sum(map(weight, left)) + sum(map(weight, right))
    score = 100 * shared / total
    whole = min(len(left), len(right))
    missing = sum(weight(w) for i, w in enumerate(left) if i not in taken_left)
    missing = min(missing, sum(weight(w) for j, w in enumerate(right) if j not in taken_right))
    if strong >= 2 and missing == 0 and len(taken_left) == whole:
        # Everything that the shorter name says stands in the longer one, and that is at least two telling words.
        score = max(score, 90 * _mean_likeness(pairs, taken_left, taken_right, left, right))
    return score


def _mean_likeness(pairs, taken_left, taken_right, left, right) -> float:
    used_left: set[int] = set()
    used_right: set[int] = set()
    values = []
    for alike, i, j in pairs:
        if i in taken_left and j in taken_right and i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            values.append((alike, min(weight(left[i]), weight(right[j]))))
    return sum(a * w for a, w in values) / sum(w for _, w in values)


@lru_cache(maxsize=400_000)
def _word_likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return 0.8 if long.startswith(short) else 0.0
    direct = Indel.normalized_similarity(one, other)
    folded = Indel.normalized_similarity(fold(one), fold(other))
    alike = folded >= _SAME_FOLDED and min(len(fold(one)), len(fold(other))) > 1
    return max(direct, 0.97 * folded) if alike else direct


def _run_together(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Words that one spelling writes apart and another together (Al Example, Alexample; Qubit Works, QubitWorks)."""
    from rapidfuzz.distance import Indel

    one, other = ("".join(word for word in side if word not in GENERIC) for side in (left, right))
    if len(left) == len(right) or min(len(one), len(other)) < 6:
        return 0.0
    return max(0.0, 100 * Indel.normalized_similarity(one, other) - 2)

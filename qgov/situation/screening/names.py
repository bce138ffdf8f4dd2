"""Likeness of names: what two spellings of one name have in common once script, order and transliteration are even.

The score is a number from 0 to 100 that says how alike two names are; it is no probability. It weighs the words of both
names: each word is worth its likeness to its best partner in the other name (normalised Indel similarity of RapidFuzz),
words that stand in every second name of a body count a quarter, and legal forms not at all. Word order does not matter.
Where one name says no less than the other does, if in initials or with more around it, that is a likeness of its own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

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
_ABBREVIATED = {
    "acad": "academy", "ctr": "center", "dept": "department", "electr": "electronics", "eng": "engineering",
    "indus": "industry", "inst": "institute", "intl": "international", "lab": "laboratory", "labs": "laboratories",
    "mfg": "manufacturing", "min": "ministry", "natl": "national", "natnl": "national", "org": "organization",
    "res": "research", "sci": "science", "svcs": "services", "sys": "systems", "tech": "technology",
    "techn": "technology", "technol": "technology", "univ": "university",
}  # fmt: skip
# Initials that transliteration writes in two letters.
_TWO_LETTERS = frozenset("ch dz ia ie io iu kh sh th ts ya ye yi yo yu zh".split())
_DOTTED = re.compile(r"\b[^\W\d_]{1,2}\.\s*[^\W\d_]{1,2}\.")
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
    found = [_ABBREVIATED.get(word, _ARTICLES.get(word, word)) for word in found]
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
    return _GENERIC_WEIGHT if word in GENERIC or len(word) == 1 or _is_initial(word) else 1.0


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 100."""
    return max(_alike(left, right) for left, right in product(_readings(one), _readings(other)))


def _readings(name: str) -> list[tuple[str, ...]]:
    """The words of a name; dotted letters are one word (U.S.A.) or initials (F.Yu.): the other name tells which."""
    return [words(name), *([words(name.replace(".", ". "))] if _DOTTED.search(name) else [])]


def _alike(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    if not left or not right:
        return 0.0
    joined = [(one, right) for one in _joined(left, right)] + [(left, one) for one in _joined(right, left)]
    return max(_run_together(left, right), *(_by_words(*pair) for pair in [(left, right), *joined]))


def _joined(apart: tuple[str, ...], other: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A name with two neighbouring words as one, where that is a word of the other name (Xu Gou, Xugou)."""
    pairs = ((place, apart[place] + apart[place + 1]) for place in range(len(apart) - 1))
    return [
        (*apart[:place], word, *apart[place + 2 :])
        for place, word in pairs
        if word not in apart and len(word) > 3 and any(_word_likeness(word, one) >= _SAME_FOLDED for one in other)
    ]


def _by_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Each word with its best partner, best pairs first; of two names of a person one may leave names out."""
    pairs = sorted(
        ((_word_likeness(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)), reverse=True
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    shared = 0.0
    strong, initials = 0, False
    for alike, i, j in pairs:
        if alike < _SAME_WORD or i in taken_left or j in taken_right:
            continue
        taken_left.add(i)
        taken_right.add(j)
        shared += alike * min(weight(left[i]), weight(right[j])) * 2
        strong += alike > 0.85 and weight(left[i]) == 1.0
        initials |= _is_initial(left[i]) != _is_initial(right[j])
    total = sum(map(weight, left)) + sum(map(weight, right))
    score = 100 * shared / total
    whole = min(len(left), len(right))
    missing = sum(weight(w) for i, w in enumerate(left) if i not in taken_left)
    missing = min(missing, sum(weight(w) for j, w in enumerate(right) if j not in taken_right))
    if strong >= 2 and missing == 0 and len(taken_left) == whole:
        # Everything that the shorter name says stands in the longer one, and that is at least two telling words.
        score = max(score, 90 * _mean_likeness(pairs, taken_left, taken_right, left, right))
    longer = sum(len(word) > 3 for word in min(left, right, key=len)) >= 3
    if strong and missing == 0 and len(taken_left) == whole and (initials or longer):
        # The same with one telling word, beside initials or at least two words of bodies: enough for a look.
        score = max(score, 88 * _mean_likeness(pairs, taken_left, taken_right, left, right, telling=True))
    return score


def _mean_likeness(pairs, taken_left, taken_right, left, right, telling: bool = False) -> float:
    """The mean likeness of the pairs of words that were taken, by weight; with ``telling`` initials are left out."""
    used_left: set[int] = set()
    used_right: set[int] = set()
    values = []
    for alike, i, j in pairs:
        if i in taken_left and j in taken_right and i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            if telling and (_is_initial(left[i]) or _is_initial(right[j])):
                continue
            values.append((alike, min(weight(left[i]), weight(right[j]))))
    return sum(a * w for a, w in values) / sum(w for _, w in values)


def _is_initial(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or word in _TWO_LETTERS


@lru_cache(maxsize=400_000)
def _word_likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) == 1 or (_is_initial(short) and len(short) < len(long)):
        return 0.8 if long.startswith(short) or fold(long).startswith(fold(short)) else 0.0
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

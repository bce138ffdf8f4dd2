"""Likeness of names: what two spellings of one name have in common once script, order and transliteration are even.

The score is a number from 0 to 100 that says how alike two names are; it is no probability. It weighs the words of both
names: each word is worth its likeness to its best partner in the other name (normalised Indel similarity of RapidFuzz),
words that stand in every second name of a body count a quarter, and legal forms not at all. Word order does not matter.
Where one name says no less than the other does, if in initials or with more around it, that is a likeness of its own.

A name may be read in several ways (dotted letters, Abd with the name behind it, š as s or sh); the best pair of
readings counts. How schools of transliteration differ is in ``spellings``, names of Arabic build are in ``arabic``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import product

from qgov.situation.screening.arabic import apart, article, as_one, may_be_two, with_articles
from qgov.situation.screening.same_names import one_name
from qgov.situation.screening.scripts import has_soft, latin
from qgov.situation.screening.spellings import consonants, fold, spelt_pairs
from qgov.situation.screening.vocabulary import GENERIC, LEGAL_FORMS, LITTLE, PARTICLES, SAME_WORDS, spelt_out

_WORD = re.compile(r"[^\W_]+")
# Initials that transliteration writes in two letters.
_TWO_LETTERS = frozenset("ch dz ia ie io iu kh sh th ts ya ye yi yo yu zh".split())
_DOTTED = re.compile(r"\b[^\W\d_]{1,2}\.\s*[^\W\d_]{1,2}\.")
_QUOTES = re.compile(r"(?<=\b\w)[.'’](?=\w\b)|['’‘ʼʻʿʾ`.\u0640]")
_GENERIC_WEIGHT, _LITTLE_WEIGHT = 0.25, 0.05
# Below this a pair of words is not counted as one word in two spellings; as they are, or with letters folded.
_SAME_WORD = 0.75
_SAME_FOLDED = 0.88
# Folded spellings less alike than this are not brought together by another school of transliteration, and those of
# another school are to be all but equal: a school that is not the name's own makes much alike.
_NEAR, _SAME_SCHOOL = 0.5, 0.95
# What two words are worth that are one but for folding, or but for their vowels.
_FOLDED, _CONSONANTS, _ENOUGH_CONSONANTS = 0.97, 0.92, 4
_INITIAL = 0.8
# Words more alike than this identify. A name that stands whole in the other one is worth so much of 100: with two words
# that identify, or with one.
_STRONG, _CONTAINED, _CONTAINED_ONCE = 0.8, 91, 88


@lru_cache(maxsize=200_000)
def words(name: str, soft: bool = False, joined: bool = True) -> tuple[str, ...]:
    """The words of a name in lower-case Latin letters without diacritics; legal forms left out if anything remains.

    With ``soft`` š is read as sh; without ``joined`` Abd and the name behind it stay two words.
    """
    found = _WORD.findall(_QUOTES.sub("", spelt_out(with_articles(latin(name, soft).replace("&", " and ")))))
    found = [word for word in found if word not in LEGAL_FORMS] or found
    found = as_one(found) if joined else found
    return tuple(SAME_WORDS.get(word, article(word)) for word in found)


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """A name as a text for a first, quick comparison: its words, sorted and folded."""
    return " ".join(sorted(fold(word) for word in words(name)))


@lru_cache(maxsize=200_000)
def weights(found: tuple[str, ...]) -> tuple[float, ...]:
    """What each word of a name is worth in a comparison."""
    last = len(found) - 1
    return tuple(
        _LITTLE_WEIGHT
        if word in LITTLE
        else _GENERIC_WEIGHT
        if word in GENERIC or len(word) == 1 or _is_initial(word) or (word in PARTICLES and 0 < place < last)
        else 1.0
        for place, word in enumerate(found)
    )


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 100."""
    left, right = _readings(one), _readings(other)
    if any(map(_has_initials, (*left, *right))):
        left, right = ((*dict.fromkeys((*side, *map(apart, side))),) for side in (left, right))
    return max(_alike(*pair) for pair in product(left, right))


@lru_cache(maxsize=200_000)
def _readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name; dotted letters are one word (U.S.A.) or initials (F.Yu.): the other name tells which."""
    found = [words(name)]
    if _DOTTED.search(name):
        found.append(words(name.replace(".", ". ")))
    if has_soft(name):
        found.append(words(name, soft=True))
    if may_be_two(_WORD.findall(_QUOTES.sub("", latin(name)))):
        found.append(words(name, joined=False))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def _has_initials(found: tuple[str, ...]) -> bool:
    return any(map(_is_initial, found))


def _alike(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    if not left or not right:
        return 0.0
    if left == right:
        return 100.0
    one, other = _joined(left, right), _joined(right, left)
    pairs = dict.fromkeys(((left, right), (one, right), (left, other), (one, _joined(right, one))))
    return max(_run_together(left, right), *(_by_words(*pair) for pair in pairs))


def _joined(found: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """A name with neighbouring words as one, where that is a word of the other name (Xu Gou, Xugou; Ha-lan-min)."""
    best, joined = 0.0, found
    others = [word for word in other if len(word) > 3 and word not in found]
    for count in range(2, min(4, len(found)) + 1 if others else 0):
        for place in range(len(found) - count + 1):
            run = found[place : place + count]
            word = "".join(run)
            if len(word) > 3 and word not in found and (alike := _as_word_of(word, run, others)) > best:
                best, joined = alike, (*found[:place], word, *found[place + count :])
    return _joined(joined, other) if best else found


def _as_word_of(word: str, run: tuple[str, ...], others: list[str]) -> float:
    """How alike words together are to a word of the other name, if they are it, and more so than any of them alone."""
    best = 0.0
    for one in others:
        if 3 * abs(len(one) - len(word)) > len(word) or _similarity()(one, word, score_cutoff=_NEAR) == 0.0:
            continue
        if (alike := _word_likeness(word, one)) >= max(_SAME_FOLDED, best):
            if all(_word_likeness(part, one) < alike for part in run):
                best = alike
    return best


def _by_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Each word with its best partner, best pairs first; of two names of a person one may leave names out."""
    left_weights, right_weights = weights(left), weights(right)
    pairs = sorted(
        (
            (alike, i, j)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
            if (alike := _word_likeness(a, b)) >= _SAME_WORD
        ),
        reverse=True,
    )
    if not pairs:
        return 0.0
    left_open, right_open = dict(enumerate(left_weights)), dict(enumerate(right_weights))
    taken = []
    for alike, i, j in pairs:
        if i in left_open and j in right_open:
            del left_open[i], right_open[j]
            taken.append((alike, min(left_weights[i], right_weights[j]), _is_initial(left[i]) - _is_initial(right[j])))
    left_rest, right_rest = sum(left_open.values()), sum(right_open.values())
    shared = sum(alike * worth for alike, worth, _ in taken)
    score = 200 * shared / (2 * sum(worth for _, worth, _ in taken) + left_rest + right_rest)
    if min(left_rest, right_rest) > _LITTLE_WEIGHT:
        return score
    # Everything that the shorter name says stands in the longer one.
    telling = [(alike, worth) for alike, worth, initial in taken if not initial]
    strong = sum(alike > _STRONG and worth == 1.0 for alike, worth in telling)
    if strong >= 2:
        score = max(score, _CONTAINED * _mean([(alike, worth) for alike, worth, _ in taken]))
    long_enough = sum(len(word) > 3 for word in min(left, right, key=len)) >= 3
    if strong and (long_enough or len(telling) < len(taken)):
        # One telling word beside initials or at least two words of bodies: enough for a look.
        score = max(score, _CONTAINED_ONCE * _mean(telling))
    return score


def _mean(pairs: list[tuple[float, float]]) -> float:
    """The mean likeness of pairs of words, by what they are worth."""
    return sum(alike * worth for alike, worth in pairs) / sum(worth for _, worth in pairs)


@lru_cache(maxsize=200_000)
def _is_initial(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or word in _TWO_LETTERS


@cache
def _similarity() -> Callable[..., float]:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity


@lru_cache(maxsize=400_000)
def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) == 1 or (_is_initial(short) and len(short) < len(long)):
        alike = _INITIAL if long.startswith(short) or fold(long).startswith(fold(short)) else 0.0
        return max(alike, _FOLDED) if one_name(one, other) else alike
    if one_name(one, other):
        return _FOLDED
    direct = _similarity()(one, other)
    folded = _similarity()(fold(one), fold(other))
    if max(direct, folded) < _NEAR:
        return direct
    if folded < _SAME_SCHOOL:
        school = (_similarity()(*p, score_cutoff=_SAME_SCHOOL) for p in spelt_pairs(one, other))
        folded = max(folded, *school, 0.0)
    if min(len(fold(one)), len(fold(other))) < 2:
        folded = 0.0
    bare = consonants(one)
    if bare == consonants(other) and len(bare) >= _ENOUGH_CONSONANTS:
        direct = max(direct, _CONSONANTS)
    return max(direct, _FOLDED * folded) if folded >= _SAME_FOLDED else direct


def _run_together(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Words that one spelling writes apart and another together (Al Example, Alexample; Qubit Works, QubitWorks).

    The words of the name that has more of them may begin anywhere: Surname, Given is Given Surname turned round.
    """
    if len(left) == len(right):
        return 0.0
    few, many = ([word for word in side if word not in GENERIC] for side in sorted((left, right), key=len))
    one = "".join(few)
    letters = sum(map(len, many))
    if min(len(one), letters) < 6 or 3 * abs(len(one) - letters) > letters:
        return 0.0
    turned = ("".join(many[at:] + many[:at]) for at in range(min(4, len(many)) or 1))
    return max(0.0, 100 * max(_similarity()(one, other, score_cutoff=0.8) for other in turned) - 2)

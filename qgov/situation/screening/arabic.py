"""Names of Arabic build: the article, and names of two words that many write as one (Abd al-Karim, Abdulkarim).

The article takes the first letter of the word behind it (ar-Rahman, ad-Din), and its vowel changes with the country
(Abdul, Abdel, Abdol). So only what stands on both sides of it is kept: ``abdkarim``, ``nurdin``, ``habiblah``.
"""

from __future__ import annotations

import re
from itertools import pairwise

_ARTICLE = re.compile(r"(?<!\w)[aeu](sh|ch|dh|th|[rsdznt])[-‐‑–](?=\1)")
ARTICLES = frozenset("al el ul il ol ad ud ed ar ur er or as us es az uz ez an un en at ut et ash esh ush".split())
_SPELT = {"el": "al", "ul": "al", "il": "al"}
_ABD = frozenset(
    "abd abdu abdou abdal abdel abdil abdol abdul abdoul abdur abder abdus abdes abdun abden abdar".split()
)
_LAH = frozenset("allah ullah ollah lah ellah alla ulla".split())
_DIN = {"din", "dine", "deen", "dein", "diin"}
_WITH_DIN = {article + din for article in ("al", "ad", "ed", "ud", "od", "ol", "el") for din in _DIN}
_ONE_WORD = (
    (re.compile(r"^abd(?:(?:[aeio]|ou|u)l(?=\w{3})|(?:[aeio]|ou|u)(sh|[rsdznt])(?=\1))"), "abd"),
    (re.compile(r"^(\w{3,}?)[aou]llah$"), r"\1lah"),
    (re.compile(r"^(\w{2,}?)(?:[aeou][ld]|al)d(?:in|ine|een|ein|iin)$"), r"\1din"),
)
_BEFORE = re.compile(r"^(?:[ae]l|[ae](sh|[rsdznt])(?=\1))(?=\w{5})")


def with_articles(name: str) -> str:
    """A name in Latin letters in which every article before a hyphen reads al."""
    return _ARTICLE.sub("al ", name)


def article(word: str) -> str:
    """The one spelling of an article that stands alone; any other word as it is."""
    return _SPELT.get(word, word)


def without_article(word: str) -> str:
    """A word without the article that is written as part of it (Alqasim, Elqasim, Azzahir)."""
    return _BEFORE.sub("", word)


def as_one(found: list[str]) -> list[str]:
    """The words of a name with names of two words as one word; with Abd and another name as two it stays two."""
    words: list[str] = []
    at = 0
    while at < len(found):
        word, rest = found[at], found[at + 1 :]
        skip = 1 if rest and rest[0] in ARTICLES and len(rest) > 1 else 0
        follower = rest[skip] if len(rest) > skip else ""
        if word in _ABD and len(follower) > 2:
            words.append("abd" + ("lah" if follower in _LAH else follower))
        elif skip and follower in _DIN and len(word) > 1:
            words.append(word + "din")
        elif rest and (rest[0] in _WITH_DIN or rest[0] in _LAH) and len(word) > 2 and word not in ARTICLES:
            words.append(word + ("din" if rest[0] in _WITH_DIN else "lah"))
            skip = 0
        else:
            words.append(_short(word))
            at += 1
            continue
        at += 2 + skip
    return words


def apart(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with Abd and the name behind it as two, as initials count them."""
    return tuple(part for word in words for part in (("abd", word[3:]) if _is_joined(word) else (word,)))


def may_be_two(found: list[str]) -> bool:
    """Whether ``as_one`` may have made one word of two that are names by themselves."""
    return any((one in _ABD and one != "abd") or other in _WITH_DIN or other in _LAH for one, other in pairwise(found))


def _is_joined(word: str) -> bool:
    return word.startswith("abd") and len(word) > 5


def _short(word: str) -> str:
    for pattern, replacement in _ONE_WORD:
        shorter = pattern.sub(replacement, word)
        if shorter != word:
            return shorter
    return word

"""Names in Latin letters: one spelling for each letter of the Cyrillic, Greek, Arabic and Korean scripts.

What cannot be seen is left out first: soft hyphens, joiners and other format characters, variation selectors. A word
that mixes Latin letters with others that look the same (Нuawei with a Cyrillic Н) is read as it looks (Unicode
Technical Standard #39, confusable characters).

One spelling is enough: what other systems of transliteration write is evened out by ``spellings``. Arabic and Persian
leave short vowels out, which the comparison of consonants allows for. Korean syllables follow the Revised Romanization
(Ministry of Culture and Tourism, 2000); a name of up to four syllables is taken apart, as most write it.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"
        " i i ie g u j lj nj c dj dz".split(),
        strict=True,
    )
)
_GREEK = dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True)
)
_ARABIC = dict(
    zip(
        "اآأإٱبتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤپچژگکیۀ",
        "a a a i a b t th j h kh d dh r z s sh s d t z _ gh f q k l m n h u i a a _ i u p ch zh g k i e".split(),
        strict=True,
    )
)
_LATIN = {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h"}
_LATIN |= {"ɑ": "a", "ɡ": "g"}
_SCRIPT = {ord(k): v.replace("_", "") for k, v in (_CYRILLIC | _GREEK | _ARABIC | _LATIN).items()}
_FIRST = "g kk n d tt r m b pp s ss _ j jj ch k t p h".replace("_", "").split(" ")
_MIDDLE = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_LAST = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("_", "").split(" ")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
# A háček or an acute accent over a consonant is what others write with an h.
_SOFT = {"š": "sh", "ž": "zh", "č": "ch", "ć": "ch", "ş": "sh", "ș": "sh", "ś": "sh", "ź": "zh", "ż": "zh"}
_SOFTENED = str.maketrans(_SOFT)
# Cyrillic and Greek letters that look like a Latin one, by its lower case: capitals first, then small letters.
_LOOKS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԚԜҺ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "аеѕіјорсухүԛԝһԁӏ" "ανοικρυχ",
    "abesijkmhopctyxyqwh" "abezhikmnoptyx" "aesijopcyxyqwhdl" "avoikpux",
)  # fmt: skip
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile(r"[^\W\d_]+")
_SELECTORS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_READ = re.compile(r"[\u0000-\u052f\u1e00-\u1fff\u0600-\u06ff\uac00-\ud7a3]")


def latin(text: str, soft: bool = False) -> str:
    """A text in lower-case Latin letters without diacritics; with ``soft`` š is sh and not s. Other scripts stay."""
    folded = _HANGUL.sub(_korean, visible(text)).casefold()
    folded = (folded.translate(_SOFTENED) if soft else folded).translate(_SCRIPT)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return bare.translate(_SCRIPT)


def visible(text: str) -> str:
    """A text as it is seen: without format characters, and with words that mix scripts read as they look."""
    seen = "".join(c for c in _SELECTORS.sub("", text) if unicodedata.category(c) != "Cf")
    return _WORD.sub(_as_it_looks, unicodedata.normalize("NFKC", seen))


def _as_it_looks(match: re.Match) -> str:
    return match[0].translate(_LOOKS) if _LATIN_LETTER.search(match[0]) else match[0]


def has_soft(text: str) -> bool:
    """Whether a text has a letter that ``latin`` reads in two ways."""
    return any(letter in _SOFT for letter in unicodedata.normalize("NFC", text.casefold()))


def is_read(text: str) -> bool:
    """Whether a text has letters or digits, and every letter is of a script that is compared with names in Latin."""
    seen = visible(text)
    return any(map(str.isalnum, seen)) and all(_READ.match(letter) for letter in seen if letter.isalpha())


def _korean(match: re.Match) -> str:
    syllables = [_syllable(ord(letter) - 0xAC00) for letter in match[0]]
    return f" {(' ' if len(syllables) <= 4 else '').join(syllables)} "


def _syllable(number: int) -> str:
    first, rest = divmod(number, 588)
    return _FIRST[first] + _MIDDLE[rest // 28] + _LAST[rest % 28]

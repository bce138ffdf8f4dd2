"""Places as ISO 3166 has them, and Kosovo, which uses the user-assigned code XK."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_EXTRA = {"XK": "Kosovo"}
# Names of states that are those of persons, or of other places, too.
_ALSO_OTHERS = frozenset({"CHAD", "GEORGIA"})
# Names in common use that the tables of ISO 3166 lack.
_COMMON = {
    "RUSSIA": "RU", "IRAN": "IR", "SYRIA": "SY", "NORTH KOREA": "KP", "SOUTH KOREA": "KR", "LAOS": "LA", "TURKEY": "TR",
    "BURMA": "MM", "CONGO (DEMOCRATIC REPUBLIC)": "CD", "DEMOCRATIC REPUBLIC OF THE CONGO": "CD", "IVORY COAST": "CI",
    "KOSOVO": "XK", "PALESTINE": "PS", "MACAU": "MO",
}  # fmt: skip


@lru_cache(maxsize=4096)
def name_of(code: str) -> str | None:
    """The English name of an ISO 3166-1 alpha-2 or 3166-2 code, or None if there is no such code."""
    if code in _EXTRA:
        return _EXTRA[code]
    if not code.isascii():  # the tables are searched in lower case, and that of the sign for kelvin is an ASCII k
        return None
    import pycountry

    if len(code) == 2:
        country = pycountry.countries.get(alpha_2=code) if code.isupper() else None
        return getattr(country, "common_name", country.name) if country else None
    if len(code) > 3 and code[2] == "-" and code == code.upper():
        subdivision = pycountry.subdivisions.get(code=code)
        state = name_of(code[:2])
        return f"{subdivision.name}, {state}" if subdivision and subdivision.code == code and state else None
    return None


def state_of(code: str) -> str:
    """The state a place lies in: ``US-CA`` yields ``US``."""
    return code[:2]


@cache
def _by_name() -> dict[str, str]:
    import pycountry

    found = {country.name.upper(): country.alpha_2 for country in pycountry.countries}
    found |= {c.common_name.upper(): c.alpha_2 for c in pycountry.countries if hasattr(c, "common_name")}
    found |= {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    return found | {"UK": "GB", "USA": "US", "EL": "GR"}


def code_of(name: str) -> str | None:
    """The code of a state by its English name, formal or common, or None."""
    return _COMMON.get(name.strip().upper()) or _by_name().get(name.strip().upper())


@cache
def _names() -> re.Pattern:
    words = [name for name in {*_by_name(), *_COMMON} if len(name) > 3 and name not in _ALSO_OTHERS]
    longest_first = sorted(map(re.escape, words), key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!NEW )(?<!\w)(?:{'|'.join(longest_first)}|U\.S\.A?\.?|USA|U\.?K\.?)(?!\w)")


def states_named(text: str) -> frozenset[str]:
    """The states that a text names in English, by any of their names; ``US`` in capitals too, which is a word else."""
    found = {name.replace(".", "") for name in _names().findall(text.upper())} if text.strip() else set()
    if re.search(r"\bUS\b", text):
        found.add("USA")
    codes = (_COMMON.get(name) or _by_name().get({"US": "USA"}.get(name, name)) for name in found)
    return frozenset(code for code in codes if code)


def nearest(word: str) -> str | None:
    """The code of the place that a wrong code or a name was probably meant to be."""
    import difflib

    wanted = word.strip().upper()
    if len(wanted) > 60:
        return None
    by_name = _by_name()
    if wanted in by_name:
        return by_name[wanted]
    close = difflib.get_close_matches(wanted, [*by_name, *by_name.values()], n=1, cutoff=0.8)
    return by_name.get(close[0], close[0]) if close else None

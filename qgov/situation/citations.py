"""The provisions that a text cites, in the ways lawyers cite: by code, in English, German or French."""

from __future__ import annotations

import re
from typing import NamedTuple

_CELEX = re.compile(r"\b3(\d{4})[DRL]0*(\d{1,4})\b")
# The laws on personal data by the names they go by, as far as norms read grounds of them. The law of the United
# Kingdom is Regulation (EU) 2016/679 too, as it forms part of its law (Data Protection Act 2018, section 3(10)).
_UNION = re.compile(
    r"\be\.?u\.?[\s-]+gdpr\b|\bds-?gvo\b|\brgpd\b|datenschutz-?grundverordnung"
    r"|règlement général sur la protection des données",
    re.IGNORECASE,
)
_BRITISH = re.compile(r"\bu\.?k\.?[\s-]+gdpr\b|united kingdom general data protection", re.IGNORECASE)
_EITHER = re.compile(
    r"(?<!uk )(?<!uk-)(?<!u\.k\. )(?<!eu )(?<!eu-)\bgdpr\b(?!:)|\b2016/679\b|general data protection regulation",
    re.IGNORECASE,
)
_OTHERS = {
    "ch-fadp": re.compile(r"\b(?:n|rev)?dsg\b|\bn?fadp\b|\bn?lpd\b|\b235\.1\b", re.IGNORECASE),
    "br-lgpd": re.compile(r"\blgpd\b|\b13\.?709\b", re.IGNORECASE),
    "jp-appi": re.compile(r"\bappi\b|個人情報", re.IGNORECASE),
    "cn-pipl": re.compile(r"\bpipl\b|个人信息保护法", re.IGNORECASE),
    "kr-pipa": re.compile(r"\bpipa\b|개인정보", re.IGNORECASE),
}
_GROUP = r"\d{1,2}|[IVX]+|[ivx]+|[a-zA-Z]"
_ANCHOR = re.compile(
    r"(?:(?P<code>\b[a-z]{2,4}(?:-[a-z0-9]+)*):|\bart(?:icles?|ikels?|igos?|s)?\b\.?\s*"
    r"|\b(?:gdpr|ds-?gvo|rgpd|dsg|fadp|lpd|lgpd|appi|pipl)[\s,]+)(?P<number>\d{1,3})(?![\d/])"
    r"|(?<![\d/.(])\b(?P<bare>\d{1,3})(?=\s?\(\d{1,2}\)\s?\([a-z]\))",
    re.IGNORECASE,
)
_PASSED_OVER = re.compile(
    r"[\s,]*(?:\b(?:s(?:atz|\.)|uabs\.?|unterabs(?:atz|\.)|unterabsatz)\s*1\b|\b(?:first|1st)\s+(?:sub-?paragraph|sentence)"
    r"|\b(?:premier|1er)\s+alinéa)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\s*[,;]?\s*(?:"
    r"(?:abs(?:atz|\.)?|para(?:graph(?:e|s)?|s)?\.?|par\.|§|nr\.?|ziff(?:er|\.)|ch\.|n[o°]\.?)\s*\(?(?P<labelled>\d{1,2})(?:er\b|\b)\)?"
    r"|al(?:inéa|\.)\s*(?P<alinea>\d{1,2})\b"
    r"|(?:lit(?:era|\.)?|buchst(?:abe|\.)?|points?|letters?|lettre|let\.|bst\.)\s*\(?(?P<letter>[a-z])\)?(?![a-z])"
    rf"|\((?P<group>{_GROUP})\)"
    r"|\.(?P<dotted>\d{1,2}|[a-z])(?![a-z0-9])"
    r"|(?P<closed>[a-z])\)"
    r"|(?:inciso\s+)?(?P<roman>(?-i:[IVX]+))\b"
    r")",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"\b(?:second|2nd)\s+sub-?paragraph\b|\b(?:uabs\.?|unterabs(?:atz|\.))\s*2\b|\b(?:deuxième|second|2e)\s+alinéa\b",
    re.IGNORECASE,
)


class Citation(NamedTuple):
    """One provision that a text cites: article, paragraph and so on; of one of these laws, where it says of which;
    ``second`` where it speaks of a second subparagraph."""

    laws: frozenset[str]
    parts: tuple[str, ...]
    second: bool = False


def acts_spelt_out(text: str) -> str:
    """The text with its CELEX numbers of decisions, regulations and directives as the acts are cited: 32021D0914 is
    Decision (EU) 2021/914."""
    return _CELEX.sub(lambda found: f"Decision (EU) {found.group(1)}/{int(found.group(2))}", text)


def laws_named(text: str) -> frozenset[str]:
    """The laws on personal data that a text names."""
    found = {law for law, names in _OTHERS.items() if names.search(text)}
    if _UNION.search(text):
        found.add("gdpr")
    if _BRITISH.search(text):
        found.add("uk-gdpr")
    if _EITHER.search(text) and not found & {"gdpr", "uk-gdpr"}:
        found |= {"gdpr", "uk-gdpr"}
    return frozenset(found)


def citations(text: str) -> list[Citation]:
    """The provisions that a text cites, in its order. What follows on a list of points after the first is not read."""
    text = " ".join(text.split())
    named = laws_named(text)
    found = []
    for anchor in _ANCHOR.finditer(text):
        parts, end = [anchor["number"] or anchor["bare"]], anchor.end()
        while True:
            passed = _PASSED_OVER.match(text, end)
            part = _PART.match(text, passed.end() if passed else end)
            if part is None or (part["alinea"] and len(parts) > 1):
                break
            parts.append(_written(next(value for value in part.groups() if value)))
            end = part.end()
        laws = frozenset({anchor["code"].lower()}) if anchor["code"] else named
        found.append(Citation(laws, tuple(parts), _SECOND.match(text[end:].lstrip(" ,")) is not None))
    return found


def _written(part: str) -> str:
    """A part as codes have it: letters small, numerals as they are."""
    return part if part.isdigit() or set(part) <= set("IVX") else part.lower()

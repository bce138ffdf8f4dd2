"""Which standard clauses a text names: those of the law that reads them, those of another, or it does not say."""

from __future__ import annotations

import re

OWN, OTHER, NOT_TOLD = "own", "other", "not-told"
"""Whose clauses a reference names, seen from the law of the sender: its own (or it names none at all), others, or a
text of which nothing is known."""

UNION_CLAUSES = re.compile(r"\b2021/914\b")
"""Implementing Decision (EU) 2021/914. Its sibling of the same day, (EU) 2021/915, rests on Article 28(7) of Regulation
(EU) 2016/679 and is for processors in general: it is no safeguard for a transfer."""
# The clauses of other laws, by the state whose they are: Resolution CD/ANPD 19/2024, Annex II; the Measures on the
# standard contract of the Cyberspace Administration of China of 2023 (Order No 13); what the Federal Data Protection
# and Information Commissioner issued.
_OF_STATES = {
    "BR": re.compile(r"\banpd\b|\blgpd\b|\bbrazilian\b|\b0?19/2024\b", re.IGNORECASE),
    "CN": re.compile(
        r"\bcac\b|\bpipl\b|\bchinese\b|\bchina(?:'s)? (?:standard|scc)|标准合同|\border (?:no\.? ?)?13\b", re.IGNORECASE
    ),
    "CH": re.compile(r"\bfdpic\b|\bed(?:oe|ö)b\b|\bpfpdt\b|\bswiss\b|\bfadp\b", re.IGNORECASE),
}
CLAIMED_IN = frozenset({"BR", "CN"})
"""The states whose law knows its own clauses alone, not those of the Union, and where they have to be claimed."""
_DRAWN_UP = re.compile(
    r"\basean\b|\bripd\b|\bibero-?american|\bmercosur\b|\bcouncil of europe\b|\bt-pd\b"
    r"|\bown\b|\bin-?house\b|\bhouse\b|\bbespoke\b|\bcustom(?:i[sz]ed)?\b|\btailor|\bad[\s-]?hoc\b|\bdrafted\b",
    re.IGNORECASE,
)
_OTHER_GROUND = re.compile(r"\bart(?:icle|\.)?\s*(?:28|49)\b|\b46\(3\)|\bderogations?\b", re.IGNORECASE)
_ACT = re.compile(
    r"(?:\b(?:decision|regulation|directive|resolution|order|s\.?i\.?)\b[^\d]{0,20}|\(\w{2}\)\s*)"
    r"(?:no\.?\s*)?\d{1,4}/\d{1,4}\b|\b\d{4}/\d{1,4}/e[uc]\b",
    re.IGNORECASE,
)
_ITS_OWN_ACT = re.compile(r"\b2016/679\b")
# Words that name standard clauses without saying whose, or which module, or of which day.
_GENERAL = frozenset(
    """
    a an and annexes appendix article art annex between binding both by c2c c2p clause clauses commission concluded
    contract contractual controller controllers data day decision eea english eu european executed for from full
    gdpr implementing in international language model module modules new no not of on or parties party processor
    processors protection regulation s scc sccs set signed standard text the their to transfer transfers unaltered
    union unmodified version with p2c p2p january february march april may june july august september october
    november december one two three four standardvertragsklauseln
    """.split()
)
_TOKEN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[1-9]|[12]\d|3[01]|0[1-9]|20[2-9]\d")
_LETTER_OF_GROUND = re.compile(r"\b46\s*(?:\(1\)|\(2\)(?:\(c\))?)?")


def clauses_named(reference: str, state: str) -> str:
    """Whose clauses a reference names, for a sender in a state: ``OWN``, ``OTHER`` or ``NOT_TOLD``.

    Regulation (EU) 2016/679, Article 46(2)(c) and (d): standard clauses are those that the Commission adopted, or
    approved; what the parties drew up needs an authorisation (Article 46(3)(a)). No reference is read as declared.
    """
    text = " ".join(reference.split())
    owner = next((code for code, names in _OF_STATES.items() if names.search(text)), None)
    if UNION_CLAUSES.search(text):
        if state in CLAIMED_IN:
            return OTHER
        return NOT_TOLD if _DRAWN_UP.search(text) else OWN  # they have to be taken unaltered (clause 2)
    if owner is not None:
        return OWN if owner == state else OTHER
    if _DRAWN_UP.search(text) or _OTHER_GROUND.search(text) or _ACT.search(_ITS_OWN_ACT.sub("", text)):
        return OTHER
    rest = _LETTER_OF_GROUND.sub(" ", _ITS_OWN_ACT.sub(" ", text))
    words = [word.casefold() for word in _TOKEN.findall(rest)]
    said = [word for word in words if word not in _GENERAL and not _NUMBER.fullmatch(word)]
    return NOT_TOLD if said else OWN


def own_clauses(state: str) -> tuple[str, str | None]:
    """The clauses of a sender's own law, and the code to claim them by where its norms ask for that."""
    return {
        "BR": ("Annex II of Resolution CD/ANPD 19/2024", "br-lgpd:33(II)(b)"),
        "CN": ("the standard contract of the Cyberspace Administration of China", "cn-pipl:38(1)(iii)"),
        "CH": ("clauses that the Federal Data Protection and Information Commissioner approved or recognised", None),
    }.get(state, ("those of Implementing Decision (EU) 2021/914", None))

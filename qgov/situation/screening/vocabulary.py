"""Words that tell little or nothing of whose name it is: legal forms, words of bodies, particles, abbreviations."""

from __future__ import annotations

import re

LEGAL_FORMS = frozenset(
    "ab ag aktiengesellschaft ao as bhd bv co company corp corporation dba doo eood eurl fgup fzc fzco fze gesellschaft"
    " gmbh inc incorporated jsc kft kg kgaa kk limited llc llp lp ltd ltda mbh nv oao ojsc ooo oy oyj pao pjsc plc pte"
    " pty pvt sa sarl sas sdn sl slu spa spol spzoo srl sro tov ug zao zrt".split()
)
# Legal forms of several words, in Latin letters; where one stands it tells no more than its abbreviation.
_LONG_FORMS = re.compile(
    r"\b(?:(?:closed |open |public )?joint[ -]stock (?:company|society)|limited liability (?:company|partnership)"
    r"|(?:otkryto[iy]e |zakryto[iy]e |publichno[iy]e )?aktsionerno[iy]?e obshch?estvo"
    r"|obshch?estvo s ogranichenno[iy] otvetstvennost[iy]?u|gesellschaft mit beschrankter haftung|societe anonyme"
    r"|societe a responsabilite limitee|sociedad (?:anonima|limitada)|societa per azioni|kabushiki kaisha"
    r"|sp\.? z\.? ?o\.? ?o\.?|d\.\s?o\.\s?o\.|s\.? ?a\.? de c\.? ?v\.?)(?!\w)"
)
GENERIC = frozenset(
    "academy agency al association bureau center centre college committee department der des development di "
    "du el electronic electronics engineering enterprise enterprises equipment factory federal foundation general "
    "global group holding holdings industrial industries industry information institut institute instituto "
    "international investment la lab laboratories laboratory le ministry national office organisation "
    "organization physics production quantum research science sciences scientific service services shipping state "
    "systems technical technologies technology trade trading universidad universitaet universite "
    "university y".split()
)
LITTLE = frozenset("and for of the und".split())
# Particles inside a name of a person, which many leave out; as the first or the last word each may be a name.
# Abbreviations that are names too: only where a full stop or what follows tells.
_DOTTED = ((re.compile(r"\bmin(?:\.| (?=of\b))"), "ministry "), (re.compile(r"\beng(?:\.| (?=dep))"), "engineering "))
PARTICLES = frozenset("ben bin bint da de del den do dos ibn ould van von".split())
SAME_WORDS = {
    "ibn": "bin", "acad": "academy", "ctr": "center", "dept": "department", "electr": "electronics",
    "indus": "industry", "inst": "institute", "intl": "international", "lab": "laboratory",
    "labs": "laboratories", "mfg": "manufacturing", "natl": "national", "natnl": "national",
    "org": "organization", "res": "research", "sci": "science", "svcs": "services", "sys": "systems",
    "tech": "technology", "techn": "technology", "technol": "technology", "univ": "university",
}  # fmt: skip


def spelt_out(name: str) -> str:
    """A name in Latin letters without legal forms of several words, unless it has nothing else, and with abbreviations
    that are names too spelt out."""
    for pattern, instead in _DOTTED:
        name = pattern.sub(instead, name)
    rest = _LONG_FORMS.sub(" ", name)
    return rest if rest.strip(" .,-\"'") else name

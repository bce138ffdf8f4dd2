"""The safeguards on file that stand on the day, in the words by which norms read them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache

from qgov.base.kept import KEPT_DOSSIERS, Kept
from qgov.base.places import state_of
from qgov.dossier.model import Dossier
from qgov.norms import norm_book
from qgov.situation.citations import acts_spelt_out
from qgov.situation.clauses import CLAIMED_IN, NOT_TOLD, OTHER, clauses_named
from qgov.situation.each_recipient import EACH, GROUNDS, TOOLS, left_out, without_ground
from qgov.situation.grounds import CONSENT, derogation, other_consent
from qgov.situation.group_rules import other_approval
from qgov.situation.listings import finding_not_told, issuer_for, other_finding
from qgov.situation.standing import PRIVILEGES, on_day, standing_safeguards

# Implementing Decision (EU) 2021/914, Article 4: its first day, and from when nobody concludes the clauses before it.
NEW_CLAUSES, OLD_CLAUSES_REPEALED = date(2021, 6, 27), date(2021, 9, 27)
# The decisions before it by the words that norms read; 2004/915/EC added a second set of clauses to 2001/497/EC.
_OLD_CLAUSES = {
    "scc-2001": re.compile(r"2001/497|2004/915"),
    "scc-2010": re.compile(r"2010/87"),
}
_OLD_CLAUSES_NOT_TOLD = "scc-before-2021"
_TEXT_NOT_TOLD = "scc-text-not-told"
_MODULE = re.compile(r"\bmodule[\s-]*([1-4])\b", re.IGNORECASE)
_ROLES = re.compile(r"\b[CP]2[CP]\b", re.IGNORECASE)
_AGREEMENT = re.compile(r"\bIDTA\b|\binternational data transfer agreement\b", re.IGNORECASE)
_ADDENDUM = re.compile(r"\b(?:UK|IDTA|ICO|international data transfer)[\s_-]+addendum\b", re.IGNORECASE)
_MODULES = {"C2C": 1, "C2P": 2, "P2P": 3, "P2C": 4}
OF_UNION = "scc-uk-addendum"
"""The word for the addendum of the Information Commissioner to the clauses of the Union."""
ADEQUACY, COVERED = "adequacy", "recipient-covered"
RECIPIENT_SHOWN = f"{ADEQUACY}-{COVERED}"
"""The word for a paper that says that a finding of adequacy covers the receiver: of a finding for some receivers alone,
as those on a public list, this is the scope, and who is not shown to be among them is not found adequate."""


def safeguards_on_file(dossier: Dossier, without: Collection[int] = ()) -> frozenset[str]:
    """The types of the safeguards that stand on the day; of standard clauses also the module, as ``scc-module-2``; and
    ``RECIPIENT_SHOWN``, also where who relies on a finding says so. ``without`` are the authorisations that are not for
    the line (``privileges_left_out``)."""
    standing = standing_safeguards(dossier)
    covered = any(
        held.type in PRIVILEGES and COVERED in held.conditions_met and index not in without
        and on_day(held.valid_from, held.valid_until, dossier.date)
        for index, held in enumerate(dossier.authorisations)
    )  # fmt: skip
    return frozenset({RECIPIENT_SHOWN} if covered else ()).union(*(safeguard_words(row, dossier) for row in standing))


def safeguard_words(safeguard: Mapping, dossier: Dossier) -> frozenset[str]:
    """The words by which norms read a safeguard; none where it is no longer one, or never was under the law of the
    sender, nor where it is for some receivers alone and nothing on file is for another."""
    return frozenset() if _leaves_somebody(safeguard, dossier) else _alone(dossier)[id(safeguard)][0]


def _receivers_without_ground(dossier: Dossier) -> list[str]:
    """Those who receive and for whom no paper on file may be a ground, where every one that counts names others."""
    if not any(row.get("parties") and row.get("type") in GROUNDS for row in dossier.safeguards):
        return []
    rows = [
        row
        for row in standing_safeguards(dossier)
        if row.get("type") in GROUNDS and any(_alone(dossier)[id(row)])
    ]
    relied = (
        held.parties
        for held in dossier.authorisations
        if held.type in PRIVILEGES and held.code and held.code not in _codes_of_tools()
        and held.code.partition(":")[0] == issuer_for(dossier)
        and on_day(held.valid_from, held.valid_until, dossier.date)
    )  # fmt: skip
    return without_ground(rows, relied, dossier)


receivers_without_ground = Kept(_receivers_without_ground, most=KEPT_DOSSIERS)


@cache
def _codes_of_tools() -> frozenset[str]:
    """The codes by which grounds are claimed that rest on a tool besides, as the standard clauses of Brazil: who is
    served is told by the tool."""
    tools = TOOLS - {ADEQUACY}
    return frozenset(
        norm.authorisation_code
        for norm in norm_book().norms
        if norm.authorisation_code and {safeguard_type(kind) for kind in norm.safeguards} & tools
    )


def _leaves_somebody(safeguard: Mapping, dossier: Dossier) -> bool:
    return safeguard.get("type") in GROUNDS and bool(receivers_without_ground(dossier))


def left_without(dossier: Dossier) -> list[str]:
    """What is said where the papers on file are for others than one who receives."""
    names = receivers_without_ground(dossier)
    if not names:
        return []
    return [
        f"Nothing on file is for {', '.join(names)}: the safeguards name others (parties), and a safeguard, consent or"
        f" derogation is for those whom it names; give one for each, or {EACH} in conditionsMet where each has one."
    ]


def ground_relied_on(safeguard: Mapping, dossier: Dossier) -> str | None:
    """The code of the ground that a derogation rests on, where it is for those who receive."""
    return None if _leaves_somebody(safeguard, dossier) else _alone(dossier)[id(safeguard)][1]


def _derogation_alone(safeguard: Mapping, dossier: Dossier) -> str | None:
    return None if left_out(safeguard, dossier) is not None else derogation(safeguard, dossier)


def _words_alone(safeguard: Mapping, dossier: Dossier) -> frozenset[str]:
    """The words of a safeguard, whoever else receives."""
    kind = safeguard.get("type")
    if not kind or left_out(safeguard, dossier) is not None:
        return frozenset()
    if kind == CONSENT and other_consent(safeguard, dossier) is not None:
        return frozenset()
    if other_approval(safeguard, dossier) is not None:
        return frozenset()
    if kind == "scc" and (other := _other_clauses(safeguard, dossier)) is not None:
        return other
    if kind == ADEQUACY and other_finding(safeguard, dossier) is not None:
        return frozenset()
    if kind == ADEQUACY and finding_not_told(safeguard, dossier):
        return frozenset({kind})
    if kind == ADEQUACY and COVERED in safeguard.get("conditionsMet", ()):
        return frozenset({kind, RECIPIENT_SHOWN})
    if kind == "scc":
        kind = _british(str(safeguard.get("reference") or "")) or kind
    module = _module(safeguard) if kind in ("scc", OF_UNION) else None
    return frozenset({kind} if module is None else {kind, f"{kind}-module-{module}"})


_alone = Kept(
    lambda dossier: {id(r): (_words_alone(r, dossier), _derogation_alone(r, dossier)) for r in dossier.safeguards},
    most=KEPT_DOSSIERS,
)
"""Of each safeguard of a dossier, by its identity, its words and the ground it names, whoever else receives."""


def clauses_without_module(dossier: Dossier) -> list[str]:
    """What is said of standard clauses that name no module: they are made for one pair of roles each, so that it has to
    be shown for whom these are."""
    return [
        f"/safeguards/{index}: standard clauses of which no module is named are not shown to be for the roles of the"
        " parties: give module, 1 to 4."
        for index, row in enumerate(dossier.safeguards)
        if safeguard_words(row, dossier) in (frozenset({"scc"}), frozenset({OF_UNION}))
        and state_of(dossier.origin) not in CLAIMED_IN
    ]


def repealed_clauses(dossier: Dossier) -> list[str]:
    """What is said of clauses of earlier decisions that are not shown to have been concluded before their repeal."""
    return [
        f"/safeguards/{index}: {row['reference']} was repealed on {OLD_CLAUSES_REPEALED}; its clauses count where they"
        " were concluded before that day (date) and name no module, of which they had none."
        for index, row in enumerate(dossier.safeguards)
        if row.get("type") == "scc" and row.get("reference") and _old_clauses(row) == frozenset()
    ]


def safeguard_type(kind: str) -> str:
    """The type of a safeguard by the word that norms read; ``scc-module-2`` and ``scc-idta`` are standard clauses."""
    if kind == RECIPIENT_SHOWN:
        return ADEQUACY
    return "scc" if kind.startswith("scc-") else kind


def _british(reference: str) -> str | None:
    """The word for clauses that the Information Commissioner issued under section 119A of the Data Protection Act
    2018: the transfer agreement, or the addendum to the clauses of the Union, which has their modules. They are no
    clauses of any other law."""
    if _ADDENDUM.search(reference):
        return OF_UNION
    return "scc-idta" if _AGREEMENT.search(reference) else None


def _other_clauses(safeguard: Mapping, dossier: Dossier) -> frozenset[str] | None:
    """The words for clauses that are not those in force of the law of the sender, as far as is told; None for these."""
    reference, state = acts_spelt_out(str(safeguard.get("reference") or "")), state_of(dossier.origin)
    if state in CLAIMED_IN:  # who claims the ground says by it that these are the clauses
        return frozenset() if clauses_named(reference, state) == OTHER else None
    repealed = any(decision.search(reference) for decision in _OLD_CLAUSES.values())
    named = None if repealed or _british(reference) else clauses_named(reference, state)
    if named == OTHER:
        return frozenset()
    old = _old_clauses(safeguard)
    return frozenset({_TEXT_NOT_TOLD}) if old is None and named == NOT_TOLD else old


def _old_clauses(safeguard: Mapping) -> frozenset[str] | None:
    """The words for clauses that were concluded on the decisions before Implementing Decision (EU) 2021/914; None for
    others, and no word where they were concluded too late, on a day that is not told, or are said to have a module,
    which those clauses had not."""
    signed, reference = safeguard.get("date"), acts_spelt_out(str(safeguard.get("reference") or ""))
    named = {word for word, decision in _OLD_CLAUSES.items() if decision.search(reference)}
    if not named and (signed is None or signed >= NEW_CLAUSES):
        return None
    if signed is None or signed >= OLD_CLAUSES_REPEALED or _module(safeguard) is not None or _british(reference):
        return frozenset()
    return frozenset(named if len(named) == 1 else {_OLD_CLAUSES_NOT_TOLD})


def _module(safeguard: dict) -> int | None:
    """The module of the clauses: the one stated, or the only one that the reference names (``module 2``, ``C2P``)."""
    stated = safeguard.get("module")
    if stated is not None:
        return int(stated) if stated == int(stated) else None
    reference = str(safeguard.get("reference") or "")
    named = {int(number) for number in _MODULE.findall(reference)}
    named |= {_MODULES[roles.upper()] for roles in _ROLES.findall(reference)}
    return named.pop() if len(named) == 1 else None

"""Who among those that receive needs a ground of his own, and whom the papers on file name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qgov.base.kept import KEPT_DOSSIERS, Kept
from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Party
from qgov.situation.adequacy import findings_on
from qgov.situation.data_borders import NAMING_ORGANISATIONS, ORGANISATION
from qgov.situation.grounds import CONSENT, DEROGATION
from qgov.situation.listings import issuer_for
from qgov.situation.memberships import members_on
from qgov.situation.sides import AGENTS, NO_ACTORS, sides

EACH = "each-recipient"
"""The condition that every receiver who needs a safeguard has one. A safeguard is between its parties: what one of them
signed, or is certified for, binds no other (Regulation (EU) 2016/679, Articles 45(1) and 46(1); Implementing Decision
(EU) 2021/914, Annex, clauses 1 and 7)."""
TOOLS = frozenset("scc bcr adequacy certification code-of-conduct".split())
"""The safeguards that are one receiver's, or one group's."""
GROUNDS = TOOLS | {CONSENT, DEROGATION}
"""What a transfer to a receiver may rest on: consent and derogations too are for the transfer proposed, or necessary
(Regulation (EU) 2016/679, Article 49(1)(a) and (b)), and so for those whom they name."""
_BY_LIST_ALONE = frozenset({"self-certified", "commercial"})
_AREA = {"gdpr": "gdpr:eea"}


def _in_need(dossier: Dossier) -> tuple[Party, ...]:
    """Those who receive, or perhaps do, somewhere that the law of the sender has not found adequate as a whole; one
    whose place is not stated receives at the destination. An international organisation does wherever it sits."""
    issuer, day = issuer_for(dossier), dossier.date
    area = {place for place, verified in members_on(_AREA.get(issuer, ""), day).items() if verified}
    who = sides(dossier)
    found: list[Party] = []
    for party in [*who.receive, *(p for p in who.perhaps_receive if p.role not in (*AGENTS, *NO_ACTORS))]:
        place = party.country or dossier.destination or ""
        names = {place, state_of(place)}
        general = any(f.scope == "general" and f.verification == "verified" for f in findings_on(issuer, place, day))
        covered = state_of(dossier.origin) in names or general or names & area
        organisation = party.kind == ORGANISATION and issuer in NAMING_ORGANISATIONS
        if party not in found and (organisation or not covered):
            found.append(party)
    return tuple(found)


in_need = Kept(_in_need, most=KEPT_DOSSIERS)


def left_out(safeguard: Mapping, dossier: Dossier) -> str | None:
    """Why a safeguard that names its parties is for nobody who receives; None where it is, or names nobody."""
    named = safeguard.get("parties")
    if not named or safeguard.get("type") not in GROUNDS:
        return None
    needing = [party.id for party in in_need(dossier)]
    if not needing or set(needing) & set(named):
        return None
    return f"it names {', '.join(named)}, not {', '.join(needing)}"


def without_ground(rows: Iterable[Mapping], relied: Iterable[Iterable[str]], dossier: Dossier) -> list[str]:
    """Those who certainly receive and for whom nothing on file may be a ground: the papers that count (``rows``, and
    the parties of each exception relied on, ``relied``) all name others, and no finding is on the place but one by
    list. None where a paper names nobody, or is said to be one of several of which each has one."""
    found, named = list(rows), [frozenset(parties) for parties in relied]
    if any(not row.get("parties") or EACH in row.get("conditionsMet", ()) for row in found) or frozenset() in named:
        return []
    served = frozenset().union(*named, *(row["parties"] for row in found))
    sure, issuer = sides(dossier).receive, issuer_for(dossier)
    return [
        party.id
        for party in in_need(dossier)
        if party in sure and party.id not in served
        and all(
            finding.scope in _BY_LIST_ALONE or party.kind == ORGANISATION
            for finding in findings_on(issuer, party.country or dossier.destination or "", dossier.date)
        )
    ]  # fmt: skip


def names_each(rows: list[Mapping], dossier: Dossier) -> bool:
    """Whether no more than one receiver needs a safeguard, or these name all who do."""
    needing = {party.id for party in in_need(dossier)}
    return len(needing) < 2 or needing <= {name for row in rows for name in row.get("parties") or ()}

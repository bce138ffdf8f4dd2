"""Who among those that receive needs a safeguard of his own, and whom the safeguards on file name."""

from __future__ import annotations

from collections.abc import Mapping

from qgov.base.places import state_of
from qgov.dossier.model import Dossier, Party
from qgov.situation.adequacy import findings_on
from qgov.situation.listings import issuer_for
from qgov.situation.memberships import members_on
from qgov.situation.sides import AGENTS, NO_ACTORS, sides

EACH = "each-recipient"
"""The condition that every receiver who needs a safeguard has one. A safeguard is between its parties: what one of them
signed, or is certified for, binds no other (Regulation (EU) 2016/679, Articles 45(1) and 46(1); Implementing Decision
(EU) 2021/914, Annex, clauses 1 and 7)."""
TOOLS = frozenset("scc bcr adequacy certification code-of-conduct".split())
"""The safeguards that are one receiver's, or one group's; consent and derogations are for a transfer."""
_AREA = {"gdpr": "gdpr:eea"}


def in_need(dossier: Dossier) -> list[Party]:
    """Those who receive, or perhaps do, somewhere that the law of the sender has not found adequate as a whole; one
    whose place is not stated receives at the destination."""
    issuer, day = issuer_for(dossier), dossier.date
    area = {place for place, verified in members_on(_AREA.get(issuer, ""), day).items() if verified}
    who = sides(dossier)
    found: list[Party] = []
    for party in [*who.receive, *(p for p in who.perhaps_receive if p.role not in (*AGENTS, *NO_ACTORS))]:
        place = party.country or dossier.destination or ""
        names = {place, state_of(place)}
        general = any(f.scope == "general" and f.verification == "verified" for f in findings_on(issuer, place, day))
        if party not in found and state_of(dossier.origin) not in names and not general and not names & area:
            found.append(party)
    return found


def left_out(safeguard: Mapping, dossier: Dossier) -> str | None:
    """Why a safeguard that names its parties is for nobody who receives; None where it is, or names nobody."""
    named = safeguard.get("parties")
    if not named or safeguard.get("type") not in TOOLS:
        return None
    needing = [party.id for party in in_need(dossier)]
    if not needing or set(needing) & set(named):
        return None
    return f"it names {', '.join(named)}, not {', '.join(needing)}"


def names_each(rows: list[Mapping], dossier: Dossier) -> bool:
    """Whether no more than one receiver needs a safeguard, or these name all who do."""
    needing = {party.id for party in in_need(dossier)}
    return len(needing) < 2 or needing <= {name for row in rows for name in row.get("parties") or ()}

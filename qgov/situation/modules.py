"""Whether the modules of the standard clauses on file are those for the roles of sender and receivers, one by one."""

from __future__ import annotations

from collections.abc import Mapping

from qgov.dossier.model import Dossier
from qgov.situation.each_recipient import in_need
from qgov.situation.recipients import data_roles
from qgov.situation.reference import Reference
from qgov.situation.safeguards import OF_UNION, safeguard_words
from qgov.situation.sides import DATA_ROLES
from qgov.situation.standing import standing_safeguards

# Implementing Decision (EU) 2021/914, Annex: the titles of its four modules, sender before receiver.
_MODULES = {
    1: ("controller", "controller"), 2: ("controller", "processor"), 3: ("processor", "processor"),
    4: ("processor", "controller"),
}  # fmt: skip
_KINDS = ("scc", OF_UNION)
_BY_ROLE, _NOT_TOLD = "modules-by-role", "roles-not-told"


def modules_for_roles(dossier: Dossier, reference: Reference) -> frozenset[str]:
    """``scc-modules-by-role`` where receivers have different roles and each has clauses in the module for its own, and
    ``scc-roles-not-told`` where each has clauses in a module that the roles that are told allow, and some are not told;
    of the addendum of the United Kingdom likewise, as ``scc-uk-addendum-…``."""
    if not any(row.get("type") == "scc" for row in dossier.safeguards):
        return frozenset()
    certain, _ = data_roles(dossier, reference)
    sending, needing = certain["senderRole"], in_need(dossier)
    found = set()
    for kind in _KINDS:
        rows = [row for row in standing_safeguards(dossier) if kind in safeguard_words(row, dossier)]
        if not needing or not all(
            any(_fits(row, kind, sending, party.role, party.id, dossier) for row in rows) for party in needing
        ):
            continue
        if not sending or any(party.role not in DATA_ROLES for party in needing):
            found.add(f"{kind}-{_NOT_TOLD}")
        elif len(certain["receiverRole"]) > 1:
            found.add(f"{kind}-{_BY_ROLE}")
    return frozenset(found)


def _fits(row: Mapping, kind: str, sending: frozenset[str], role: str, receiver: str, dossier: Dossier) -> bool:
    """Whether clauses may be those with a receiver, in a module that the roles allow as far as they are told."""
    if row.get("parties") and receiver not in row["parties"]:
        return False
    words = safeguard_words(row, dossier)
    return any(
        f"{kind}-module-{number}" in words and sending <= {sender} and role in {receives, *_untold(role)}
        for number, (sender, receives) in _MODULES.items()
    )


def _untold(role: str) -> frozenset[str]:
    return frozenset() if role in DATA_ROLES else frozenset({role})

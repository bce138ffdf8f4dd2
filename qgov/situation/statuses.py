"""In what capacity the parties are regulated: which duties of security and evidence law can reach them."""

from __future__ import annotations

from qgov.dossier.model import Dossier
from qgov.lexicon import lexicon

UNREGULATED = "unregulated"
# They act in a transfer without sending, receiving or using what is moved.
_APART = ("authority", "dataSubject", "carrier")


def party_statuses(dossier: Dossier) -> tuple[frozenset[str], frozenset[str]]:
    """The statuses that the parties state (``regulatedAs``), and those left open.

    What a party states is taken as complete; where one states nothing, or nobody takes part, any status may be among
    them.
    """
    parties = [party for party in dossier.parties if party.role not in _APART]
    stated = frozenset(word for party in parties for word in party.regulated_as)
    if parties and all(party.regulated_as for party in parties):
        return stated, frozenset()
    return stated, frozenset(lexicon().words("RegulatedStatus")) - stated - {UNREGULATED}

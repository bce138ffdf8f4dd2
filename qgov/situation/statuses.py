"""In what capacity the parties are regulated: which duties of security and evidence law can reach them."""

from __future__ import annotations

from qgov.dossier.model import Dossier
from qgov.lexicon import lexicon

UNREGULATED = "unregulated"
FINANCIAL = "financial-entity"
# They act in a transfer without sending, receiving or using what is moved.
_APART = ("authority", "dataSubject", "carrier")

Members = dict[str, frozenset[str]]


def party_statuses(dossier: Dossier) -> tuple[Members, Members]:
    """The statuses that the parties state (``regulatedAs``), and those left open: of all parties (``partyStatus``), of
    financial entities besides that one (``financialEntityStatus``), and of the others (``otherEntityStatus``).

    What a party states is taken as complete; where one states nothing, or nobody takes part, any status may be among
    them. A financial entity is told apart as other law takes the place of some duties for it alone (Directive (EU)
    2022/2555, Article 4; Regulation (EU) 2022/2554, Article 1(2)).
    """
    parties = [party for party in dossier.parties if party.role not in _APART]
    financial = [party.regulated_as for party in parties if FINANCIAL in party.regulated_as]
    others = [party.regulated_as for party in parties if FINANCIAL not in party.regulated_as]
    certain = {
        "partyStatus": frozenset().union(*financial, *others),
        "financialEntityStatus": frozenset().union(*financial) - {FINANCIAL},
        "otherEntityStatus": frozenset().union(*others),
    }
    if parties and all(party.regulated_as for party in parties):
        return certain, {}
    any_word = frozenset(lexicon().words("RegulatedStatus")) - {UNREGULATED}
    return certain, {
        "partyStatus": any_word - certain["partyStatus"],
        "financialEntityStatus": any_word - certain["financialEntityStatus"] - {FINANCIAL},
        "otherEntityStatus": any_word - certain["otherEntityStatus"] - {FINANCIAL},
    }

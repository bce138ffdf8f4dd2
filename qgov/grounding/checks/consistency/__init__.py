"""Claims about one item judged together: contradictions name the smallest set of claims that cannot all be true."""

from __future__ import annotations

from ..check import Check
from . import error_claims, key_counts, path_loss, session_rate, state_claims

_LINK = (key_counts.CHECK, session_rate.CHECK, path_loss.CHECK, state_claims.CHECK)

CHECKS: dict[str, tuple[Check, ...]] = {
    "QuantumComputer": (error_claims.CHECK,),
    "QkdSystem": _LINK,
    "QkdLink": _LINK,
    "EntanglementSource": (state_claims.CHECK,),
    "EntanglementLink": (path_loss.CHECK, state_claims.CHECK),
    "QuantumRepeater": (state_claims.CHECK,),
    "Teleporter": (state_claims.CHECK,),
}

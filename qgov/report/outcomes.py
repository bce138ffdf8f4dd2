"""The outcomes as people say them."""

from __future__ import annotations

from qgov.reasoning.combine import UNDETERMINED

OUTCOMES = {
    "prohibited": "prohibited",
    "authorisation-required": "authorisation required",
    "conditions-open": "conditions open",
    "permitted": "permitted",
    "no-control-found": "nothing found in what is modelled",
    UNDETERMINED: "undetermined",
}


def outcome_words(outcome: str) -> str:
    """An outcome as it is said in a sentence."""
    return OUTCOMES[outcome]

"""What is made available with the use of a machine from afar."""

from __future__ import annotations

from qgov.dossier.model import Dossier, Item

REMOTE_QUESTIONS = frozenset({"eu-remote-use", "de-remote-use", "uk-remote-use"})
"""Open questions that only the use of goods from afar raises: whether software or technology is made available with it.
The goods stay where they are, so that they are not exported (Regulation (EU) 2021/821, Article 2(2)(a) to (c);
Außenwirtschaftsgesetz, section 2(3) no. 1; Export Control Order 2008, article 2(1)); what else goes is asked for."""
_NO_GOODS = frozenset({"Software", "Technology"})
_INFORMATION = frozenset({"QuantumDataset", "QuantumAlgorithm"})


def remote_questions(dossier: Dossier, item: Item) -> frozenset[str]:
    """Those of ``REMOTE_QUESTIONS`` that an item raises: goods that are used from afar raise none where the dossier has
    the software or technology that goes with the use as an item of its own, which relates to them and is asked by
    itself. Data and algorithms are no goods, and may be technology themselves."""
    if dossier.type != "RemoteAccess" or item.type in _NO_GOODS:
        return frozenset()
    if item.type in _INFORMATION:
        return REMOTE_QUESTIONS
    stated = (other for other in dossier.items if other.type in _NO_GOODS)
    return frozenset() if any(item.id in _related(other) for other in stated) else REMOTE_QUESTIONS


def _related(item: Item) -> tuple[str, ...]:
    stated = item.claims.get("relatesTo") or ()
    return stated if isinstance(stated, tuple) else (stated,)

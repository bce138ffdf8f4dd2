"""What would change it: for each kind of change the smallest that flips the outcome, and to what.

Each entry names the kind, the change in words, the outcome, and ``edit``: the operations of JSON Patch (RFC 6902) that
make the change to the dossier, so that anyone can decide the changed one.
"""

from __future__ import annotations

from collections.abc import Iterable

from qgov.reasoning.changes.days import later_days
from qgov.reasoning.changes.papers import papers_on_file
from qgov.reasoning.changes.parties import other_parties
from qgov.reasoning.changes.places import other_places
from qgov.reasoning.changes.quantities import Search
from qgov.reasoning.changes.trials import Trials
from qgov.reasoning.why_not import Standing


def nearest(trials: Trials, quantities: Iterable[Search], controls: list[Standing], missing: Iterable) -> list[dict]:
    """The smallest changes of each kind: ``quantities`` as they were searched, then papers, parties, place and day.

    ``controls`` are those not set aside, ``missing`` what is not declared or not on file. Empty for a dossier that was
    built without the data it came from, since no edit could be named.
    """
    if not trials.data:
        return []
    found = [change for search in quantities for change in search.changes]
    # Papers are many and each is tried: half of what may be spent is kept for the other kinds.
    kept = trials.left // 2
    trials.left -= kept
    found += papers_on_file(trials, controls, missing)
    trials.left = max(trials.left, 0) + kept
    found += other_parties(trials)
    found += other_places(trials)
    found += later_days(trials)
    return found

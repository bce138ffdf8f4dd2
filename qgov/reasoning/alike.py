"""What was told of one view holds of another as far as both know the same.

A dossier with something changed is asked thousands of conditions, of which most read nothing that has changed.
"""

from __future__ import annotations

from qgov.norms.conditions import View
from qgov.situation import Line

MOST = 64  # sets of changed terms for which what stays told is kept


def changed_terms(old: Line | View, new: Line | View) -> frozenset[str]:
    """The terms of which two lines or views of one item know different things."""
    found = set()
    for a, b in ((old.spans, new.spans), (old.members, new.members), (old.open_members, new.open_members)):
        if a is not b:
            found |= {term for term in a.keys() | b.keys() if a.get(term) != b.get(term)}
    return frozenset(found)


class Told:
    """What was told of a view, for views that differ from it in some terms."""

    def __init__(self, view: View):
        self.view = view
        self._kept: dict[frozenset[str], dict] = {}

    def of(self, other: View) -> View:
        """The other view, with what was told of this one and reads nothing of which they know different things."""
        if other.classes == self.view.classes:
            other.told.update(self._beside(changed_terms(self.view, other)))
        return other

    def _beside(self, changed: frozenset[str]) -> dict:
        found = self._kept.get(changed)
        if found is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            told = self.view.told.items()
            found = self._kept[changed] = {key: pair for key, pair in told if pair[0].terms.isdisjoint(changed)}
        return found

"""The table of privilege codes, which dossiers are read with, is that of the norms."""

from __future__ import annotations

from collections import defaultdict

from qgov.dossier.privileges import provisions_by_code
from qgov.norms.load import norm_book


def test_the_codes_of_the_table_are_those_of_the_norms():
    """Both ways: every code that a norm grants or reads, with the provisions of those that grant under it."""
    found = defaultdict(set)
    for norm in norm_book().norms:
        for leaf in norm.condition.all_leaves:
            if getattr(leaf, "term", None) == "claimedPrivilege":
                for code in leaf.values:
                    found[code] |= set()
        if norm.authorisation_code:
            found[norm.authorisation_code].add(norm.provision)
    assert found == {code: set(provisions) for code, provisions in provisions_by_code().items()}

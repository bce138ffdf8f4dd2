"""Hong Kong goes with China in the Export Administration Regulations since 2020-12-23 (85 FR 83788; 15 CFR 772.1)."""

from __future__ import annotations

from qgov.norms import norm_book

CHINA_ALONE = {
    "us-ear:740.10(b)(2)": "a privilege that the text gives for China; whether it is one for Hong Kong was not read",
    "us-ear:740.10(b)(3)": "the twin of (b)(2)",
}


def test_every_list_of_places_that_names_china_names_hong_kong() -> None:
    """What is asked of China is asked of Hong Kong too; what China alone may do has its reason here."""
    lists = {
        (norm.provision, leaf.term, tuple(leaf.values))
        for norm in norm_book().norms
        if norm.provision.startswith("us-ear:")
        for leaf in norm.condition.all_leaves
        if "CN" in getattr(leaf, "values", ())
    }
    assert len(lists) > 5
    assert {provision for provision, _, values in lists if "HK" not in values} == set(CHINA_ALONE)

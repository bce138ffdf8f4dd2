"""Which provisions of a dossier the norms know, and what is to be said of those that they do not.

A paragraph that is not encoded may exist in law: nothing is refused for it. But it says nothing of the paragraphs that
are encoded beside it either, so that an item of an unknown paragraph counts as perhaps of every known one of its entry.
An entry that neither a norm nor the table of entries knows may be a misspelt one, so that the item counts as perhaps of
every known entry of its list.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from qgov.base.iri import PROVISION, ancestors
from qgov.base.resources import resource
from qgov.base.tables import VERIFICATIONS, read_table
from qgov.dossier.model import Dossier
from qgov.norms import norm_book
from qgov.situation.grounds import derogation

TABLE = "data/reference/list-entries.csv"
COLUMNS = ("instrument", "entry", "verification", "source")
NONE_OF_A_LIST = frozenset({"none", "EAR99"})  # how a dossier says that no entry of a list describes what is meant
# Paragraphs that the texts have and no norm encodes: whoever names one has answered (15 CFR 774 Supp. 1, 5A002, 5A004).
NOT_ENCODED = frozenset({"us-ear:5A002.e", "us-ear:5A004.b"})
_AIMS = ("speciallyDesignedFor", "relatesTo")


@cache
def known_provisions() -> frozenset[str]:
    """Every provision that a norm states or reads or that is known to stand beside them, and all above them."""
    book = norm_book()
    read = {
        value
        for norm in book.norms
        for leaf in norm.condition.all_leaves
        if getattr(leaf, "term", None) in ("designedForProvision", "relatedProvision")
        for value in leaf.values
    }
    named = {norm.provision for norm in book.norms} | read | NOT_ENCODED
    return frozenset(above for provision in named for above in ancestors(provision))


@cache
def other_entries() -> frozenset[str]:
    """The entries of lists that are known to exist, encoded or not. Raises NormError naming file, line and column."""
    rows = read_table(resource(TABLE), COLUMNS, ("instrument", "entry"))
    for row in rows:
        row.word("verification", VERIFICATIONS)
    return frozenset(f"{row.text('instrument')}:{row.text('entry')}" for row in rows)


def perhaps_meant(provision: str, wanted: Iterable[str]) -> frozenset[str]:
    """Those of the wanted provisions that an unknown one leaves open: all of the nearest entry above it that is known,
    or of which it is the beginning; all of its list where no such entry is known to exist."""
    if provision in known_provisions() or _is_none(provision):
        return frozenset()
    entry = next((above for above in ancestors(provision)[1:] if above in known_provisions()), None)
    meant = frozenset(one for one in wanted if entry in ancestors(one) or one.startswith(provision))
    if meant or not _may_be_misspelt(provision):
        return meant
    return frozenset(one for one in wanted if one.partition(":")[0] == provision.partition(":")[0])


def unknown_provisions(dossier: Dossier, item_ids: frozenset[str]) -> list[str]:
    """A warning for each provision that a dossier names and no norm knows, with the nearest that is known."""
    return list(dict.fromkeys(_warnings(dossier, item_ids)))


def _warnings(dossier: Dossier, item_ids: frozenset[str]) -> Iterator[str]:
    for index, item in enumerate(dossier.items):
        for key in _AIMS:
            stated = item.claims.get(key) or ()
            for value in stated if isinstance(stated, tuple) else (stated,):
                if value not in item_ids:
                    yield from _warning(f"/items/{index}/{key}", value, "the item counts as perhaps of the whole entry")
                    if _may_be_misspelt(value):
                        none = f"{value.partition(':')[0]}:none"
                        yield (
                            f"/items/{index}/{key}: {value} may be a misspelt entry, so that the item counts as perhaps"
                            f" of every known one of its list; where it is of none of them, say {none}."
                        )
    for index, held in enumerate(dossier.authorisations):
        for value in held.covers:
            yield from _warning(f"/authorisations/{index}/covers", value, "it covers no more than it names")
    for index, row in enumerate(dossier.safeguards):
        if (value := derogation(row, dossier)) is not None:
            yield from _warning(f"/safeguards/{index}/reference", value, "it sets nothing aside")


def _warning(where: str, provision: str, below: str) -> Iterator[str]:
    if not PROVISION.fullmatch(provision) or provision in known_provisions() or _is_none(provision):
        return
    entry = next((above for above in ancestors(provision)[1:] if above in known_provisions()), None)
    nearest = _nearest(provision)
    near = f"; the nearest known is {nearest}" if nearest else ""
    if entry is not None:
        yield f"{where}: {provision} is no paragraph of {entry} that is known here{near}; {below}."
    else:
        yield f"{where}: {provision} is no provision that is known here{near}."


@lru_cache(maxsize=4096)
def _nearest(provision: str) -> str | None:
    instrument = provision.partition(":")[0]
    same = [one for one in known_provisions() if one.partition(":")[0] == instrument]
    close = difflib.get_close_matches(provision, sorted(same or known_provisions()), n=1, cutoff=0.6)
    return close[0] if close else None


def _may_be_misspelt(provision: str) -> bool:
    """Whether nothing is known of an entry, nor of one above it."""
    if not PROVISION.fullmatch(provision) or _is_none(provision):
        return False
    return other_entries().isdisjoint(ancestors(provision)) and known_provisions().isdisjoint(ancestors(provision))


def _is_none(provision: str) -> bool:
    return provision.partition(":")[2] in NONE_OF_A_LIST

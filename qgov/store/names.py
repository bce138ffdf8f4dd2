"""The names of the graphs: those that are shipped, those of each decision, and who may see which."""

from __future__ import annotations

import re

from qgov.base.iri import QGOV
from qgov.base.parse import fault

GRAPH = QGOV + "graph/"
SHIPPED = ("lexicon", "labels", "alignments", "norms", "reference")
PUBLIC_GRAPHS = tuple(GRAPH + name for name in SHIPPED)
METADATA = GRAPH + "store"
DECISION = QGOV + "decision/"
PARTS = ("claims", "facts", "findings")
_TENANT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_ID = re.compile(r"[0-9a-f]{32}")


def tenant_prefix(tenant: str) -> str:
    """What every graph of a tenant starts with and no graph of another does.

    Raises InputError for a name that is not 1 to 63 of the letters a-z, digits and hyphens.
    """
    if not isinstance(tenant, str) or not _TENANT.fullmatch(tenant):
        raise fault("", f"{str(tenant)[:80]!r} is no name of a tenant", "use a-z, 0-9 and -, at most 63 characters")
    return f"{DECISION}{tenant}/"


def index_graph(tenant: str) -> str:
    """The graph that lists a tenant's decisions."""
    return tenant_prefix(tenant) + "index"


def decision_iri(tenant: str, id: str) -> str:
    """The IRI of a decision that is kept. Raises InputError where ``id`` is not the 32 hexadecimal digits of one."""
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise fault("", f"{str(id)[:80]!r} is no id of a decision", "an id has 32 digits of 0-9 and a-f")
    return tenant_prefix(tenant) + id


def decision_graphs(tenant: str, id: str) -> dict[str, str]:
    """The three graphs of a decision by part: claims, facts, findings."""
    root = decision_iri(tenant, id)
    return {part: f"{root}/{part}" for part in PARTS}


def visible_prefixes(tenant: str | None) -> tuple[str, ...]:
    """What the graphs that a tenant may read start with: the shipped ones by their whole names, and its own."""
    return PUBLIC_GRAPHS if tenant is None else (*PUBLIC_GRAPHS, tenant_prefix(tenant))

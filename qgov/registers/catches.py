"""What norms of one law that another lacks catch, whether or not an outcome flips."""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Dossier
from qgov.grounding.model import Fact
from qgov.norms.model import Norm
from qgov.reasoning.findings import NOT, standing
from qgov.reasoning.pipeline import ground_dossier
from qgov.registers.flips import FLIP_COLUMNS, between
from qgov.registers.law import Law
from qgov.registers.verdicts import verdicts

CATCH_COLUMNS = ("norm", "status", *FLIP_COLUMNS)


def drafted(before: Law, after: Law) -> tuple[Norm, ...]:
    """The norms that the second law has and the first has not, or otherwise."""
    known = {norm.iri: norm.origin for norm in before.book.norms}
    return tuple(norm for norm in after.book.norms if known.get(norm.iri) != norm.origin)


def catches(dossier: Dossier, before: Law, after: Law, facts: dict[str, dict[str, Fact]] | None = None) -> list[tuple]:
    """Rows of ``CATCH_COLUMNS``: for each line and drafted norm its status, then the flips, whose norm and status are
    empty. A norm that is not in force does not apply."""
    if facts is None:
        facts = ground_dossier(dossier, simulate=False).facts
    first, second = verdicts(dossier, before, facts), verdicts(dossier, after, facts)
    wanted, found = {norm.iri for norm in drafted(before, after)}, []
    for one, _ in second.lines:
        own = tuple(norm for norm in one.norms if norm.iri in wanted)
        statuses = {f.norm.iri: f.status for f in standing(second.judged.engine, replace(one, norms=own))}
        found += [
            (one.line.item.id, iri, statuses.get(iri, NOT), "", "", "", "") for iri in sorted(wanted)
        ]  # fmt: skip
    return found + [(item, "", "", *rest) for item, *rest in between(first, second)]

"""The level at which one item is refuted, however many of its claims are judged.

Of m true claims, each judged at three standard uncertainties, one in 740 m is refuted by chance. So that an item with
many claims is no more at risk than one with few, m theorem verdicts with a z score refute only beyond
k = Phi^-1(1 - 0.01/m), which is 3.4 for 30 (Bonferroni; DOI 10.1080/01621459.1961.10482090), and never below 3. The
step only ever weakens: what lies between 3 and k becomes undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from statistics import NormalDist

from .checks.check import Judged
from .model import REFUTED, THEOREM, UNDETERMINED, Grounding

LEVEL = 0.01  # probability that any true claim of an item is refuted by chance
LEAST = 3.0

Found = list[list[Judged]]  # what each check found


@lru_cache(maxsize=1024)
def k_refute(tests: int) -> Decimal:
    """Combined standard uncertainties beyond a bound that refute one of so many claims."""
    return Decimal(repr(max(LEAST, NormalDist().inv_cdf(1 - LEVEL / tests)))) if tests > 0 else Decimal(LEAST)


def comparisons(groundings: Iterable[Grounding]) -> int:
    """How many claims were held against a theorem with an uncertainty; the rows that a summary stands for count too."""
    single, by_rows, summaries = 0, set(), {}
    for grounding in groundings:
        if grounding.z_score is None:
            continue
        if grounding.count:
            summaries[grounding.check] = summaries.get(grounding.check, 0) + grounding.count
        elif grounding.kind == THEOREM:
            single += 1
            if grounding.claims[0].index is not None:
                by_rows.add(grounding.check)
    return single + sum(count for check, count in summaries.items() if check in by_rows)


def weakened(found: Found) -> Found:
    """The findings of one item with refutations that are too weak for their number left undetermined.

    Pair rows that refute no more, for this reason or their rounding, join the summary of the others.
    """
    if not any(_refutes(entry.grounding) for entries in found for entry in entries):
        return [_folded(entries) for entries in found]
    count = comparisons(entry.grounding for entries in found for entry in entries)
    least = k_refute(count)
    return [_folded([_weakened(entry, least, count) for entry in entries]) for entries in found]


def _refutes(grounding: Grounding) -> bool:
    return grounding.verdict == REFUTED and grounding.z_score is not None


def _weakened(entry: Judged, least: Decimal, count: int) -> Judged:
    grounding = entry.grounding
    if not _refutes(grounding) or abs(grounding.z_score) > least:
        return entry
    reason = f"{grounding.reason}, by {abs(grounding.z_score):.3g} standard uncertainties; of {count} claims"
    reason += f" judged together one refutes beyond {least:.3g}"
    needs = ("the claims with a smaller uncertainty",)
    return replace(entry, grounding=replace(grounding, verdict=UNDETERMINED, reason=reason, needs=needs))


def _folded(entries: list[Judged]) -> list[Judged]:
    """The findings of one check without undetermined rows, where there is a summary for them to join."""
    rows = [entry for entry in entries if _is_row(entry.grounding)]
    summary = next((entry for entry in entries if rows and entry.grounding.count and _same(entry, rows[0])), None)
    if summary is None:
        return entries
    whole = summary.grounding
    counts = dict(whole.counts)
    counts[UNDETERMINED] = counts.get(UNDETERMINED, 0) + len(rows)
    needs = tuple(dict.fromkeys((*whole.needs, *(need for row in rows for need in row.grounding.needs))))
    reason = f"{whole.reason}; {len(rows)} more beyond their bound, by their rounding or too little for their number"
    grounding = replace(
        whole, verdict=UNDETERMINED, counts=counts, count=whole.count + len(rows), needs=needs, reason=reason
    )
    evidence = next((row.evidence for row in rows if row.evidence is not None), summary.evidence)
    folded = replace(summary, grounding=grounding, evidence=evidence)
    kept = [folded if entry is summary else entry for entry in entries]
    return [entry for entry in kept if not any(entry is row for row in rows)]


def _is_row(grounding: Grounding) -> bool:
    return grounding.verdict == UNDETERMINED and len(grounding.claims) == 1 and grounding.claims[0].index is not None


def _same(summary: Judged, row: Judged) -> bool:
    return [claim.term for claim in summary.grounding.claims] == [row.grounding.claims[0].term]

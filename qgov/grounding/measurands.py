"""The quantities that provisions name, from the claims of a quantum computer.

``operationalQubits``: the smallest of the counts claimed; logical qubits are never counted.
``meanCnotInfidelity``: the average gate infidelity of the two-qubit gate, mean over the pairs that work; an upper end
if the table of pairs has gaps.
``computingModel``: one of four words.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item, Quantity

from .assumptions import stated_word
from .domain import COMPUTING_MODELS, QUBIT_COUNTS, Domain
from .estimate import is_readable
from .facts import Interval, Refuted, common, ends, interval, is_point, unknown
from .means import Findings, Mean
from .metric import average_gate_infidelity
from .metric import needs as metric_needs
from .model import Fact
from .pair_table import mean_of_rows

QUBITS_READING = "smallest of the counts of qubits claimed; a count not given is taken as not smaller"
ERROR_READING = "mean average gate infidelity of the native two-qubit gate over all working pairs"


def measurands(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """The measurands of a quantum computer, given the facts of its claims; and the warnings."""
    qubits = operational_qubits(item, claims, domain)
    error, warnings = mean_cnot_infidelity(item, refuted, qubits, domain)
    facts = [qubits, error, computing_model(item)]
    return {fact.term: fact for fact in facts}, warnings


def operational_qubits(item: Item, claims: dict[str, Fact], domain: Domain) -> Fact:
    """The smallest count. One that is refuted or unreadable leaves nothing known: it may have been the smallest."""
    term = "operationalQubits"
    counts = [claims[count] for count in QUBIT_COUNTS if count in claims and claims[count].values is None]
    rest = {"integer": True, "reading": QUBITS_READING, "derived_from": tuple(fact.term for fact in counts)}
    if not counts:
        need = "physicalQubits, workingQubits, connectedQubits or controlledQubits"
        return unknown(term, item.id, domain, possibly_absent=True, notes=(f"needs {need}",), **rest)
    if not all(fact.known for fact in counts):
        notes = tuple(note for fact in counts if not fact.known for note in fact.notes)
        return unknown(term, item.id, domain, notes=notes, **rest)
    lower = min(fact.lower if fact.lower is not None else Decimal(0) for fact in counts)
    upper = min((fact.upper for fact in counts if fact.upper is not None), default=None)
    smallest = [fact for fact in counts if upper is None or fact.lower is None or fact.lower <= upper]
    absent = [count for count in QUBIT_COUNTS if count not in claims]
    notes = (f"not given and taken as not smaller: {', '.join(absent)}",) if absent else ()
    one = smallest[0] if len({(fact.lower, fact.upper) for fact in smallest}) == 1 else None
    return Fact(
        term, item.id, lower=lower, upper=upper, estimate=one.estimate if one else None,
        standard_uncertainty=one.standard_uncertainty if one else None, basis=common([fact.basis for fact in smallest]),
        as_declared=any(fact.as_declared for fact in smallest), notes=notes, **rest,
    )  # fmt: skip


def mean_cnot_infidelity(item: Item, refuted: Refuted, qubits: Fact, domain: Domain) -> tuple[Fact, list[str]]:
    """The mean over working pairs: declared, computed from the rows, or the hull of both where they differ."""
    term = "meanCnotInfidelity"
    within = ends(domain, term)
    findings = Findings([], [], [])
    _declared(item, refuted, within, findings)
    mean_of_rows(item, refuted, within, qubits, findings)
    rest = {"reading": ERROR_READING, "derived_from": tuple(name for mean in findings.means for name in mean.terms)}
    if findings.open or not findings.means:
        notes = tuple(findings.notes) or ("needs cnotError (mean, average gate infidelity) or pairs",)
        rest |= {"possibly_absent": not findings.claimed, "notes": notes}
        return unknown(term, item.id, domain, **rest), findings.warnings
    first = findings.means[0]
    whole = first.interval
    for other in findings.means[1:]:
        if other.interval != first.interval:
            findings.notes.append(f"the hull of what {' and '.join(rest['derived_from'])} give, which differ")
        whole = whole.hull(other.interval)
    alone = len(findings.means) == 1 or whole == first.interval
    fact = Fact(
        term, item.id, lower=whole.lower, upper=whole.upper, known=whole != within,
        estimate=first.estimate if alone else None, standard_uncertainty=first.u if alone else None,
        basis=common([basis for mean in findings.means for basis in mean.bases]),
        as_declared=any(mean.declared for mean in findings.means), notes=tuple(findings.notes), **rest,
    )  # fmt: skip
    return fact, findings.warnings


def computing_model(item: Item) -> Fact:
    claim = item.claims.get("computingModel")
    words = frozenset(claim if isinstance(claim, tuple) else (claim,)) if claim else frozenset()
    if words:
        return Fact("computingModel", item.id, values=words, as_declared=True, derived_from=("computingModel",))
    return Fact("computingModel", item.id, values=COMPUTING_MODELS, known=False, possibly_absent=True,
                notes=("needs computingModel",))  # fmt: skip


def _declared(item: Item, refuted: Refuted, within: Interval, findings: Findings) -> None:
    """The mean that cnotError declares, and processInfidelity if it is stated to be of the same gate."""
    for term in ("cnotError", "processInfidelity"):
        claim = item.quantity(term)
        if claim is None or (term == "processInfidelity" and stated_word(item, "sameGate") != "true"):
            continue
        findings.claimed = True
        if (term, None) in refuted:
            findings.open = True
            findings.notes.append(f"{term} is refuted by the check {refuted[term, None]}")
            continue
        if not is_readable(claim):
            findings.open = True
            findings.notes.append(f"{term} cannot be read")
            continue
        average = _average(claim, "process-infidelity" if term == "processInfidelity" else claim.metric)
        if average is None:
            findings.notes.append(f"{term} is {claim.metric}; needs {', '.join(metric_needs(claim.metric))}")
            continue
        if claim.statistic not in (None, "mean"):
            findings.notes.append(f"{term} is a {claim.statistic}; needs statistic mean, or pairs")
            continue
        found = interval(average, within)
        if found is None:
            findings.open = True
            findings.notes.append(f"{term} leaves nothing possible between 0 and 1")
            continue
        if average is not claim:
            findings.notes.append(f"{term} converted to average gate infidelity")
        if average.metric == "interleaved-rb":
            findings.notes.append(f"{term}: the systematic bound of interleaved benchmarking is not included")
        findings.means.append(
            Mean(found, average.value, average.standard_uncertainty, is_point(average), (claim.basis,), (term,))
        )


def _average(claim: Quantity, metric: str | None) -> Quantity | None:
    return average_gate_infidelity(claim if claim.metric == metric else replace(claim, metric=metric), 2)

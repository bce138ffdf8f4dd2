"""The quantities that provisions name, from the claims of a quantum computer.

``operationalQubits``: the smallest of the counts claimed; logical qubits are never counted, but no fewer qubits carry
them.
``meanCnotInfidelity``: the average gate infidelity of the two-qubit gate, mean over the pairs that work; unknown if the
table of pairs has gaps, and its ends alone if only the best, the median or the worst of them is declared.
``computingModel``: one of four words; unknown where claims of gates contradict a model without gates.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from qgov.dossier.model import Item, Quantity

from .assumptions import stated_word
from .domain import COMPUTING_MODELS, QUBIT_COUNTS, Domain
from .estimate import is_alive, is_readable
from .facts import Interval, Refuted, common, ends, interval, is_point, unknown
from .interleaved import decay_of, gate_interval
from .means import Findings, Mean, declared_statistic, mean_of_working
from .metric import INTERLEAVED, average_gate_infidelity
from .metric import needs as metric_needs
from .model import Fact
from .pair_table import RELATIVE, mean_of_rows
from .percent_slip import either, warning

QUBITS_READING = "smallest of the counts of qubits claimed; a count not given is taken as not smaller"
WITHOUT_GATES = frozenset({"annealing", "adiabatic"})
OF_GATES = ("cnotError", "processInfidelity", "oneQubitError", "quantumVolume", "oneQubitGateTime", "twoQubitGateTime")
ERROR_READING = "mean average gate infidelity of the native two-qubit gate over all working pairs"


def measurands(
    item: Item, claims: dict[str, Fact], refuted: Refuted, domain: Domain
) -> tuple[dict[str, Fact], list[str]]:
    """The measurands of a quantum computer, given the facts of its claims; and the warnings."""
    qubits = operational_qubits(item, claims, domain)
    error, warnings = mean_cnot_infidelity(item, refuted, qubits, domain)
    model, odd = computing_model(item)
    facts = [qubits, error, model]
    return {fact.term: fact for fact in facts}, warnings + odd


def operational_qubits(item: Item, claims: dict[str, Fact], domain: Domain) -> Fact:
    """The smallest count. One that is refuted or unreadable leaves nothing known: it may have been the smallest."""
    term = "operationalQubits"
    counts = [claims[count] for count in QUBIT_COUNTS if count in claims and claims[count].values is None]
    rest = {"integer": True, "reading": QUBITS_READING, "derived_from": tuple(fact.term for fact in counts)}
    if not counts and (carried := _carried(item, claims)) is not None:
        note = f"no count of qubits is given; at least as many as the {carried.lower} logicalQubits, which they carry"
        rest |= {"derived_from": ("logicalQubits",), "basis": carried.basis, "notes": (note,)}
        return Fact(term, item.id, lower=carried.lower, upper=ends(domain, term).upper, **rest)
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


def _carried(item: Item, claims: dict[str, Fact]) -> Fact | None:
    """The logical qubits, where each is carried by one two-level system or more: no code makes more qubits of fewer
    (Knill and Laflamme 1997, DOI 10.1103/PhysRevA.55.900). An oscillator is no two-level system."""
    logical = claims.get("logicalQubits")
    if logical is None or not logical.known or not logical.lower or stated_word(item, "dimension") not in (None, "2"):
        return None
    return None if stated_word(item, "errorCorrection") == "bosonic-code" else logical


def mean_cnot_infidelity(item: Item, refuted: Refuted, qubits: Fact, domain: Domain) -> tuple[Fact, list[str]]:
    """The mean over working pairs: declared, computed from the rows, or the hull of both where they differ."""
    term = "meanCnotInfidelity"
    within = ends(domain, term)
    findings = Findings([], [], [])
    _declared(item, refuted, within, qubits, findings)
    mean_of_rows(item, refuted, within, qubits, findings)
    if not findings.means and not findings.open and not any(map(is_alive, item.pairs)):
        _ends_by_statistic(item, within, qubits, findings)
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


def computing_model(item: Item) -> tuple[Fact, list[str]]:
    """The word that is claimed; and a warning where claims about gates contradict a model that has none."""
    claim = item.claims.get("computingModel")
    words = frozenset(claim if isinstance(claim, tuple) else (claim,)) if claim else frozenset()
    gates = [term for term in OF_GATES if term in item.claims] + ["pairs"] * any(map(is_alive, item.pairs))
    if words and words <= WITHOUT_GATES and gates:
        note = f"computingModel of {item.id} is {' or '.join(sorted(words))}, which has no gates, and"
        note += f" {', '.join(gates)} {'is' if len(gates) == 1 else 'are'} claimed: one is wrong; it counts as unknown"
        rest = {"derived_from": ("computingModel",), "notes": (note,)}
        return Fact("computingModel", item.id, values=COMPUTING_MODELS, known=False, **rest), [note]
    if words:
        return Fact("computingModel", item.id, values=words, as_declared=True, derived_from=("computingModel",)), []
    return Fact("computingModel", item.id, values=COMPUTING_MODELS, known=False, possibly_absent=True,
                notes=("needs computingModel",)), []  # fmt: skip


def _declared(item: Item, refuted: Refuted, within: Interval, qubits: Fact, findings: Findings) -> None:
    """The mean that cnotError declares, and that of processInfidelity, which by its definition is of the same gate.

    Alone, processInfidelity counts if it is stated to be of the gate that is meant. Where both are given and differ,
    the mean lies anywhere between.
    """
    same, beside = stated_word(item, "sameGate"), item.quantity("cnotError") is not None
    for term in ("cnotError", "processInfidelity"):
        claim = item.quantity(term)
        if claim is None or (term == "processInfidelity" and same != "true" and not (beside and same is None)):
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
        if average.metric == INTERLEAVED:
            whole = gate_interval(found, decay_of(item, refuted))
            if whole is None:
                findings.notes.append(f"{term} is {INTERLEAVED}; needs referenceDecay")
                continue
            note = f"{term}: with the systematic bound of interleaved benchmarking, from referenceDecay"
            findings.notes.append(note)
            basis = (claim.basis,)
            findings.means.append(Mean(whole, None, None, is_point(average), basis, (term, "referenceDecay")))
            continue
        wide = either(found, (claim,), qubits)
        if wide is not None:
            findings.warnings.append(warning(term, item.id, found))
            findings.notes.append(f"{term} read as a fraction and as a percentage")
            findings.means.append(Mean(wide, None, None, is_point(average), (claim.basis,), (term,)))
            continue
        findings.means.append(
            Mean(found, average.value, average.standard_uncertainty, is_point(average), (claim.basis,), (term,))
        )
    _contradiction(item, findings)


def _contradiction(item: Item, findings: Findings) -> None:
    """A warning where the two errors that are declared of one gate have no number in common, up to rounding."""
    if len(findings.means) < 2:
        return
    one, other = (mean.interval for mean in findings.means)
    if one.low > other.high * (1 + RELATIVE) or other.low > one.high * (1 + RELATIVE):
        findings.warnings.append(
            f"cnotError and processInfidelity of {item.id} contradict each other: average gate infidelity is 4/5 of"
            " process infidelity; the mean error counts as anywhere between"
        )


def _ends_by_statistic(item: Item, within: Interval, qubits: Fact, findings: Findings) -> None:
    """What the best, the median or the worst of the pairs leaves of their mean, where nothing else is known of it."""
    claim = item.quantity("cnotError")
    if claim is None or claim.metric == INTERLEAVED:
        return
    found = declared_statistic(claim, within)
    if found is None:
        return
    wide = either(found, (claim,), qubits)
    if wide is not None:
        findings.warnings.append(warning("cnotError", item.id, found))
    whole = mean_of_working(claim.statistic, wide or found, within)
    findings.means.append(Mean(whole, None, None, is_point(claim), (claim.basis,), ("cnotError",)))


def _average(claim: Quantity, metric: str | None) -> Quantity | None:
    return average_gate_infidelity(claim if claim.metric == metric else replace(claim, metric=metric), 2)

"""How many physical qubits a code must have for the logical qubits and the distance that are claimed.

Surface code: a patch of distance d has 2 d^2 - 1 qubits (d^2 of them data), so k patches that share none have k times
as many (Acharya et al. 2024); an ancilla that is used for several checks in turn spares others, so that only fewer than
the data qubits are refuted. Patches that share ancillas need fewer: two patches of distance 2 have run on ten ions
(Erhard et al. 2021, DOI 10.1038/s41586-020-03079-6), so that sharing must be ruled out by the claim. Any code at all:
n >= k + 2(d - 1), the quantum Singleton bound (Knill and Laflamme 1997, DOI 10.1103/PhysRevA.55.900), or k + d - 1
against one kind of flip (repetition code). So no code on qubits, two-level systems by their definition, carries more
logical qubits than it has (d = 1), whichever it is. Bosonic codes store in oscillators: no bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sin

from qgov.dossier.model import Item

from ..assumptions import stated_word
from ..domain import QUBIT_COUNTS
from ..estimate import Estimate, claimed, estimate
from ..model import REFUTED, SUPPORTED, THEOREM, UNDETERMINED, ClaimRef
from .bound import AT_LEAST, EXACT, bound_of, judge_bound
from .check import Check, Evidence, Judged
from .premises import contradicted

ACHARYA = "10.1038/s41586-024-08449-y"
BOUNDED = ("surface-code", "colour-code", "ldpc-code", "repetition-code", "decoherence-free-subspace")
LEVELS = (("dimension", "2"),)
OWN_ANCILLA = ("whether each check has an ancilla of its own",)
TURN = 2.0  # radians of the error in the circuit of a code that meets the bound


def judge(check: Check, item: Item) -> list[Judged]:
    logical, distance = claimed(item, "logicalQubits"), claimed(item, "codeDistance")
    if (logical is None and distance is None) or (logical is not None and estimate(logical).shown == 0):
        return []
    terms = tuple(term for term, one in (("logicalQubits", logical), ("codeDistance", distance)) if one is not None)
    physical = _least(item)
    if physical is None:
        return [_open(check, item, terms, "no count of physical qubits is claimed", ("physicalQubits",))]
    term, count = physical
    claims = tuple(ClaimRef(item.id, name) for name in (term, *terms))
    code = stated_word(item, "errorCorrection")
    if code == "bosonic-code":
        return []
    inputs = {name: estimate(one) for name, one in (("logical", logical), ("distance", distance)) if one is not None}
    if code == "decoherence-free-subspace":
        inputs.pop("distance", None)  # it guards against some noise only
    results = []
    if logical is not None:
        every = replace(check, assumptions=(), formula="physical qubits >= k")
        found = _against(every, item, claims[:2], count, {"logical": inputs["logical"]}, at_least_as_many,
                         "the logical qubits of any code")  # fmt: skip
        if found is not None and found.grounding.verdict == REFUTED:
            return [found]
    if code == "surface-code" and distance is not None:
        patches = replace(check, assumptions=(("errorCorrection", "surface-code"), ("patchSharing", "none")),
                          formula="physical qubits >= k d^2", source=ACHARYA)  # fmt: skip
        results.append(_against(patches, item, claims, count, inputs, data_qubits,
                                "the data of patches of the surface code that share no qubit"))  # fmt: skip
        patches = replace(patches, formula="physical qubits >= k (2 d^2 - 1)")
        results.append(
            _against(
                patches,
                item,
                claims,
                count,
                inputs,
                patch_qubits,
                "patches of the surface code whose checks have ancillas of their own",
                OWN_ANCILLA,
            )
        )
    bound = singleton_of_flips if code == "repetition-code" else singleton
    named = replace(check, assumptions=(("errorCorrection", code if code in BOUNDED else "the code used"),))
    if code == "surface-code" and distance is not None and logical is None:
        results.append(_against(named, item, claims, count, inputs, data_qubits, "the data qubits of one patch"))
    results.append(_against(named, item, claims, count, inputs, bound, "any code of this distance"))
    return [_strongest([found for found in results if found is not None])] if any(results) else []


def _against(
    check: Check,
    item: Item,
    claims: tuple[ClaimRef, ...],
    count: Estimate,
    inputs: dict[str, Estimate],
    least: Callable[..., float],
    what: str,
    asks: tuple[str, ...] = (),
) -> Judged | None:
    bound = bound_of(least, AT_LEAST, inputs)
    if bound is None:
        return None
    return judge_bound(
        check, item, claims, count, bound, AT_LEAST, unit="1", within=f"as many qubits as {what} need, or more",
        beyond=f"fewer qubits than {what} need", tolerance=EXACT,
        needs=(*contradicted(item, LEVELS), *asks),
        evidence=Evidence("detecting-code", {"turn": TURN}, lambda: sin(TURN / 2) ** 2),
    )  # fmt: skip


def _strongest(results: list[Judged]) -> Judged:
    """A refutation before a question, a question before support."""
    return min(results, key=lambda found: (REFUTED, UNDETERMINED, SUPPORTED).index(found.grounding.verdict))


def patch_qubits(logical: float = 1.0, distance: float = 1.0) -> float:
    """Qubits of unshared patches of the surface code, data and ancillas."""
    return logical * (2 * distance * distance - 1)


def data_qubits(logical: float = 1.0, distance: float = 1.0) -> float:
    """Data qubits of unshared patches: an ancilla may serve several checks in turn."""
    return logical * distance * distance


def at_least_as_many(logical: float = 1.0) -> float:
    """A code carries no more qubits than it has."""
    return logical


def singleton(logical: float = 1.0, distance: float = 1.0) -> float:
    return logical + 2 * (distance - 1)


def singleton_of_flips(logical: float = 1.0, distance: float = 1.0) -> float:
    return logical + distance - 1


def _least(item: Item) -> tuple[str, Estimate] | None:
    """The smallest count of qubits claimed: a code runs on qubits that work, are joined and are controlled."""
    found = [(term, estimate(one)) for term in QUBIT_COUNTS if (one := claimed(item, term)) is not None]
    return min(found, key=lambda entry: entry[1].shown, default=None)


def _open(check: Check, item: Item, terms: tuple[str, ...], reason: str, needs: tuple[str, ...]) -> Judged:
    claims = tuple(ClaimRef(item.id, term) for term in terms)
    shown = estimate(item.quantity(terms[0])).shown
    return Judged(check.verdict(UNDETERMINED, claims, value=shown, unit="1", reason=reason, needs=needs))


CHECK = Check(
    name="logical-qubits",
    terms=("logicalQubits", "codeDistance", *QUBIT_COUNTS),
    kind=THEOREM,
    formula="physical qubits >= k + 2(d - 1); in patches of the surface code >= k d^2, with ancillas k (2 d^2 - 1)",
    tolerance="none without uncertainty, else 3 standard uncertainties",
    source="10.1103/PhysRevA.55.900",
    judge=judge,
    assumptions=(("errorCorrection", "the code used"),),
    circuit="detecting-code",
)

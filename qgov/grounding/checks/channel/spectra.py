"""What the spectrum of a Choi state tells: positivity, partial transpose, realignment, bounds of the capacity."""

from __future__ import annotations

from math import log2

from .matrices import EXACT, ChannelMap, marginal

ROUND_OFF = 1e-12


def kept_range(one: ChannelMap) -> tuple[float, float]:
    """The least and the largest probability that an output appears, over all inputs; both 1 for a channel."""
    import numpy as np

    reduced = marginal(one.state, one.d_in, one.d_out) * one.d_in
    values = np.linalg.eigvalsh((reduced + reduced.conj().T) / 2)
    return float(values[0]), float(values[-1])


def trace_norm(one: ChannelMap) -> float:
    """The sum of the singular values of the Choi state over its trace: 1 for what is completely positive, else more."""
    import numpy as np

    trace = float(np.trace(one.state).real)
    norm = float(np.linalg.svd(one.state, compute_uv=False).sum())
    return norm / trace if trace > 0 else float("inf")


def normalised(one: ChannelMap):
    """The Choi state with trace 1 and no anti-Hermitian part."""
    import numpy as np

    state = (one.state + one.state.conj().T) / 2
    return state / np.trace(state).real


def partial_transpose(state, d_in: int, d_out: int):
    size = d_in * d_out
    return state.reshape(d_in, d_out, d_in, d_out).transpose(0, 3, 2, 1).reshape(size, size)


def least_transposed(state, d_in: int, d_out: int) -> float:
    """The least eigenvalue of the partial transpose: below zero only for entangled states (Peres)."""
    import numpy as np

    return float(np.linalg.eigvalsh(partial_transpose(state, d_in, d_out))[0])


def realigned_norm(state, d_in: int, d_out: int) -> float:
    """The trace norm of the realigned state: above 1 only for entangled states (Chen and Wu, Rudolph)."""
    import numpy as np

    turned = state.reshape(d_in, d_out, d_in, d_out).transpose(0, 2, 1, 3).reshape(d_in * d_in, d_out * d_out)
    return float(np.linalg.svd(turned, compute_uv=False).sum())


def in_separable_ball(state) -> bool:
    """Whether the purity is at most 1/(n - 1), which only separable states have (Gurvits and Barnum 2002)."""
    import numpy as np

    size = len(state)
    return size > 2 and float(np.sum(np.abs(state) ** 2)) <= 1 / (size - 1) - 1e-12


def is_antidegradable(one: ChannelMap) -> bool:
    """Whether the environment of a qubit channel can make the output too, so that it carries no qubits unassisted.

    That is so if the Choi state has a symmetric extension of the output (Myhr and Luetkenhaus 2009, DOI
    10.1103/PhysRevA.79.062307), of two qubits if and only if tr rho_B^2 >= tr rho_AB^2 - 4 sqrt(det rho_AB) (Chen et
    al. 2014, DOI 10.1103/PhysRevA.90.032318). It must hold for every map that rounds to the entries; those that add up
    to the identity exactly are not rounded. False for other dimensions, where nothing is decided.
    """
    import numpy as np

    if (one.d_in, one.d_out) != (2, 2):
        return False
    state = normalised(one)
    output = np.trace(state.reshape(2, 2, 2, 2), axis1=0, axis2=2)
    exact = max(abs(end - 1) for end in kept_range(one)) < EXACT
    change = ROUND_OFF if exact else one.state_allowance + ROUND_OFF
    far = 2**0.5 * change  # of the output, in the Frobenius norm
    determinant = float(np.prod(np.maximum(np.linalg.eigvalsh(state) - change, 0)))
    least = float(np.linalg.norm(output)) ** 2 - 2 * far - far * far
    most = float(np.linalg.norm(state)) ** 2 + 2 * change + change * change
    return least >= most - 4 * determinant**0.5


def transposition_bound(one: ChannelMap, allowance: float = 0.0) -> float:
    """Qubits per use that no code exceeds, even with two-way messages: log2 of the norm of the transposed map.

    That norm is at most the largest eigenvalue of the output trace of |J^T| (Holevo and Werner 2001,
    DOI 10.1103/PhysRevA.63.032312; two-way: Mueller-Hermes et al. 2016, DOI 10.1063/1.4927070).
    """
    import numpy as np

    turned = partial_transpose(normalised(one), one.d_in, one.d_out)
    values, vectors = np.linalg.eigh(turned)
    absolute = (vectors * np.abs(values)) @ vectors.conj().T
    norm = float(np.linalg.eigvalsh(marginal(absolute, one.d_in, one.d_out))[-1]) * one.d_in
    whole = log2(min(one.d_in, one.d_out))
    return min(whole, max(0.0, log2(max(norm + one.d_in * one.size**0.5 * allowance, 1.0))))


def canonical_kraus(one: ChannelMap) -> list | None:
    """At most d_in d_out Kraus operators of the nearest channel, for a circuit; None where there is none."""
    import numpy as np

    values, vectors = np.linalg.eigh(normalised(one))
    kept = [(value, vectors[:, place]) for place, value in enumerate(values) if value > 1e-12]
    operators = [np.sqrt(value * one.d_in) * vector.reshape(one.d_in, one.d_out).T for value, vector in kept]
    weight = sum(k.conj().T @ k for k in operators)
    least, columns = np.linalg.eigh(weight)
    if least[0] < 1e-6:
        return None
    inverse = (columns / np.sqrt(least)) @ columns.conj().T
    return [k @ inverse for k in operators]

"""The PennyLane circuits that corroborate the formulas of this family; see ``qgov.grounding.circuits`` for the form."""

from __future__ import annotations

from collections.abc import Callable

from . import circuits_states as states
from . import circuits_tasks as tasks

CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {
    "chsh": states.chsh,
    "chsh-pure-state": states.chsh_pure_state,
    "pure-state-fidelity": states.pure_state_fidelity,
    "werner-state": states.werner_state,
    "partial-transpose": states.partial_transpose,
    "teleportation": tasks.teleportation,
    "entanglement-swapping": tasks.entanglement_swapping,
    "linear-optics-bell-measurement": tasks.linear_optics_bell_measurement,
    "distillation": tasks.distillation,
    "cloning": tasks.cloning,
    "state-discrimination": tasks.state_discrimination,
    "no-signalling": tasks.no_signalling,
    "dense-coding": tasks.dense_coding,
}

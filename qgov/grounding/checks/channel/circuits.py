"""The PennyLane circuits that corroborate the formulas of this family; see ``qgov.grounding.circuits`` for the form."""

from __future__ import annotations

from collections.abc import Callable

CIRCUITS: dict[str, Callable[[dict[str, float]], tuple[float, str]]] = {}

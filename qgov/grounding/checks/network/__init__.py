"""End-to-end services over the links and nodes of one dossier. These checks see several items at once: ``judge`` is
given the service by itself, so that ``qgov.grounding.services`` calls them, and not the registry of single items."""

from __future__ import annotations

from . import fidelity, rate
from .parts import Service, services

__all__ = ["CHECKS", "Service", "services"]

CHECKS = (fidelity.CHECK, rate.CHECK)

"""Situation and norms give findings, findings give the decision; the public functions live here."""

from __future__ import annotations

from datetime import date

__all__ = ["decide", "ground", "load"]


def load() -> None:
    """Prepare lexicon, norms and reference data once; calls after it are warm."""
    from qgov.lexicon import lexicon
    from qgov.norms import norm_book
    from qgov.situation import reference

    lexicon(), norm_book(), reference()


def decide(dossier, at=None, *, lists=(), simulate: bool = True, format: str | None = None):
    """Decide a dossier: a dict, a path, or text or bytes in an accepted format.

    ``at`` is the law date (a date or ISO 8601 text), by default the day of the transfer. ``simulate`` lets a PennyLane
    circuit corroborate each kind of check. ``lists`` are files of official lists of persons under restriction (paths,
    or what ``qgov.situation.screening.load_lists`` made of them), with which the parties are compared. Returns a
    Decision; raises InputError where the dossier or a list cannot be read.
    """
    from qgov.dossier.read import read_dossier
    from qgov.reasoning.pipeline import decide_dossier
    from qgov.situation.screening import load_lists

    read = read_dossier(dossier, format=format)
    return decide_dossier(read, law_date(at), simulate=simulate, lists=load_lists(lists))


def ground(dossier, *, simulate: bool = True, format: str | None = None):
    """The groundings of a dossier: a list of Grounding, each with ``to_dict()``."""
    from qgov.dossier.read import read_dossier
    from qgov.reasoning.pipeline import ground_dossier

    return list(ground_dossier(read_dossier(dossier, format=format), simulate).groundings)


def law_date(at) -> date | None:
    """A law date given as date or text; InputError where it is neither."""
    from qgov.base.parse import fault
    from qgov.dossier.values import read_date

    if at is None or isinstance(at, date):
        return at
    found = read_date(at)
    if found is None:
        raise fault("", f"{at!r} is not a law date", "write year-month-day, such as 2026-03-02")
    return found

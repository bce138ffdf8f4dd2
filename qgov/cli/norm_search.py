"""Which norms ``qgov norms`` shows, and what it says where none fits: what was not known, and what is near it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date

from qgov.base.errors import InputError
from qgov.base.parse import fault


def fitting(norms: Iterable, provision: str | None, jurisdiction: str | None) -> list:
    """The norms of a provision (with its subparagraphs) or an instrument, and of a jurisdiction; None takes all."""
    return [
        norm for norm in norms
        if jurisdiction in (None, norm.jurisdiction)
        and (
            provision is None or provision in (norm.provision, norm.instrument)
            or norm.provision.startswith((provision + ".", provision + "("))
        )
    ]  # fmt: skip


def none_fits(norms: Iterable, provision: str | None, jurisdiction: str | None, day: date | None) -> InputError:
    """Why none of all ``norms`` fits; ``day`` is that on which it was to be in force, if one was named."""
    norms = tuple(norms)
    places, instruments = (sorted({getattr(n, name) for n in norms}) for name in ("jurisdiction", "instrument"))
    if jurisdiction is not None and jurisdiction not in places:
        near = _like(jurisdiction, places)
        return _fault(f"none is of the jurisdiction {jurisdiction[:40]!r}", f"{near}known: {', '.join(places)}")
    if provision is not None and not fitting(norms, provision, None):
        return _unknown(norms, provision, places, instruments)
    when = f" in force on {day}" if day else ""
    whose = f" of {jurisdiction}" if jurisdiction else ""
    which = f"{provision} has norms, but none" if provision else "there is none"
    options = [f"--{name}" for name, value in (("at", day), ("jurisdiction", jurisdiction)) if value]
    return _fault(f"{which}{whose}{when}", f"without {' or '.join(options)} it shows more")


def _unknown(norms: tuple, provision: str, places: list[str], instruments: list[str]) -> InputError:
    instrument = provision.partition(":")[0]
    if instrument in instruments:
        of_it = sorted({norm.provision for norm in norms if norm.instrument == instrument})
        return _fault(
            f"{instrument} has no provision {provision[:80]!r}",
            f"{_like(provision, of_it)}qgov norms {instrument} lists its {len(of_it)}",
        )
    if ":" not in provision and (numbered := _of_this_number(provision, instruments, norms)):
        return _fault(f"{provision!r} names no instrument", f"did you mean {' or '.join(numbered)}?")
    if provision.upper() in places:
        return _fault(
            f"{provision!r} is no instrument or provision",
            f"the norms of a jurisdiction: --jurisdiction {provision.upper()}",
        )
    return _fault(
        f"there is no instrument {instrument[:80]!r}",
        f"{_like(instrument, instruments)}known: {', '.join(instruments)}",
    )


def _of_this_number(number: str, instruments: list[str], norms: tuple) -> list[str]:
    """The provisions with a number that was given without its instrument."""
    wanted = [f"{instrument}:{number}" for instrument in instruments]
    return [provision for provision in wanted if fitting(norms, provision, None)]


def _like(word: str, known: list[str]) -> str:
    by_fold = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(word[:200].casefold(), by_fold, n=3, cutoff=0.6)
    return f"did you mean {' or '.join(by_fold[one] for one in near)}? " if near else ""


def _fault(what: str, remedy: str) -> InputError:
    return fault("", f"no norm fits: {what}", remedy)

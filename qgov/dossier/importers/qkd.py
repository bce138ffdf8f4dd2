"""The parameters of a key distribution link, as papers and simulators list them, as an item of type QkdLink.

JSON: one object ``{"attenuation_db_per_km": 0.2, "length_km": 50, …}``; CSV: columns ``parameter``, ``value`` and as
needed ``unit``, ``uncertainty``, ``source``. A parameter is a term of the lexicon (``detectorEfficiency``), the same
with underscores (``detector_efficiency``) or a usual name (``mu``), with its unit in the name or beside it. A rate of
dark counts (``dark_count_rate_hz``) needs the gate width (``gate_width_ns``): p = 1 - exp(-rate x width).
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import cache

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.parse import pointer
from qgov.dossier.importers import table
from qgov.dossier.importers.checked import TIME_UNITS
from qgov.dossier.values import Reader, show
from qgov.lexicon import Term, lexicon

QKD_PARAMETERS = "qkd-parameters"
COLUMNS = ("parameter", "value", "unit", "uncertainty", "source")
_UNITS = {
    "db_per_km": "dB/km", "db_km": "dB/km", "db": "dB", "km": "km", "m": "m", "ghz": "GHz", "mhz": "MHz", "khz": "kHz",
    "hz": "Hz", "cps": "Hz", "bit_per_s": "bit/s", "bps": "bit/s", "kbps": "kbit/s", "mbps": "Mbit/s", "percent": "%",
    "s": "s", "us": "us", "ns": "ns", "ps": "ps",
}  # fmt: skip
_USUAL = {
    "distance": "length", "fibre_length": "length", "fiber_length": "length", "link_length": "length",
    "attenuation_coefficient": "attenuation", "fibre_attenuation": "attenuation", "fiber_attenuation": "attenuation",
    "fibre_loss": "attenuation", "fiber_loss": "attenuation", "loss": "channelLoss", "total_loss": "channelLoss",
    "efficiency": "detectorEfficiency", "detection_efficiency": "detectorEfficiency",
    "dark_counts": "darkCountProbability", "dark_count": "darkCountProbability",
    "mu": "meanPhotonNumber", "signal_intensity": "meanPhotonNumber", "clock": "clockRate",
    "clock_frequency": "clockRate", "repetition_rate": "clockRate", "key_rate": "secretKeyRate",
    "skr": "secretKeyRate",
}  # fmt: skip
_RATE, _WIDTH = "dark_count_rate", "gate_width"
_TELLING = {
    "attenuation", "channelLoss", "detectorEfficiency", "darkCountProbability", "meanPhotonNumber", "clockRate", _RATE,
}  # fmt: skip
_LARGEST_EXPONENT = 50  # counts expected in one gate; beyond, the detector always fires
_DIGITS = 12


def looks_like_parameters(names: object) -> bool:
    """Whether the names in an object are those of a link: at least two telling ones, and no item's type."""
    return (
        isinstance(names, dict)
        and "type" not in names
        and len({_named(name)[0] for name in names if len(name) < 60} & _TELLING) >= 2
    )


def looks_like_parameter_table(columns: list[str]) -> bool:
    """Whether the header is that of a table of parameters."""
    return {"parameter", "value"} <= set(columns)


def read_parameters(payload: dict, *, id: str | None = None, source: str | None = None) -> dict:
    """The item from a JSON object; faults carry JSON Pointers."""
    return _Link().item([(pointer("", name), name, raw) for name, raw in payload.items()], id, source)


def read_parameter_table(data: str | bytes, *, id: str | None = None, source: str | None = None) -> dict:
    """The item from a table in CSV; faults name rows."""
    link, given = _Link(), []
    for line, row in table.rows(data, COLUMNS, COLUMNS[:2]):
        if "parameter" not in row or "value" not in row:
            link.reader.fault(table.place(line), "the row lacks its parameter or its value", "give both")
            continue
        raw: dict[str, object] = dict(row)
        name = str(raw.pop("parameter"))
        for key in ("value", "uncertainty"):
            try:
                raw |= {key: table.number(row[key])} if key in row else {}
            except ValueError as error:
                if key != "value" or _numeric(_named(name)[0]):
                    message, _, remedy = str(error).partition("; ")
                    link.reader.fault(table.place(line, key), message, remedy)
                    raw = {}
                    break
        if raw:
            given.append((table.place(line), name, raw if set(raw) != {"value"} else raw["value"]))
    return link.item(given, id, source)


class _Link:
    """Collects the claims of one link and every fault."""

    def __init__(self) -> None:
        self.reader = Reader(lexicon())

    def item(self, given: list[tuple[str, str, object]], id: str | None, source: str | None) -> dict:
        found: dict[str, object] = {}
        places: dict[str, str] = {}
        note = None
        for where, name, raw in given:
            if name in ("id", "note") and isinstance(raw, str):
                id, note = (id or raw, note) if name == "id" else (id, raw)
                continue
            key, unit = _named(name)
            if key in places:
                self.reader.fault(where, f"{key} stands twice", f"it is that of {places[key]}; keep one")
                continue
            places[key] = where
            if key in (_RATE, _WIDTH):
                found[key] = self.quantity(raw, unit, where)
            elif (term := _terms().get(key)) is None:
                known = [*_terms(), *_USUAL, _RATE, _WIDTH]
                self.reader.fault(where, f"unknown parameter {name[:60]!r}", table.nearest(name, known, "into 'note'"))
            else:
                found[key] = self.claim(term, raw, unit, where, source)
        width = found.get(_WIDTH)
        if width and _RATE not in places:
            note = (f"{note} " if note else "") + f"Gate width {width['value']} {width['unit']}.".replace(" .", ".")
        self.dark_counts(found, places, source)
        if self.reader.faults:
            raise InputError(self.reader.faults[: limits.MAX_FAULTS])
        chosen = id or "link"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", chosen):
            raise InputError([Fault("", f"{chosen[:40]!r} cannot be the id of an item", "use letters, digits, . - _")])
        return {"id": chosen, "type": "QkdLink"} | found | ({"note": note} if note else {})

    def quantity(self, raw: object, unit: str | None, where: str) -> dict[str, object]:
        """A number with unit as an object; empty after a fault."""
        value = raw if isinstance(raw, dict) else {"value": raw}
        number = value.get("value")
        if not isinstance(number, int | Decimal) or isinstance(number, bool) or number < 0:
            self.reader.fault(where, f"{show(number)} is no number from 0", "write a decimal number")
            return {}
        for key in value.keys() - {"value", "unit", "source"}:
            self.reader.fault(where, f"{show(key)} is not read here", "give value and unit")
        value = self.with_unit(value, unit, where)
        return value if isinstance(value.get("unit"), str) else value | {"unit": ""}

    def with_unit(self, value: dict, unit: str | None, where: str) -> dict[str, object]:
        if unit is not None and value.get("unit", unit) != unit:
            self.reader.fault(
                where, f"the name says {unit}, the unit beside it {show(value['unit'])}", "give the unit once"
            )
        return value if unit is None else value | {"unit": unit}

    def claim(self, term: Term, raw: object, unit: str | None, where: str, source: str | None) -> object:
        if not _numeric(term.key):
            if isinstance(raw, dict) and term.role != "assumption" and "value" in raw:
                raw = raw["value"]
            if isinstance(raw, str) and raw.lower() in ("true", "false"):
                raw = raw.lower() == "true"
            self.reader.read(term, raw, where)
            return raw
        value = self.with_unit(raw if isinstance(raw, dict) else {"value": raw}, unit, where)
        if term.role == "assumption" and "unit" in value:
            value = {"value": {"value": value.get("value"), "unit": value["unit"]}} | {
                key: entry for key, entry in value.items() if key not in ("value", "unit")
            }
        if term.role == "claim" and source and term.value_kind == "quantity":
            value = {"source": source} | value
        found = value if set(value) != {"value"} else value["value"]
        self.reader.read(term, found, where)
        return found

    def dark_counts(self, found: dict, places: dict[str, str], source: str | None) -> None:
        """Turns a rate of dark counts into the probability in one gate."""
        rate, width = found.pop(_RATE, None), found.pop(_WIDTH, None)
        if _RATE not in places or not rate or (_WIDTH in places and not width):
            return
        where = places[_RATE]
        if "darkCountProbability" in places:
            self.reader.fault(where, "a rate of dark counts and their probability", "keep one")
        elif width is None:
            self.reader.fault(where, "a rate of dark counts says nothing of one gate", "add gate_width_ns")
        elif rate.get("unit") not in ("Hz", "kHz", "MHz"):
            self.reader.fault(where, "the rate of dark counts has no unit Hz, kHz or MHz", "name it dark_count_rate_hz")
        elif width.get("unit") not in TIME_UNITS:
            self.reader.fault(places[_WIDTH], "the gate width has no unit of time", "name it gate_width_ns")
        else:
            hertz = Decimal(rate["value"]) * {"Hz": 1, "kHz": 1000, "MHz": 10**6}[rate["unit"]]
            expected = hertz * Decimal(width["value"]) * TIME_UNITS[width["unit"]]
            with localcontext() as context:
                context.prec = 60
                probability = 1 - (-min(expected, Decimal(_LARGEST_EXPONENT))).exp()
                context.prec = _DIGITS
                probability = +probability
            claim = {"value": probability.normalize() if probability < 1 else 1,
                     "method": f"1 - exp(-rate x gate width), {rate['value']} {rate['unit']} and "
                               f"{width['value']} {width['unit']}"}  # fmt: skip
            found["darkCountProbability"] = claim | ({"source": source} if source else {})


@cache
def _terms() -> dict[str, Term]:
    """The claims of a link and the assumptions that any item may state."""
    return {
        key: term
        for key, term in lexicon().item_keys().items()
        if term.role == "assumption" or (term.role == "claim" and "QkdLink" in term.used_on)
    }


def _numeric(key: str) -> bool:
    term = _terms().get(key)
    return key in (_RATE, _WIDTH) or (term is not None and term.value_kind in ("quantity", "count", "number"))


@cache
def _names() -> dict[str, str]:
    """Names with underscores, and the term of each."""
    lowered = {re.sub(r"([A-Z])", r"_\1", key).lower(): key for key in _terms()}
    return lowered | _USUAL | {_RATE: _RATE, _WIDTH: _WIDTH}


def _named(name: str) -> tuple[str, str | None]:
    """The term that a name means and the unit that it holds; the name itself where it means none."""
    if name in _terms():
        return name, None
    known = _names()
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)  # secretKeyRateHz, but not the B of dB
    for spelt in (name, split):
        plain = re.sub(r"[^a-z0-9]+", "_", spelt.lower()).strip("_")
        if plain in known:
            return known[plain], None
        for suffix in sorted(_UNITS, key=len, reverse=True):
            stem = plain.removesuffix("_" + suffix)
            if stem != plain and stem in known:
                return known[stem], _UNITS[suffix]
    return name, None

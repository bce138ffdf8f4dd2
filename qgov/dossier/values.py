"""One value of a dossier: read by its kind in the lexicon, refused with place and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from qgov.base import limits, places
from qgov.base.errors import Fault, InputError
from qgov.base.iri import PROVISION
from qgov.base.parse import pointer
from qgov.dossier.model import Assumption, Quantity
from qgov.dossier.provisions import foreign_letter, house_form
from qgov.lexicon import Lexicon, Term
from qgov.lexicon.units import UnitError, fitting, to_canonical

_NUMERIC = (int, Decimal)
_METRIC = "average-gate-infidelity"
# The errors that are asked for where a fidelity is given, by a part of its name.
_ERRORS = (
    ("process", "processInfidelity"), ("readout", "readoutError"), ("onequbit", "oneQubitError"),
    ("singlequbit", "oneQubitError"), ("1q", "oneQubitError"), ("cnot", "cnotError"), ("twoqubit", "cnotError"),
    ("2q", "cnotError"), ("gate", "cnotError"), ("cz", "cnotError"),
)  # fmt: skip
# What physicists call a term, as it reads without capitals and marks, and what to give. Names that are near to the word
# of another quantity would be taken for it.
_ERROR = "did you mean 'cnotError'?"
_QUBITS = "did you mean 'physicalQubits'? 'workingQubits' and 'connectedQubits' count fewer"
_PURITY = "give 1 - purity as 'isotopicImpurity'"
_OF_NOISE_TEMPERATURE = "for a noise temperature T in kelvin give 10 log10(1 + T/290) dB as 'noiseFigure'"
_CALLED = {
    **dict.fromkeys(("twoqubiterror", "twoqubitgateerror", "2qerror", "2qgateerror", "czerror", "cxerror", "ecrerror",
                     "entanglinggateerror", "twoqubitinfidelity", "cnotinfidelity", "cxinfidelity", "czinfidelity"),
                    ("cnotError", _ERROR)),
    **dict.fromkeys(("qubits", "numqubits", "nqubits", "qubitcount", "numberofqubits", "qubitnumber", "nrofqubits"),
                    ("physicalQubits", _QUBITS)),
    **dict.fromkeys(("noisetemperature", "equivalentnoisetemperature", "noisetemp", "addednoisetemperature"),
                    ("noiseFigure", _OF_NOISE_TEMPERATURE)),
    **dict.fromkeys(("isotopicpurity", "purity", "isotopepurity", "enrichment", "isotopicenrichment"),
                    ("isotopicImpurity", _PURITY)),
}  # fmt: skip
# The terms whose numbers have a metric of errors, and which of them where not all may be.
_WITH_METRIC: dict[str, tuple[str, ...]] = {
    "cnotError": (), "oneQubitError": (), "readoutError": (), "logicalErrorPerCycle": (),
    "processInfidelity": ("process-infidelity", "pauli-error"),
}  # fmt: skip
_VALUE_AND_UNIT = frozenset({"value", "unit"})


class Reader:
    """Collects faults while values are read; a value that cannot be read comes back as None."""

    def __init__(self, lexicon: Lexicon):
        self.lexicon = lexicon
        self.faults: list[Fault] = []
        self._keys: dict[str, dict[str, Term]] = {}

    def fault(self, where: str, message: str, remedy: str = "") -> None:
        """Note a fault; beyond the limit the reading ends, so that hostile input stays cheap to refuse."""
        self.faults.append(Fault(where, message, remedy))
        if len(self.faults) >= limits.MAX_FAULTS:
            raise InputError(self.faults)

    def unknown_keys(self, raw: dict, known: dict[str, Term], where: str, what: str) -> None:
        """Refuse keys that are not known on an object, naming the nearest known one."""
        for key in raw:
            if key not in known:
                close = nearest(key, known)
                remedy = f"did you mean {close!r}?" if close else "free text goes into 'note'"
                remedy = _of_fidelity(key, known) or _as_called(key, known) or remedy
                self.fault(pointer(where, key), f"unknown key {show(key)} on {what}", remedy)

    def read(self, term: Term, raw: object, where: str) -> object:
        """A value of any kind; a list where the term takes several."""
        if term.role == "assumption":
            return self.assumption(term, raw, where)
        if term.many:
            rows = raw if isinstance(raw, list) else [raw]
            values = [self.single(term, row, pointer(where, index)) for index, row in enumerate(rows)]
            return tuple(value for value in values if value is not None)
        if isinstance(raw, list):
            self.fault(where, f"{term.key} takes one value, not a list", "give one value")
            return None
        return self.single(term, raw, where)

    def single(self, term: Term, raw: object, where: str) -> object:
        if raw is None:
            self.fault(where, f"{term.key} is null", "leave the key out if nothing is known")
            return None
        kind = term.value_kind
        if kind in ("quantity", "count"):
            return self.quantity(term, raw, where)
        reader = {
            "word": self.word, "flag": self.flag, "date": self.date, "place": self.place, "number": self.number,
            "provision": self.provision, "provision-or-reference": self.aim,
        }.get(kind, self.text)  # fmt: skip
        return reader(term, raw, where)

    def text(self, term: Term, raw: object, where: str) -> str | None:
        if isinstance(raw, str) and raw.strip():
            return raw
        if isinstance(raw, int) and not isinstance(raw, bool) and term.value_kind in ("reference", "id"):
            return str(raw)
        self.fault(where, f"{term.key} must be text", 'write it in quotes, such as "…"')
        return None

    def provision(self, term: Term, raw: object, where: str) -> str | None:
        if isinstance(raw, str) and len(raw) <= limits.MAX_PROVISION and PROVISION.fullmatch(raw):
            return self._spelt(raw, where)
        self.fault(
            where, f"{show(raw)} is not a provision", 'write "<instrument>:<number>", such as "us-ear:4A906.a.2"'
        )
        return None

    def aim(self, term: Term, raw: object, where: str) -> str | None:
        """An item id, or a provision in the form that norms spell it."""
        text = self.text(term, raw, where)
        provision = text is not None and len(text) <= limits.MAX_PROVISION and PROVISION.fullmatch(text)
        return self._spelt(text, where) if provision else text

    def _spelt(self, provision: str, where: str) -> str | None:
        odd = foreign_letter(provision)
        if odd is None:
            return house_form(provision)
        self.fault(where, f"{show(provision)} holds {odd}; provisions are written in plain letters", "type it anew")
        return None

    def flag(self, term: Term, raw: object, where: str) -> bool | None:
        if isinstance(raw, bool):
            return raw
        self.fault(where, f"{term.key} must be true or false, not {show(raw)}", "write true or false")
        return None

    def number(self, term: Term, raw: object, where: str) -> Decimal | None:
        if isinstance(raw, _NUMERIC) and not isinstance(raw, bool):
            return self._in_domain(term, Decimal(raw), where)
        self.fault(where, f"{term.key} must be a number, not {show(raw)}", "write a decimal number")
        return None

    def date(self, term: Term, raw: object, where: str) -> date | None:
        found = read_date(raw)
        if found is None:
            self.fault(where, f"{term.key} must be a date, not {show(raw)}", "write year-month-day, such as 2026-03-02")
        return found

    def place(self, term: Term, raw: object, where: str) -> str | None:
        if isinstance(raw, str) and places.name_of(raw):
            return raw
        close = places.nearest(raw) if isinstance(raw, str) else None
        if raw == "EU":
            remedy = "name a member state, such as DE"
        else:
            remedy = (f"did you mean {close}? " if close else "") + "use ISO 3166-1 alpha-2 (or 3166-2 inside a state)"
        odd = foreign_letter(raw[:60]) if isinstance(raw, str) else None
        self.fault(where, f"unknown place {show(raw)}" + (f", which holds {odd}" if odd else ""), remedy)
        return None

    def word(self, term: Term, raw: object, where: str) -> str | None:
        words = self.lexicon.words(term.words_class or "")
        if isinstance(raw, str) and raw in words:
            return raw
        close = _labelled(words, raw) or nearest(str(raw), words)
        remedy = (f"did you mean {close!r}? " if close else "") + "known: " + ", ".join(sorted(words))
        if _METRIC in words and _is_fidelity(str(raw)):
            remedy = f"an error is asked for: give 1 - F as the value, for a fidelity F, and {_METRIC!r}"
        self.fault(where, f"unknown {term.label or term.key} {show(raw)}", remedy)
        return None

    def assumption(self, term: Term, raw: object, where: str) -> Assumption | None:
        """A bare value or ``{"value", "source"}``; ``none`` and ``false`` both rule something out."""
        source = None
        if isinstance(raw, dict):
            for key in raw:
                if key not in ("value", "source"):
                    self.fault(pointer(where, key), f"unknown key {show(key)} on an assumption", "known: value, source")
            if "value" not in raw:
                self.fault(where, f"{term.key} lacks 'value'", 'write {"value": …, "source": "…"}')
                return None
            source = raw.get("source")
            if source is not None and not isinstance(source, str):
                self.fault(pointer(where, "source"), "source must be text", "")
            raw, where = raw["value"], pointer(where, "value")
        if term.many and isinstance(raw, list):
            one = replace(term, many=False)
            rows = [self.assumption(one, row, pointer(where, index)) for index, row in enumerate(raw)]
            return Assumption(tuple(row.value for row in rows if row is not None), source)
        if raw is False or raw == "none":
            return Assumption("none", source)
        if raw is True:
            return Assumption(True, source)
        if term.value_kind == "flag":
            self.fault(where, f"{term.key} must be true or false, not {show(raw)}", "write true or false")
            return None
        if term.value_kind in ("quantity", "count", "number"):
            read = self.quantity(term, raw, where)
            if read is not None and read.value is None:
                self.fault(where, f"{term.key} has no value", "give one number")
            return None if read is None or read.value is None else Assumption(read.value, source)
        if term.value_kind == "word" and term.words_class:
            word = self.word(term, raw, where)
            return None if word is None else Assumption(word, source)
        if isinstance(raw, str) and raw.strip():
            return Assumption(raw, source)
        if isinstance(raw, _NUMERIC):
            return Assumption(Decimal(raw), source)
        self.fault(where, f"{term.key} cannot be {show(raw)}", "write a word, true, false or a number")
        return None

    def quantity(self, term: Term, raw: object, where: str) -> Quantity | None:
        """A bare number in the canonical unit, or an object with value, unit, uncertainty and the rest."""
        if isinstance(raw, _NUMERIC) and not isinstance(raw, bool):
            value = self._in_domain(term, Decimal(raw), where)
            return None if value is None else Quantity(value=value, given=_given(raw, term.unit))
        if not isinstance(raw, dict):
            self.fault(
                where, f"{term.key} must be a number or an object, not {show(raw)}",
                'write a number or {"value": …, "unit": "…"}',
            )  # fmt: skip
            return None
        if (plain := self.plain_quantity(term, raw)) is not None:
            return plain
        known = self._quantity_keys(term)
        self.unknown_keys(raw, known, where, "a quantity")
        before = len(self.faults)
        numbers = {
            key: self._number(key, raw, where) for key in ("value", "lower", "upper", "uncertainty", "coverageFactor")
        }
        unit = raw.get("unit")
        if unit is not None and not isinstance(unit, str):
            self.fault(pointer(where, "unit"), "unit must be text", 'such as "us"')
            unit = None
        words = {
            key: self.single(known[key], raw[key], pointer(where, key))
            for key in ("metric", "statistic", "basis", "measuredOn", "method", "source", "note")
            if key in raw and key in known
        }
        if words.get("metric") is not None:
            self._of_an_error(term, words["metric"], pointer(where, "metric"))
        frequency = None
        if "frequency" in raw and "frequency" in known:
            reading = self.quantity(known["frequency"], raw["frequency"], pointer(where, "frequency"))
            frequency = reading.value if reading else None
        if len(self.faults) > before:
            return None
        if all(numbers[key] is None for key in ("value", "lower", "upper")):
            self.fault(where, f"{term.key} has no value", "give 'value', or 'lower' and 'upper'")
            return None
        if (numbers["uncertainty"] or 0) < 0:
            self.fault(pointer(where, "uncertainty"), "an uncertainty cannot be negative", "give its size")
        if numbers["coverageFactor"] is not None and not 1 <= numbers["coverageFactor"] <= 10:
            self.fault(pointer(where, "coverageFactor"), "a coverage factor lies between 1 and 10", "2 is usual")
        if numbers["uncertainty"] is not None and numbers["value"] is None:
            self.fault(pointer(where, "uncertainty"), "an uncertainty needs a value", "give 'value' too")
        try:
            converted = {
                key: None if numbers[key] is None else to_canonical(numbers[key], unit, term)
                for key in ("value", "lower", "upper")
            }
            uncertainty = numbers["uncertainty"]
            if uncertainty is not None:
                uncertainty = to_canonical(uncertainty, unit, term, difference=True)
        except UnitError as error:
            remedy = error.remedy
            if term.key == "noiseFigure" and self._is_temperature(unit):
                remedy = f"{_OF_NOISE_TEMPERATURE}; {remedy}"
            self.fault(pointer(where, "unit"), str(error), remedy)
            return None
        if len(self.faults) > before:
            return None
        for key in ("value", "lower", "upper"):
            if converted[key] is not None:
                self._in_domain(term, converted[key], pointer(where, key), whole=key == "value")
        ordered = [converted[key] for key in ("lower", "value", "upper") if converted[key] is not None]
        if ordered != sorted(ordered):
            self.fault(where, "lower, value and upper are not in order", "lower is at most value, value at most upper")
        if len(self.faults) > before:
            return None
        u = None
        if uncertainty is not None:
            factor = numbers["coverageFactor"] or Decimal(2)
            u = uncertainty / factor
        return Quantity(
            value=converted["value"], lower=converted["lower"], upper=converted["upper"], standard_uncertainty=u,
            metric=words.get("metric"), statistic=words.get("statistic"), basis=words.get("basis"),
            measured_on=words.get("measuredOn"), method=words.get("method"), source=words.get("source"),
            frequency=frequency, given=_given(raw.get("value", raw.get("upper", raw.get("lower"))), unit or term.unit),
        )  # fmt: skip

    def _is_temperature(self, unit: str | None) -> bool:
        return unit in fitting(self.lexicon.terms["operatingTemperature"])

    def _of_an_error(self, term: Term, metric: str, where: str) -> None:
        """Refuse a metric of errors on what is no error, and one that says otherwise than the term itself."""
        if term.key not in _WITH_METRIC:
            remedy = f"leave it out; {', '.join(sorted(_WITH_METRIC))} have one"
            self.fault(where, f"{term.key} is no error of an operation and has no metric", remedy)
        elif metric not in (_WITH_METRIC[term.key] or (metric,)):
            remedy = "give a number in another metric as 'cnotError'"
            self.fault(where, f"{term.key} cannot be in the metric {metric!r}", remedy)

    def plain_quantity(self, term: Term, raw: object) -> Quantity | None:
        """A number, or a value with its unit, that nothing is wrong with; None for everything else. Tables hold
        thousands of these."""
        unit, value = None, raw
        if isinstance(raw, dict):
            if not raw.keys() <= _VALUE_AND_UNIT:
                return None
            unit, value = raw.get("unit"), raw.get("value")
            if unit is not None and not isinstance(unit, str):
                return None
        if isinstance(value, bool) or not isinstance(value, _NUMERIC):
            return None
        try:
            converted = to_canonical(Decimal(value), unit, term)
        except UnitError:
            return None
        counted = term.value_kind != "count" or converted == converted.to_integral_value()
        if not counted or not term.accepts(converted):
            return None
        return Quantity(value=converted, given=_given(value, unit or term.unit))

    def _quantity_keys(self, term: Term) -> dict[str, Term]:
        """The keys of a quantity of a term."""
        of_the_term = term.node_class or ""
        if of_the_term not in self._keys:
            self._keys[of_the_term] = self.lexicon.keys_on("QuantityValue") | self.lexicon.keys_on(of_the_term)
        return self._keys[of_the_term]

    def _number(self, key: str, raw: dict, where: str) -> Decimal | None:
        if key not in raw:
            return None
        value = raw[key]
        if isinstance(value, _NUMERIC) and not isinstance(value, bool):
            return Decimal(value)
        self.fault(pointer(where, key), f"{key} must be a number, not {show(value)}", "write a decimal number")
        return None

    def _in_domain(self, term: Term, value: Decimal, where: str, whole: bool = True) -> Decimal | None:
        if not term.accepts(value):
            self.fault(where, f"{term.key} cannot be {value}", f"it is {term.domain()}")
            return None
        if whole and term.value_kind == "count" and value != value.to_integral_value():
            self.fault(where, f"{term.key} is a count and cannot be {value}", "give a whole number")
            return None
        return value


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word that was most likely meant: the same in other capitals, or the closest; None if none is close."""
    known = list(known)
    same = [one for one in known if one.casefold() == word.casefold()]
    return next(iter(same or difflib.get_close_matches(word, known, n=1, cutoff=cutoff)), None)


def _is_fidelity(word: str) -> bool:
    """Whether a word speaks of a fidelity where only errors are known."""
    return "fidelity" in word.casefold() and "infidelity" not in word.casefold()


def _of_fidelity(key: str, known: Mapping[str, Term]) -> str | None:
    """What to give in place of the fidelity of a gate or a readout."""
    if not _is_fidelity(key):
        return None
    lower = key.casefold()
    term = next((term for part, term in _ERRORS if part in lower and term in known), None)
    return f"give 1 - F as {term!r}, for a fidelity F" if term else None


def _as_called(key: str, known: Mapping[str, Term]) -> str | None:
    """What to give in place of a quantity under the name that physicists have for it."""
    term, remedy = _CALLED.get(re.sub(r"[^a-z0-9]", "", key.casefold()), ("", ""))
    return remedy if term in known else None


def read_date(raw: object) -> date | None:
    """An ISO 8601 calendar date, or None."""
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return None
    return None


def show(raw: object) -> str:
    if isinstance(raw, (dict, list)):
        return "an object" if isinstance(raw, dict) else "a list"
    if raw is None or isinstance(raw, bool):
        return {None: "null", True: "true", False: "false"}[raw]
    return repr(raw)[:60] if isinstance(raw, str) else str(raw)[:60]


def _labelled(words: dict[str, Term], raw: object) -> str | None:
    """The word whose label was written in its place: Si for silicon."""
    text = str(raw).strip().casefold()
    return next((word for word, term in sorted(words.items()) if (term.label or "").casefold() == text), None)


def _given(raw: object, unit: str | None) -> str:
    return f"{raw}" if unit in (None, "1") else f"{raw} {unit}"

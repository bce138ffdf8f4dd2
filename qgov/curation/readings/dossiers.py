"""Random dossiers over every item type, term, party and paper that norms read, and near every bound that they name.

They are fictitious. The same seed and number give the same dossier.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

import pycountry

from qgov.base.iri import ancestors
from qgov.lexicon import lexicon
from qgov.norms import norm_book
from qgov.norms.conditions import Within
from qgov.norms.model import ENTRY, EXCEPTION

_ENCODED = ("US", "DE", "FR", "ES", "GB", "CA", "JP", "CH", "BR", "CN", "NL", "IT", "NO", "KR", "IN", "US-CA", "GB-NIR")
# Claims from which a quantity that provisions name is worked out, with the factor from its bounds to the claim's.
_CLAIMED = {
    "meanCnotInfidelity": ("cnotError",),
    "operationalQubits": ("physicalQubits", "workingQubits", "connectedQubits", "controlledQubits"),
    "coolingPowerAt100mK": ("coolingPower",),
    "coolingPowerAt4K2": ("coolingPower",),
    "coolingPowerAt4K5": ("coolingPower",),
    "lowestNoiseFigure": ("noiseFigure",),
    "highestNoiseFigure": ("noiseFigure",),
}
_TEMPERATURES = ("0.1", "4.2", "4.5", "0.02", "4")
_NEAR = ("0.5", "0.99", "1", "1", "1", "1.01", "1.5", "3")
_SPREADS = ("0.001", "0.05", "0.3", "0.3", "1")
_DIGITS = Decimal("1e-12")


def random_dossier(seed: int, number: int) -> dict:
    """A dossier as JSON has it; numbers are decimals."""
    return _Draw(Random(f"{seed}/{number}")).dossier()  # noqa: S311 (reproducible, nothing secret)


@cache
def _bounds() -> dict[str, tuple[Decimal, ...]]:
    """The bounds that norms name, by the claim that they are compared with."""
    found: dict[str, set[Decimal]] = defaultdict(set)
    for norm in norm_book().norms:
        for leaf in norm.condition.all_leaves:
            if isinstance(leaf, Within):
                for claim in _CLAIMED.get(leaf.term, (leaf.term,)):
                    found[claim].update(leaf.bounds())
    return {claim: tuple(sorted(bounds)) for claim, bounds in found.items()}


@cache
def _days() -> tuple[date, ...]:
    """The days on which law begins or ends."""
    found = {date(2026, 5, 5)}
    for norm in norm_book().norms:
        found |= {norm.in_force_from, norm.in_force_until, norm.earliest, norm.latest} - {None}
    return tuple(sorted(day for day in found if date(2022, 1, 1) < day < date(2027, 1, 1)))


@cache
def _places() -> tuple[str, ...]:
    return tuple(sorted(country.alpha_2 for country in pycountry.countries))


@cache
def _privileges() -> tuple:
    return tuple(norm for norm in norm_book().norms if norm.kind == EXCEPTION and norm.authorisation_code)


@cache
def _provisions() -> tuple[str, ...]:
    return tuple(sorted({norm.provision for norm in norm_book().norms}))


@cache
def _licensable() -> list[str]:
    """All that a licence can cover: the lists, and the rules that a licence satisfies."""
    norms = norm_book().norms
    return sorted({ancestors(n.provision)[-1] if n.kind == ENTRY else n.provision for n in norms
                   if n.kind == ENTRY or n.satisfied_by})  # fmt: skip


@cache
def _read_terms() -> frozenset[str]:
    """The terms that norms read, with the claims they come from."""
    read = {term for norm in norm_book().norms for term in norm.condition.terms}
    return frozenset(read | {claim for term in read for claim in _CLAIMED.get(term, ())})


class _Draw:
    def __init__(self, chance: Random):
        self.chance = chance

    def may(self, share: float) -> bool:
        return self.chance.random() < share

    def one(self, options):
        return self.chance.choice(tuple(options))

    def place(self) -> str:
        return self.one(_ENCODED) if self.may(0.7) else self.one(_places())

    def some_places(self, most: int = 2) -> list[str]:
        return list(dict.fromkeys(self.place()[:2] for _ in range(self.chance.randint(1, most))))

    def dossier(self) -> dict:
        day = self.one(_days()) + timedelta(days=self.one((-1, 0, 0, 1, 40))) if self.may(0.5) else date(2026, 5, 5)
        self.day = day
        origin = self.place()
        kind = "Export" if self.may(0.5) else self.one(lexicon().transfer_types())
        elsewhere = self.one(place for place in map(str, (self.place(), *_ENCODED)) if place[:2] != origin[:2])
        inside = kind in ("InCountryTransfer", "TechnologyRelease") and self.may(0.7)
        found = {
            "id": "urn:example:transfer:random", "type": kind, "date": day.isoformat(), "origin": origin,
            "destination": origin if inside or kind == "InCountryTransfer" else elsewhere,
        }  # fmt: skip
        if found["type"] == "Transit" or self.may(0.15):
            found["transit"] = self.some_places()
        self.types = [self._type() for _ in range(self.one((1, 1, 1, 2, 3)))]
        found["parties"] = [self._party(index) for index in range(self.chance.randint(0, 3))]
        if self.may(0.7):
            found["endUse"] = self.one(lexicon().words("EndUse"))
        found["declarations"] = self._declarations()
        found["items"] = [self._item(index, origin) for index in range(len(self.types))]
        found["authorisations"] = [self._paper(found["parties"]) for _ in range(self.one((0, 0, 1, 2)))]
        found["safeguards"] = [self._safeguard() for _ in range(self.one((0, 0, 1, 2)))]
        return found

    def _type(self) -> str:
        return "QuantumComputer" if self.may(0.35) else self.one(lexicon().item_types())

    def _day(self, spread: int = 400) -> str:
        return (self.day + timedelta(days=self.one((0, 1, -1, self.chance.randint(-spread, spread))))).isoformat()

    def _party(self, index: int) -> dict:
        words = lexicon().words
        party = {"id": f"party{index}", "role": self.one(words("PartyRole")), "name": f"Example Party {index}"}
        if self.may(0.8):
            party["country"] = self.place()
        if self.may(0.7):
            party["kind"] = self.one(words("PartyKind"))
        if party.get("kind") == "person":
            if self.may(0.8):
                party["citizenship"] = self.some_places()
            if self.may(0.5):
                party["residency"] = self.some_places()
            if self.may(0.5):
                bound = date.fromordinal(int(self.one(_bounds().get("recipientEmployedSince", (Decimal(739135),)))))
                party["employedSince"] = (bound + timedelta(days=self.one((-1, 0, 1)))).isoformat()
        if self.may(0.3):
            party["regulatedAs"] = [self.one(words("RegulatedStatus"))]
        return party

    def _declarations(self) -> dict:
        names = ("militaryEndUse", "wmdEndUse", "informedByAuthority", "internalRepression")
        found: dict = {name: self.may(0.06) for name in names if self.may(0.9)}
        if self.may(0.85):
            found["partiesScreened"] = (self.day - timedelta(days=self.one((0, 1, 1, 1, -1)))).isoformat()
        return found

    def _item(self, index: int, origin: str) -> dict:
        kind = self.types[index]
        item: dict = {"id": f"item{index}", "type": kind}
        if self.may(0.8):
            item["originCountry"] = self.one((origin, origin, "US", "DE", self.place()))[:2]
        if self.may(0.4):
            item["usContent"] = self.one((0, Decimal("0.1"), Decimal("0.25"), Decimal("0.26"), 1))
        if self.may(0.3):
            item["designedFor"] = [self.one(lexicon().words("DesignPurpose"))]
        if self.may(0.3):
            item["value"] = {"value": Decimal(5000) * Decimal(self.one(_NEAR)), "currency": self.one(("EUR", "USD"))}
            if self.may(0.3):
                item["quantity"] = self.one((1, 2, 10))
        if self.may(0.15):
            item["certificates"] = [self._certificate()]
        for name in lexicon().superclasses(kind):
            for key, term in lexicon().keys_on(name).items():
                if key not in item and term.role in ("claim", "assumption"):
                    read = term.name in _read_terms()
                    own = name == kind
                    if self.may(0.9 if read else 0.25 if own and term.role == "claim" else 0.01):
                        value = self._value(key, term, index)
                        if value is not None:
                            item[key] = value
        low, high = item.get("frequencyLow"), item.get("frequencyHigh")
        if low is not None and high is not None and _end(low, "lower") > _end(high, "upper"):
            item["frequencyLow"], item["frequencyHigh"] = high, low
        return item

    def _value(self, key: str, term, index: int):
        match term.value_kind:
            case "word":
                word = self.one(lexicon().words(term.words_class)) if term.words_class else None
                return [word] if term.many and word else word
            case "flag":
                return self.may(0.5)
            case "count":
                return self._count(key, term)
            case "quantity":
                return self._quantity(key, term)
            case "place":
                return self.some_places() if term.many else self.place()[:2]
            case "provision-or-reference":
                others = [f"item{other}" for other in range(index)]  # no circle: the reader refuses one
                aim = self.one(others) if others and self.may(0.7) else self.one(_provisions())
                return [aim]
        return None

    def _count(self, key: str, term):
        bounds = _bounds().get(key)
        if not bounds:
            low = int(term.minimum or 0)
            return low + self.one((0, 1, 2, 10))
        number = int(self.one(bounds)) + self.one((-1, 0, 0, 1, 30))
        number = max(number, int(term.minimum or 0))
        if self.may(0.2):
            return {"lower": max(int(term.minimum or 0), number - self.one((1, 40))), "upper": number + 1}
        return {"value": number, "basis": self.one(("measured", "specified"))} if self.may(0.2) else number

    def _quantity(self, key: str, term):
        if key == "coolingTemperature":
            return Decimal(self.one(_TEMPERATURES))
        bounds = _bounds().get(key)
        near = self.one(bounds) if bounds else self._inside(term)
        value = self._cut(near * Decimal(self.one(_NEAR)), term)
        if value is None:
            return None
        if not bounds or self.may(0.35):
            return value
        if self.may(0.2):
            low, high = self._cut(value * Decimal("0.9"), term), self._cut(value * self.one((1, 2)), term)
            return {"lower": low, "upper": high} if low is not None and high is not None and low <= high else value
        found = {"value": value, "basis": self.one(lexicon().words("Basis"))}
        if self.may(0.8):
            found["uncertainty"] = (value * Decimal(self.one(_SPREADS))).quantize(_DIGITS).normalize()
        if key == "cnotError" and self.may(0.6):
            found["metric"] = self.one(lexicon().words("Metric"))
            found["statistic"] = self.one(lexicon().words("Statistic"))
        return found

    def _inside(self, term) -> Decimal:
        low = term.minimum if term.minimum is not None else Decimal(0)
        high = term.maximum if term.maximum is not None else max(low, Decimal(1)) * 1000
        return low + (high - low) * Decimal(self.chance.randint(1, 99)) / 100

    def _cut(self, value: Decimal, term) -> Decimal | None:
        """A value in the domain of its term with few digits, or none."""
        value = Decimal(f"{value:.12g}")
        return value if term.accepts(value) and value else None

    def _certificate(self) -> dict:
        found = {"scheme": self.one(("EUCC", "CCRA", "SOG-IS"))}
        found["validFrom"], found["validUntil"] = sorted((self._day(), self._day()))
        if self.may(0.5):
            found["level"] = self.one(("AVA_VAN.3", "AVA_VAN.4", "AVA_VAN.5"))
        return found

    def _paper(self, parties: list[dict]) -> dict:
        if self.may(0.6):
            start = self.day - timedelta(days=self.one((0, 100)))
            end = self.day + timedelta(days=self.one((0, 60, 60, -1)))
            covers = sorted({self.one(_provisions()) for _ in range(self.one((1, 3, 60)))})
            if self.may(0.6):
                covers = _licensable()
            paper = {"type": "licence", "code": "L-1", "covers": covers, "validFrom": min(start, end).isoformat(),
                     "validUntil": end.isoformat()}  # fmt: skip
            if self.may(0.3):
                paper["destinations"] = self.some_places(3)
            if parties and self.may(0.2):
                paper["parties"] = [self.one(parties)["id"]]
            return paper
        norm = self.one(_privileges())
        kind = self.one(("exception", "general-authorisation"))
        met = [word for word in norm.conditions_of_use if self.may(0.8)]
        return {"type": kind, "code": norm.authorisation_code, "conditionsMet": met} | (
            {"validFrom": self._day()} if self.may(0.2) else {}
        )

    def _safeguard(self) -> dict:
        found = {"type": self.one(lexicon().words("SafeguardType"))}
        if self.may(0.6):
            found["date"] = self._day(900)
        if found["type"] == "scc" and self.may(0.6):
            found["module"] = self.chance.randint(1, 4)
        return found


def _end(quantity: dict | Decimal, end: str) -> Decimal:
    """The value of a quantity as it is written, or that end of it."""
    return quantity.get("value", quantity.get(end)) if isinstance(quantity, dict) else quantity

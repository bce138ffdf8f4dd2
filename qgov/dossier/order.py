"""Days and numbers of a dossier that cannot stand beside each other: an end before its beginning, a birth after the
transfer, a fraction of a computer."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from qgov.base.parse import pointer
from qgov.dossier.model import Item, Party
from qgov.dossier.values import Reader, nearest, show

# What certificates of a scheme state as their level: EUCC two words, or the class of vulnerability analysis that they
# stand for (Implementing Regulation (EU) 2024/482, Article 4), or the level of the Common Criteria evaluation.
_LEVELS = {"EUCC": ("substantial", "high")}
# Any of them may name components by which it is augmented, such as "EAL4 augmented with AVA_VAN.5".
_EVALUATED = re.compile(
    r"(?:substantial|high|EAL ?[1-7]\+?|AVA_VAN[. ]?[1-5]\+?)"
    r"(?:[ ,;+()]|augmented|with|by|and|[A-Z]{3}_[A-Z]{3}[. ]?[1-9])*",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[A-Z]{3}")
_BY_WEIGHT = ("IsotopicMaterial",)  # of these a fraction of a piece may be sent


def in_order(reader: Reader, data: dict, day: date | None, items: tuple[Item, ...], parties: tuple[Party, ...]) -> None:
    """Note a fault for everything that is out of order; ``day`` is that of the transfer."""
    if reader.faults:
        return
    for index, party in enumerate(parties):
        if day is not None and party.birth_date is not None and party.birth_date > day:
            what = f"{party.birth_date} lies after the transfer on {day}: nobody is born later than that"
            reader.fault(f"/parties/{index}/birthDate", what, "give the day of birth")
        _certificates(reader, _rows(data, "parties", index), f"/parties/{index}/certificates")
    for index, item in enumerate(items):
        where = f"/items/{index}"
        _certificates(reader, _rows(data, "items", index), f"{where}/certificates")
        _band(reader, item, where)
        count = item.count
        if count is not None and item.type not in _BY_WEIGHT and count != count.to_integral_value():
            reader.fault(f"{where}/quantity", f"{count} of a {item.type} cannot be sent", "give the number of pieces")
        currency = (item.value or {}).get("currency") if isinstance(item.value, dict) else None
        if currency is not None and not _CURRENCY.fullmatch(currency):
            what = f"{show(currency)} is no code of a currency"
            reader.fault(f"{where}/value/currency", what, 'three capitals (ISO 4217), such as "EUR"')
    for index, safeguard in enumerate(data.get("safeguards") or ()):
        module = safeguard.get("module")
        if isinstance(module, Decimal) and module != module.to_integral_value():
            reader.fault(f"/safeguards/{index}/module", f"there is no module {module}", "the modules are 1 to 4")


def _rows(data: dict, key: str, index: int) -> list:
    return data[key][index].get("certificates") or []


def _certificates(reader: Reader, rows: list, where: str) -> None:
    for index, row in enumerate(rows):
        at = pointer(where, index)
        start, end = row.get("validFrom"), row.get("validUntil")
        if start is not None and end is not None and start > end:
            reader.fault(at, "validFrom lies after validUntil", "exchange them")
        known, level = _LEVELS.get(str(row.get("scheme") or "").upper()), row.get("level")
        if known and level is not None and level not in known and not _EVALUATED.fullmatch(level):
            close = nearest(level, known)
            remedy = (f"did you mean {close!r}? " if close else "") + "known: " + ", ".join(known)
            reader.fault(f"{at}/level", f"{row['scheme']} has no level {show(level)}", remedy)


def _band(reader: Reader, item: Item, where: str) -> None:
    if (ends := reversed_band(item)) is not None:
        low, high = ends
        reader.fault(f"{where}/frequencyLow", f"{low} Hz lies above frequencyHigh, {high} Hz", "exchange them")


def reversed_band(item: Item) -> tuple[Decimal, Decimal] | None:
    """The ends of the item's band in Hz where the lower one lies above the upper one."""
    low, high = item.quantity("frequencyLow"), item.quantity("frequencyHigh")
    if low is None or high is None:
        return None
    least = low.value if low.value is not None else low.lower
    most = high.value if high.value is not None else high.upper
    return (least, most) if least is not None and most is not None and least > most else None

"""What of each instrument is encoded, what is only pointed to, how old the reading is: the law part of COVERAGE.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from textwrap import fill

from qgov.base.iri import ancestors
from qgov.norms import NormBook, norm_book
from qgov.norms.model import ENTRY, POINTER, Norm
from qgov.norms.pointers import TABLE
from qgov.norms.scope import InstrumentScope, instrument_scopes
from qgov.norms.vintage import InstrumentVintage, instrument_vintages

MODELLED, PARTIAL, POINTER_ONLY, NOT_MODELLED = "modelled", "partial", "pointer only", "not modelled"
BEGIN, END = "<!-- generated: qgov norms --coverage -->", "<!-- end of what is generated -->"


@dataclass(frozen=True)
class Coverage:
    """One instrument: how much of it is encoded, in rules (one a provision; the bands of a table count once).

    It is ``modelled`` where its scope is stated and covered by rules that are verified, of a text with a day.
    """

    code: str
    label: str
    jurisdiction: str
    state: str
    rules: tuple[str, ...]
    unverified: tuple[str, ...]
    pointers: tuple[str, ...]
    vintage: InstrumentVintage | None
    scope: InstrumentScope | None = None
    listed_only: bool = False
    """Whether it is a row of the table of national lists and nothing else."""

    def to_dict(self) -> dict:
        found = {
            "instrument": self.code,
            "label": self.label,
            "jurisdiction": self.jurisdiction,
            "state": self.state,
            "ofWhat": self.scope.of_what if self.scope else None,
            "leavesOut": self.scope.leaves_out if self.scope else None,
            "rules": list(self.rules),
            "notVerified": list(self.unverified),
            "pointers": list(self.pointers),
        }
        if self.vintage:
            as_of = self.vintage.text_as_of
            found |= {
                "textAsOf": as_of.isoformat() if as_of else None,
                "lastLookedFor": self.vintage.last_looked_for.isoformat(),
                "staleAfter": self.vintage.stale_after.isoformat(),
            }
        return found

    @property
    def text_day(self) -> str:
        """As of when the text was read: its day; a copy that was read and names none has no day."""
        if self.vintage and self.vintage.text_as_of:
            return str(self.vintage.text_as_of)
        return "no day known" if len(self.rules) > len(self.unverified) else "not read"


def rule_of(norm: Norm) -> str:
    """The rule that a norm belongs to: its provision, or the one above where it is one band of a table of bands."""
    above = [provision for provision in ancestors(norm.provision) if provision != norm.provision]
    banded = any(getattr(leaf, "term", None) == "operationalQubits" for leaf in norm.condition.all_leaves)
    return max(above, key=len) if norm.kind == ENTRY and banded and above else norm.provision


def rules(norms: Iterable[Norm]) -> frozenset[str]:
    """The distinct rules among norms, pointers aside."""
    return frozenset(rule_of(norm) for norm in norms if norm.kind != POINTER)


def coverage(book: NormBook | None = None) -> list[Coverage]:
    """Every instrument that the norms name or that is listed, by jurisdiction and code."""
    book = book or norm_book()
    vintages, scopes = instrument_vintages(), instrument_scopes()
    by_code: dict[str, list[Norm]] = {code: [] for code in book.instruments}
    for norm in book.norms:
        by_code.setdefault(norm.instrument, []).append(norm)
    found = []
    for code, norms in by_code.items():
        instrument = book.instruments.get(code)
        encoded = [norm for norm in norms if norm.kind != POINTER]
        pointers = tuple(sorted({norm.provision for norm in norms if norm.kind == POINTER}))
        vintage, scope = vintages.get(code), scopes.get(code)
        found.append(
            Coverage(
                code,
                instrument.label if instrument else code,
                instrument.jurisdiction if instrument else norms[0].jurisdiction,
                _state(encoded, pointers, vintage, scope),
                tuple(sorted(rules(encoded))),
                tuple(sorted({rule_of(norm) for norm in encoded if not norm.verified})),
                pointers,
                vintage,
                scope,
                listed_only=bool(norms) and all(norm.origin == TABLE for norm in norms),
            )
        )
    return sorted(found, key=lambda one: (one.jurisdiction, one.code))


def _state(
    encoded: list[Norm], pointers: tuple[str, ...], vintage: InstrumentVintage | None, scope: InstrumentScope | None
) -> str:
    if not encoded:
        return POINTER_ONLY if pointers else NOT_MODELLED
    whole = scope is not None and scope.covered_by(rules(encoded))
    read = vintage is not None and vintage.text_as_of is not None and all(norm.verified for norm in encoded)
    return MODELLED if whole and read and not pointers else PARTIAL


def coverage_text(found: list[Coverage], day: date | None = None) -> str:
    """Table and rules as Markdown. ``day`` marks the readings that are stale on it."""
    rules_in_all = sum(len(one.rules) for one in found)
    lines = [
        f"{rules_in_all} rules of {sum(bool(one.rules) for one in found)} instruments are encoded"
        f" ({sum(len(one.unverified) for one in found)} of them not verified, so that they do not decide);"
        f" {sum(len(one.pointers) for one in found)} more provisions are pointed to.",
        "",
        "| jurisdiction | instrument | state | of what | rules | not verified | pointers | text as of | stale after |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    lists = [one for one in found if one.listed_only]
    lines += [_line(one, day) for one in found if not one.listed_only]
    if lists:
        places = ", ".join(one.jurisdiction for one in lists)
        lines.append(
            f"| {len(lists)} places | national control lists, in `data/reference/national-lists.csv`: {places} "
            f"| {POINTER_ONLY} | | | | {sum(len(one.pointers) for one in lists)} | not read | |"
        )
    lines += ["", "Rules by instrument (a table of bands is one rule), then what is pointed to:", ""]
    lines += [_provisions(one) for one in found if not one.listed_only and (one.rules or one.pointers)]
    return "\n".join(lines) + "\n"


def _line(one: Coverage, day: date | None) -> str:
    vintage = one.vintage
    stale = str(vintage.stale_after) if vintage else ""
    if vintage and day and vintage.stale(day):
        stale += " (stale)"
    name = f"`{one.code}` {one.label}" if one.label != one.code else f"`{one.code}`"
    return (
        f"| {one.jurisdiction} | {name} | {one.state} | {one.scope.of_what if one.scope else ''} "
        f"| {len(one.rules) or ''} | {len(one.unverified) or ''} | {len(one.pointers) or ''} "
        f"| {one.text_day} | {stale} |"
    )


def _provisions(one: Coverage) -> str:
    """One item of a list: the rules of an instrument, those not verified marked, and its pointers."""
    words = [_number(rule) + (" (not verified)" if rule in one.unverified else "") for rule in one.rules]
    text = f"- `{one.code}`: {', '.join(words) or 'none'}"
    if one.pointers:
        text += f". Pointed to: {', '.join(_number(pointer) for pointer in one.pointers)}"
    return fill(text + ".", 118, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _number(provision: str) -> str:
    return provision.split(":", 1)[1]

"""A norm as a line, as a page and as JSON. What it asks is said as ``qgov.report.outline`` reads its condition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from qgov.lexicon import lexicon
from qgov.norms import Norm, norm_book
from qgov.norms.defeat import by_name, targets_of
from qgov.norms.model import ENTRY, EXCEPTION, FORECLOSURE
from qgov.norms.notation import condition_json
from qgov.report.outline import Outline, outline, outline_text
from qgov.report.page import rows_page

TEXT, PROVISIONS, TERMS, IRI = "text", "provisions", "terms", "IRI"
_LICENCE = (
    "a licence on file that covers the entry or this provision (a paragraph above it will do), valid on the day of the "
    "transfer, for its destinations and recipients, of an authority of this jurisdiction"
)


@dataclass(frozen=True)
class Row:
    """One row of a norm's page: texts, or names of a kind that a page can link; or what a condition asks."""

    name: str
    values: tuple[str, ...] = ()
    kind: str = TEXT
    asks: Outline | None = None

    @property
    def text(self) -> str:
        if self.asks is not None:
            return outline_text(self.asks)
        said = [_label(value) for value in self.values] if self.kind == TERMS else self.values
        return ("; " if self.kind == TEXT else ", ").join(said)


def norm_line(norm: Norm) -> str:
    """One line: provision, dates, jurisdiction, effect, verification, label."""
    until = str(norm.in_force_until) if norm.in_force_until else "".ljust(10)
    return (
        f"{norm.provision:32} {norm.jurisdiction:4} {norm.in_force_from} {until} {norm.effect:23} "
        f"{norm.verification:10} {norm.label}"
    )


def norm_page(norm: Norm) -> str:
    """Everything about one norm, for reading."""
    return rows_page(norm.provision, [(row.name, row.text) for row in norm_rows(norm)])


def norm_rows(norm: Norm) -> list[Row]:
    """What a page says of a norm, in the order of reading; what it has nothing of is left out."""
    days = f"from {norm.in_force_from}" + (f" until {norm.in_force_until}" if norm.in_force_until else "")
    window = f"between {norm.earliest} and {norm.latest} ({norm.day_verification})" if norm.earliest else ""
    rows = [
        Row("label", (norm.label,)),
        Row("jurisdiction", (norm.jurisdiction,)),
        Row("in force", (days,)),
        Row("first day", (window,)),
        Row("effect", (norm.effect,)),
        Row("says", (norm.definition,)),
        *_asked(norm),
        Row("citation", (norm.citation,)),
        Row("verification", (f"{norm.verification}. {norm.verification_note}".strip(),)),
        Row("controlled under", norm.controlled_under, PROVISIONS),
        Row("acts on", _acted_on().get(norm.provision, ()), PROVISIONS),
        Row("connects by", norm.connects_by, TERMS),
        Row("met by", (_LICENCE,) if "licence" in norm.satisfied_by else ()),
        Row("taken away by" if norm.kind == EXCEPTION else "excepted by", set_aside_by(norm), PROVISIONS),
        Row("takes away" if norm.effect == FORECLOSURE else "defeats", norm.defeats, PROVISIONS),
        Row("reviews", norm.reviews, PROVISIONS),
        Row("policy", (norm.policy,)),
        Row("may yield", norm.may_yield),
        Row("asks for", norm.asks_for, TERMS),
        Row("ruled out by", norm.disqualified_by, TERMS),
        Row("relied on as", (norm.authorisation_code or "",)),
        Row("papers must show", tuple(f"{word} ({_label(f'condition-{word}')})" for word in norm.conditions_of_use)),
        Row("duties", tuple(duty.replace(" | ", ", ") for duty in norm.duties)),
        Row("reads", tuple(sorted(_own(norm).terms & set(lexicon().terms))), TERMS),
        Row("IRI", (norm.iri,), IRI),
        Row("file", (norm.origin,)),
    ]
    return [row for row in rows if row.text]


def _asked(norm: Norm) -> Iterator[Row]:
    """What the condition asks, under the words for what it does."""
    name = {ENTRY: "describes", EXCEPTION: "excepted when"}.get(norm.kind, "applies when")
    asks = outline(_own(norm))
    if asks:
        yield Row(name, asks=asks)
    elif norm.kind != ENTRY:
        yield Row(name, ("it reaches the transfer; nothing more is asked",))


def _own(norm: Norm):
    """The condition as the provision states it, whatever takes the norm away on a day."""
    return norm.own_condition or norm.condition


def set_aside_by(norm: Norm) -> tuple[str, ...]:
    """The provisions that may set a norm aside: exceptions to a control, foreclosures of an exception."""
    return _set_aside().get(norm.iri, ())


@cache
def _set_aside() -> dict[str, tuple[str, ...]]:
    norms = norm_book().norms
    named = by_name(norms)
    found: dict[str, set[str]] = defaultdict(set)
    for norm in norms:
        for target in targets_of(norm, named):
            found[target.iri].add(norm.provision)
    return {iri: tuple(sorted(provisions)) for iri, provisions in found.items()}


@cache
def _acted_on() -> dict[str, tuple[str, ...]]:
    """The provisions of the entries that get their effect from a provision."""
    found: dict[str, set[str]] = defaultdict(set)
    for norm in norm_book().norms:
        for provision in norm.controlled_under:
            found[provision].add(norm.provision)
    return {provision: tuple(sorted(entries)) for provision, entries in found.items()}


def _label(name: str) -> str:
    term = lexicon().terms.get(name)
    return term.label if term else name


def norm_dict(norm: Norm) -> dict:
    """A norm as JSON. ``condition`` says in words what it asks, and reads it as the notation of receipts has it."""
    found = {
        "norm": norm.iri, "provision": norm.provision, "jurisdiction": norm.jurisdiction, "kind": norm.kind,
        "effect": norm.effect, "label": norm.label, "definition": norm.definition,
        "condition": {"words": outline(_own(norm)), "read": condition_json(_own(norm))}, "citation": norm.citation,
        "inForceFrom": norm.in_force_from.isoformat(),
        "inForceUntil": norm.in_force_until.isoformat() if norm.in_force_until else None,
        "verification": norm.verification, "verificationNote": norm.verification_note,
        "controlledUnder": list(norm.controlled_under), "connectsBy": list(norm.connects_by),
        "satisfiedBy": list(norm.satisfied_by), "exceptedBy": list(set_aside_by(norm)), "defeats": list(norm.defeats),
        "foreclosedBy": list(norm.foreclosed_by), "reviews": list(norm.reviews),
        "policy": norm.policy, "mayYield": list(norm.may_yield), "asksFor": list(norm.asks_for),
        "disqualifiedBy": list(norm.disqualified_by), "authorisationCode": norm.authorisation_code,
        "conditionsOfUse": list(norm.conditions_of_use),
        "duties": list(norm.duties), "source": norm.origin,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value not in ("", [], None) or key == "inForceUntil"}

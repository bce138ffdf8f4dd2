"""What is not known of a line, as variables with the values they may take.

The bounds that norms name cut a number's interval into cells; a variable takes one point per cell that some condition
tells apart. Absent data, open questions, unverified rows and unverified norms are variables too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from qgov.norms.conditions import Condition, Has, Span, Within
from qgov.norms.model import ENTRY, NORM, PROHIBITED, REQUIRED, Norm
from qgov.norms.words import say
from qgov.situation import Line
from qgov.situation.recipients import SINGLED_OUT

FACT, REFERENCE, QUESTION, LAW, POINTER = "fact", "reference-data", "open-question", "law", "unmodelled"
SCREENING = "screening"
ABSENT = None
_KIND_OF_MEMBER = {
    "destinationGroup": REFERENCE,
    "reachedGroup": REFERENCE,
    "leftGroup": REFERENCE,
    "nationalityGroup": REFERENCE,
    "anyNationalityGroup": REFERENCE,
    "citizenshipGroup": REFERENCE,
    "openQuestion": QUESTION,
    "listedIntermediary": SCREENING,
    "listedParty": SCREENING,
    "listedRecipient": SCREENING,
    "listedSender": SCREENING,
    "ownedByListed": SCREENING,
    "partyOwnedByListed": SCREENING,
}
# Sets that belong to one item; all others are shared by the lines of a transfer.
OF_THE_ITEM = (
    "activity", "certificateOnFile", "certificateRecognised", "designedForProvision", "itemOrigin", "personalData",
    "relatedProvision",
)  # fmt: skip


@dataclass(frozen=True)
class Variable:
    """Something unknown: ``values`` it may take, ``labels`` saying each in words.

    ``key`` is the same for lines that share the unknown; ``subject`` is the item, norm or table it is about.
    """

    key: tuple
    kind: str
    subject: str
    term: str
    values: tuple
    labels: tuple[str, ...]


def cells(lower: Decimal | None, upper: Decimal | None, bounds: Iterable[Decimal], integer: bool) -> list[Decimal]:
    """A point at each bound inside the closed interval and one between any two neighbours, ends included."""
    edges = sorted({b for b in bounds if (lower is None or b >= lower) and (upper is None or b <= upper)})
    if not edges:
        inside = lower if lower is not None else upper
        return [inside if inside is not None else Decimal(1)]  # a day too: the first, where 0 is none
    anchors = list(edges)
    anchors.insert(0, lower if lower is not None else edges[0] - 2)
    anchors.append(upper if upper is not None else edges[-1] + 2)
    points = set(edges) | {end for end in (lower, upper) if end is not None}
    for left, right in pairwise(anchors):
        middle = (left + right) / 2
        if integer:
            middle = middle.to_integral_value(rounding="ROUND_FLOOR")
        if left < middle < right or (left == middle and lower is None and left == anchors[0] and left < right):
            points.add(middle)
    return sorted(points)


def fact_variables(line: Line, conditions: list[Condition], terms: frozenset[str] | None = None) -> list[Variable]:
    """The single-valued facts of a line that some condition reads and that are not settled; ``terms`` are those asked
    for, if not all."""
    found = []
    for term, span in line.spans.items():
        if _settled(span) or (terms is not None and term not in terms):
            continue
        reading = list(
            {id(leaf): leaf for condition in conditions for leaf in condition.leaves_by_term.get(term, ())}.values()
        )
        if not reading:
            continue
        if span.words is not None:
            values: list = sorted(span.words)
        else:
            fact = line.facts.get(term)
            bounds = {bound for leaf in reading if isinstance(leaf, Within) for bound in leaf.bounds()}
            values = cells(span.lower, span.upper, bounds, bool(fact and fact.integer))
        if span.possibly_absent:
            values.append(ABSENT)
        groups: dict[tuple, list] = {}
        for value in values:
            groups.setdefault(tuple(_told(leaf, term, value) for leaf in reading), []).append(value)
        if len(groups) > 1 or span.possibly_absent or (span.words is not None and len(span.words) > 1):
            bounds_all = sorted({b for leaf in reading if isinstance(leaf, Within) for b in leaf.bounds()})
            chosen = [_representative(group) for group in groups.values()]
            labels = tuple(_label(term, group, bounds_all) for group in groups.values())
            found.append(Variable((FACT, line.item.id, term), FACT, line.item.id, term, tuple(chosen), labels))
    return found


def _settled(span: Span) -> bool:
    if span.possibly_absent:
        return False
    return len(span.words) == 1 if span.words is not None else span.lower is not None and span.lower == span.upper


def _told(leaf: Condition, term: str, value: object) -> bool:
    from qgov.norms.conditions import World

    return leaf.holds(World(frozenset(), {term: value}))


def _representative(group: list) -> object:
    present = [value for value in group if value is not ABSENT]
    return present[len(present) // 2] if present else ABSENT


def _label(term: str, group: list, bounds: list[Decimal]) -> str:
    present = [value for value in group if value is not ABSENT]
    if not present:
        return "absent"
    if isinstance(present[0], str):
        return " or ".join(present)
    low, high = min(present), max(present)
    parts = []
    below = [b for b in bounds if b < low]
    above = [b for b in bounds if b > high]
    if low in bounds:
        parts.append(f"from {say(term, low)}")
    elif below:
        parts.append(f"above {say(term, below[-1])}")
    if high in bounds and high != low:
        parts.append(f"at most {say(term, high)}")
    elif above:
        parts.append(f"below {say(term, above[0])}")
    elif high in bounds and above == [] and low == high:
        parts = [f"{say(term, low)}"]
    return ", ".join(parts) or "any value"


def member_variables(line: Line, conditions: list[Condition], readers: Iterable[Condition] = ()) -> list[Variable]:
    """Values that may or may not belong to a set that some condition reads. ``readers`` are all that read the item's
    sets, on whatever line: of provisions that none of them tells apart one stands for all."""
    found = {}
    alike = _Alike(line, readers, conditions)
    for condition in conditions:
        if condition.terms.isdisjoint(line.open_members):
            continue
        for leaf in condition.all_leaves:
            term = getattr(leaf, "term", None)
            undecided = line.open_members.get(term, frozenset()) if term else frozenset()
            values = getattr(leaf, "values", ()) if isinstance(leaf, Has) else tuple(undecided)
            for value in sorted(undecided & set(values)):
                if (term, value) not in found:
                    same = alike.to(term, value)
                    found[(term, value)] = member_variable(line, term, same[0], same)
    return list({variable.key: variable for variable in found.values()}.values())


class _Alike:
    """The provisions that technology may relate to, by what names them: those that all leaves name alike are one."""

    def __init__(self, line: Line, readers: Iterable[Condition], conditions: list[Condition]):
        self.line, self.readers, self.conditions = line, readers, conditions

    def to(self, term: str, value: str) -> tuple[str, ...]:
        """The values that everything which names this one names too, and no other."""
        if term != "relatedProvision" or self._groups is None:
            return (value,)
        return self._groups[value]

    @cached_property
    def _groups(self) -> dict[str, tuple[str, ...]] | None:
        term = "relatedProvision"
        read = (reader.leaves_by_term.get(term, ()) for reader in (*self.readers, *self.conditions))
        leaves = {id(leaf): leaf for each in read for leaf in each}.values()
        if not all(isinstance(leaf, Has) for leaf in leaves):
            return None
        named = dict.fromkeys(sorted(self.line.open_members.get(term, ())), 0)  # by which leaves, one bit each
        for index, leaf in enumerate(leaves):
            for value in leaf.wanted & named.keys():
                named[value] |= 1 << index
        groups: dict[int, list[str]] = {}
        for value, by in named.items():
            groups.setdefault(by, []).append(value)
        return {value: tuple(group) for group in groups.values() for value in group}


def member_variable(line: Line, term: str, value: str, alike: tuple[str, ...] = ()) -> Variable:
    kind = _KIND_OF_MEMBER.get(term, FACT)
    scope = line.item.id if term in OF_THE_ITEM else ""
    label = {
        "itemOrigin": (f"of {value} origin", f"not of {value} origin"),
        "designedForProvision": ("designed for it", "not designed for it"),
        "relatedProvision": ("relates to it", "does not relate to it"),
        "nationality": ("one that a norm names by itself", "another") if value == SINGLED_OUT else ("yes", "no"),
    }.get(term, ("a member", "not a member") if kind == REFERENCE else ("yes", "no"))
    if len(alike) > 1:
        label = (f"relates to one of {', '.join(alike)}", "relates to none of them")
    return Variable(("member", scope, term, value), kind, scope or value, f"{term}:{value}", (True, False), label)


def law_variables(norms: Iterable[Norm], day: date) -> list[Variable]:
    """Controls and entries whose text or first day is not verified: they may or may not be law as written."""
    return [
        Variable(
            (LAW, norm.iri), LAW, norm.provision, "in force as written", (True, False), ("as written", "not in force")
        )
        for norm in norms
        if (norm.kind == ENTRY or (norm.kind == NORM and norm.effect in (PROHIBITED, REQUIRED)))
        and (not norm.verified or norm.in_force(day) is None)
    ]

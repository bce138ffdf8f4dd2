"""Conditions in words: the one way in which judgments, pages of norms and tables of the law say what a norm asks.

Said ``exactly``, a condition keeps every digit, names every unit and value and asks its open questions in full, so that
it can be held against the text of the law; otherwise it is a short phrase for a judgment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from qgov.lexicon import lexicon
from qgov.norms.conditions import And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, Within

# Terms whose values are names of classes, which have labels.
_CLASSES = frozenset({"itemType", "relatedItemType", "wholeType", "transferType"})
_OF_NUMBERS, _OF_DAYS = ("from", "above", "at most", "below"), ("from", "after", "until", "before")
# What it means that a set has a value at all, and that it has none.
_PRESENT = {
    "exportFrom": ("it leaves a state", "it leaves no state"),
    "releasedWithin": ("it is released inside a state to a foreign person", "it is released inside no state"),
    "recipientEmployedSince": ("the employment of the recipients is stated", "no employment is stated"),
    "foreignAuthorityIn": ("an authority of another law is a party", "no authority of another law is a party"),
    "storedIn": ("where it is stored is stated", "no place of storage is stated"),
    "licensedProvision": ("a licence is on file", "no licence is on file"),
}


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """The parts that all have to hold."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from conjuncts(part)
    elif isinstance(condition, Not) and isinstance(condition.part, Or):
        for part in condition.part.parts:
            yield from conjuncts(Not(part))
    else:
        yield condition


def in_words(condition: Condition, exactly: bool = False) -> str:
    """A condition as a phrase."""
    if isinstance(condition, Not):
        return _denied(condition.part, exactly)
    if isinstance(condition, (And, Or)):
        parts = list(dict.fromkeys(in_words(part, exactly) for part in condition.parts))
        return (" and " if isinstance(condition, And) else " or ").join(
            f"({part})" if _joined(part, exactly) else part for part in parts
        )
    if isinstance(condition, ItemIs):
        return f"the item is a {_label(condition.name)}"
    if isinstance(condition, Within):
        return f"{_label(condition.term)} {threshold_text(condition, exactly)}"
    if isinstance(condition, (Has, OneOf, Every)):
        only = "only " if isinstance(condition, Every) else ""
        if exactly and condition.term == "openQuestion":
            return f"answered yes: {_questions(condition.values)}"
        return f"{_label(condition.term)}: {only}{_listed(condition, exactly)}"
    if isinstance(condition, Present):
        return _PRESENT.get(condition.term, (f"{_label(condition.term)} is there", ""))[0]
    return "nothing else"


def threshold_text(leaf: Within, exactly: bool = False) -> str:
    """A range in the words of a provision; exactly: with every digit, with the unit, and days in the words for days."""
    bounds = leaf.min_inclusive, leaf.min_exclusive, leaf.max_inclusive, leaf.max_exclusive
    words = _OF_DAYS if exactly and lexicon().is_day(leaf.term) else _OF_NUMBERS
    return ", ".join(
        f"{word} {_amount(leaf.term, bound) if exactly else say(leaf.term, bound)}"
        for word, bound in zip(words, bounds, strict=True)
        if bound is not None
    )


def say(term: str, value: Decimal) -> str:
    """A value of a term as people write it: a day as a day, a number as a number."""
    if lexicon().is_day(term):
        return date.fromordinal(int(value)).isoformat()
    return show(value)


def show(value: Decimal) -> str:
    """A decimal as people write it."""
    short = Decimal(f"{value:.6g}").normalize() if len(value.normalize().as_tuple().digits) > 6 and value % 1 else value
    if short and abs(short) < Decimal("0.0001"):
        return f"{short.normalize():e}".replace("E", "e")
    return format(short.normalize(), "f")


def unit_of(term: str) -> str:
    """The unit in which bounds of a term are written; empty for counts, fractions, days and words."""
    known = lexicon().terms.get(term)
    unit = (known.unit or "") if known else ""
    return "" if unit == "1" or lexicon().is_day(term) else unit


def _amount(term: str, value: Decimal) -> str:
    """A bound with all its digits and its unit: digits are what a reader holds against the law."""
    if lexicon().is_day(term):
        return say(term, value)
    unit = unit_of(term)
    return format(value.normalize(), "f") + (f" {unit}" if unit else "")


def _denied(part: Condition, exactly: bool) -> str:
    if isinstance(part, Not):
        return in_words(part.part, exactly)
    if isinstance(part, (Has, OneOf)):
        if exactly and part.term == "openQuestion":
            return f"not answered yes: {_questions(part.values)}"
        return f"{_label(part.term)}: none of {_listed(part, exactly)}"
    if isinstance(part, Present) and part.term in _PRESENT:
        return _PRESENT[part.term][1]
    return f"not ({in_words(part, exactly)})"


def _joined(phrase: str, exactly: bool) -> bool:
    """Whether a phrase inside another needs parentheses."""
    return " or " in phrase or (exactly and " and " in phrase)


def _label(name: str) -> str:
    term = lexicon().terms.get(name)
    return term.label if term else name


def _listed(leaf: Has | OneOf | Every, exactly: bool, most: int = 6) -> str:
    values = [_label(value) for value in leaf.values] if exactly and leaf.term in _CLASSES else list(leaf.values)
    shown = values if exactly or len(values) <= most + 1 else values[:most]
    rest = len(values) - len(shown)
    return " or ".join(shown) + (f" or one of {rest} more" if rest else "")


def _questions(ids: tuple[str, ...]) -> str:
    from qgov.norms.load import norm_book

    known = norm_book().questions
    return " or ".join(f"{known[id].definition} ({id})" if id in known else id for id in ids)

"""What is wrong with an input, where, and what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Control characters, lone surrogates, and marks that reorder or break the text around them when it is shown.
BROKEN = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u2028-\\u202e\\u2066-\\u2069]")


@dataclass(frozen=True)
class Fault:
    """One fault: a JSON Pointer (RFC 6901) into the input, what is wrong there, and the remedy.

    An empty pointer is the input as a whole; its text then names no place.
    """

    pointer: str
    message: str
    remedy: str = ""

    def to_dict(self) -> dict[str, str]:
        return {"pointer": written(self.pointer), "message": written(self.message), "remedy": written(self.remedy)}

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        return written(where + self.message + (f"; {self.remedy}" if self.remedy else ""))


def written(text: str) -> str:
    """Text that any stream can carry and any reader can trust: what is broken in it is spelled out."""
    return BROKEN.sub(lambda mark: mark.group().encode("unicode_escape").decode(), text)


class InputError(ValueError):
    """The input cannot be read as what it claims to be; carries every fault that was found."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class NormError(ValueError):
    """A shape, norm or reference table that qgov ships or was given is outside the analysable part."""


class LexiconError(ValueError):
    """The ontology does not say what the code needs from it."""

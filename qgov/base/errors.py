"""What is wrong with an input, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: a JSON Pointer (RFC 6901) into the input, what is wrong there, and the remedy.

    An empty pointer is the input as a whole; its text then names no place.
    """

    pointer: str
    message: str
    remedy: str = ""

    def __post_init__(self) -> None:
        """Whatever stood in the input, a fault is text that any stream can carry."""
        for name in ("pointer", "message", "remedy"):
            text = getattr(self, name)
            if not text.isprintable():
                shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
                object.__setattr__(self, name, shown)

    def to_dict(self) -> dict[str, str]:
        return {"pointer": self.pointer, "message": self.message, "remedy": self.remedy}

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        return where + self.message + (f"; {self.remedy}" if self.remedy else "")


class InputError(ValueError):
    """The input cannot be read as what it claims to be; carries every fault that was found."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class NormError(ValueError):
    """A shape, norm or reference table that qgov ships or was given is outside the analysable part."""


class LexiconError(ValueError):
    """The ontology does not say what the code needs from it."""

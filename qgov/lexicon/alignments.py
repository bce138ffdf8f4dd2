"""The mappings of the lexicon to other vocabularies, read from SSSOM tables. They are mapped, never imported.

Source of the format: A Simple Standard for Sharing Ontological Mappings, doi:10.1093/database/baac035.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qgov.base.errors import LexiconError
from qgov.base.parse import parse_plain_yaml
from qgov.base.resources import resource

_KNOWN = {"skos": "http://www.w3.org/2004/02/skos/core#", "qgov": "https://w3id.org/qgov/"}


@dataclass(frozen=True)
class Mapping:
    """One mapping: a term, how it relates to a term of another vocabulary, and why so."""

    subject: str
    predicate: str
    object: str
    object_label: str
    vocabulary: str
    confidence: str
    comment: str
    seen: bool

    @property
    def relation(self) -> str:
        """The name of the predicate, such as ``closeMatch``."""
        return self.predicate.rsplit("#", 1)[-1]


def alignment_files() -> list[Path]:
    return sorted(resource("ontology").glob("alignments/*.sssom.tsv"))


@cache
def alignments() -> dict[str, tuple[Mapping, ...]]:
    """Term name -> its mappings, by vocabulary."""
    found: dict[str, list[Mapping]] = defaultdict(list)
    for path in alignment_files():
        for mapping in read_mappings(path):
            found[mapping.subject].append(mapping)
    return {name: tuple(rows) for name, rows in found.items()}


def read_mappings(path: Path) -> list[Mapping]:
    """The mappings of one table. LexiconError says what is wrong with it."""
    lines = path.read_text("utf-8").splitlines()
    head = parse_plain_yaml("\n".join(line[1:].removeprefix(" ") if line.startswith("# ") else line[1:]
                                      for line in lines if line.startswith("#")))  # fmt: skip
    if not isinstance(head, dict):
        raise LexiconError(f"{path.name}: the head has no curie_map")
    prefixes = _KNOWN | dict(head.get("curie_map", {}))
    vocabulary = path.name.removesuffix(".sssom.tsv")
    rows = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t")
    return [_mapping(row, prefixes, vocabulary, path.name) for row in rows]


def _mapping(row: dict, prefixes: dict[str, str], vocabulary: str, where: str) -> Mapping:
    def expanded(text: str) -> str:
        prefix, _, name = text.partition(":")
        if text.startswith(("http://", "https://")):
            return text
        if prefix not in prefixes:
            raise LexiconError(f"{where}: the prefix of {text} is not in the curie_map")
        return prefixes[prefix] + name

    return Mapping(
        subject=row["subject_id"].removeprefix("qgov:"),
        predicate=expanded(row["predicate_id"]),
        object=expanded(row["object_id"]),
        object_label=row.get("object_label", ""),
        vocabulary=vocabulary,
        confidence=row.get("confidence", ""),
        comment=row.get("comment", ""),
        seen="unseen" not in (row.get("other") or ""),
    )

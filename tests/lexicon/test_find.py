"""Terms by what people call them: name, label in any language, a text; and what may have been meant."""

from __future__ import annotations

import pytest

from qgov.cli import main
from qgov.lexicon import lexicon
from qgov.lexicon.find import holding, named, near


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ChannelMap", "ChannelMap"), ("qgov:ChannelMap", "ChannelMap"),
        ("https://w3id.org/qgov/ChannelMap", "ChannelMap"),
        ("channel map", "ChannelMap"), ("Transmission Channel", "TransmissionChannel"), ("Kanalabbildung", "ChannelMap"),
    ],
)  # fmt: skip
def test_a_term_is_found_by_name_and_label(text, name):
    assert name in [term.name for term in named(lexicon(), text)]


def test_one_word_for_three_things_offers_all_three():
    found = [term.name for term in near(lexicon(), "quantum channel")]
    assert found[0] == "LegalQuantumChannel" and {"ChannelMap", "TransmissionChannel"} <= set(found)


def test_what_is_misspelt_offers_its_like():
    assert "cnotError" in [term.name for term in near(lexicon(), "cnotErrror")]
    assert near(lexicon(), "zzzzqqqq") == []


def test_a_text_is_found_in_definitions_too():
    assert "ChannelMap" in [term.name for term in holding(lexicon(), "trace preserving")]


def test_a_search_that_finds_nothing_says_so(capsys):
    assert main(["term", "--search", "zzzzqqqq"]) == 2
    assert "no term holds 'zzzzqqqq'" in capsys.readouterr().err
    assert main(["term", "quantum channel"]) == 2
    assert "ChannelMap (channel map)" in capsys.readouterr().err


def test_a_number_without_its_instrument_is_known(capsys):
    assert main(["norms", "4A906"]) == 2
    told = capsys.readouterr().err
    assert "did you mean" in told and "us-ear:4A906" in told and len(told) < 300

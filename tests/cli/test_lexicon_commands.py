"""The commands of ``qgov lexicon``, as a user runs them."""

from __future__ import annotations

import pytest

from qgov.cli import main


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    found = capsys.readouterr()
    return code, found.out, found.err


def test_check_passes(capsys):
    code, out, err = run(capsys, "lexicon", "check")
    assert (code, out) == (0, "")
    assert "0 error, 0 warning" in err


def test_a_question_is_asked(capsys):
    code, out, err = run(capsys, "lexicon", "questions", "legal-channel-three-cases", "-v")
    assert code == 0 and out.startswith("ok   quantum/legal-channel-three-cases")
    assert "1 questions, 0" in err


def test_usage_of_a_term(capsys):
    code, out, _ = run(capsys, "lexicon", "usage", "TrustedNode")
    assert code == 0 and "network/" in out
    assert run(capsys, "lexicon", "usage", "--unused")[1] == ""
    code, _, err = run(capsys, "lexicon", "usage", "NoSuchTerm")
    assert code == 2 and "no term" in err


def test_diff_names_the_version(capsys):
    code, out, _ = run(capsys, "lexicon", "diff", "0.1.0", "0.2.0")
    assert code == 0
    assert "0.1.0 -> 0.2.0: major change, asks for 0.2.0" in out
    code, _, err = run(capsys, "lexicon", "diff", "9.9.9")
    assert code == 2 and "no release 9.9.9" in err


def test_a_release_below_what_the_change_asks_for_is_refused(capsys):
    code, _, err = run(capsys, "lexicon", "release", "0.0.1")
    assert code == 2 and "0.0.1 is no version for this change" in err


def test_the_site_is_written(capsys, tmp_path):
    code, out, _ = run(capsys, "lexicon", "site", str(tmp_path / "site"))
    assert code == 0 and "index.html" in out
    assert (tmp_path / "site" / "term" / "Qubit.ttl").exists()


@pytest.mark.parametrize("name", ["check", "questions", "usage", "reason", "diff", "release", "site", "mutate"])
def test_help_has_examples(capsys, name):
    with pytest.raises(SystemExit) as stop:
        main(["lexicon", name, "--help"])
    assert stop.value.code == 0
    assert f"qgov lexicon {name}" in capsys.readouterr().out


def test_term_in_every_form(capsys):
    code, out, _ = run(capsys, "term", "TrustedNode", "--usage")
    assert code == 0 and "questions" in out and "not covered" in out
    assert "qgov:TrustedNode" in run(capsys, "term", "TrustedNode", "--format", "turtle")[1]
    assert '"@id"' in run(capsys, "term", "TrustedNode", "--format", "jsonld")[1]


def test_validate_is_silent_on_a_dossier_that_the_lexicon_allows(capsys):
    code, out, err = run(capsys, "validate", "data/dossiers/2026-us-de-torino.json")
    assert code == 0 and "well-formed" in out and err == ""

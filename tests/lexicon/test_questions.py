"""The competency questions: each comes back with the rows that its file expects, and every term is used by one."""

from __future__ import annotations

import pytest

from qgov.base.errors import LexiconError
from qgov.lexicon import lexicon
from qgov.lexicon.questions import questions, read_question, used_by
from qgov.store.query import open_graphs
from qgov.store.questions import ask

SYSTEMS = {f"S{number}" for number in range(1, 18)}


@pytest.fixture(scope="module")
def store():
    return open_graphs()


@pytest.mark.parametrize("question", questions(), ids=lambda question: f"{question.module}/{question.name}")
def test_question(question, store):
    (answer,) = ask([question], store)
    assert answer.fault == ""


def test_there_are_enough_and_each_is_asked_once():
    every = questions()
    assert len(every) >= 60
    texts = [question.text.lower() for question in every]
    assert sorted(text for text in set(texts) if texts.count(text) > 1) == []
    assert [question.name for question in every if not question.text.endswith("?") and question.rows is not None] == []


def test_every_system_is_served():
    served = {word for question in questions() for word in question.serves}
    assert SYSTEMS - served == set()


def test_every_term_is_used():
    used = used_by(questions())
    assert sorted(name for name in lexicon().terms if not used.get(name)) == []


def test_a_question_names_only_terms_that_exist():
    faults = {
        f"{question.module}/{question.name}": missing
        for question in questions()
        if (missing := sorted(name for name in question.terms() - set(lexicon().terms) if "/" not in name))
    }
    assert faults == {}


QUESTION = """
question: Which channels are there?
data: |
  ex:fibre a qgov:TransmissionChannel .
sparql: |
  SELECT ?channel WHERE { ?channel a qgov:TransmissionChannel }
rows:
  - [ex:fibre]
"""


def answer_to(text: str, store):
    return ask([read_question(text, "x", "quantum")], store)[0]


def test_a_wrong_answer_is_told(store):
    assert answer_to(QUESTION, store).passed
    assert answer_to(QUESTION.replace("- [ex:fibre]", "- [ex:cable]"), store).fault == (
        "missing: ex:cable | not expected: ex:fibre"
    )
    assert "more often" in answer_to(QUESTION.replace("- [ex:fibre]", "- [ex:fibre]\n  - [ex:fibre]"), store).fault


def test_the_data_of_a_question_is_gone_after_it(store):
    before = len(store)
    answer_to(QUESTION, store)
    assert len(store) == before


def test_data_that_contradicts_the_lexicon_is_told(store):
    text = QUESTION.replace(
        "ex:fibre a qgov:TransmissionChannel .", "ex:fibre a qgov:TransmissionChannel , qgov:ChannelMap ."
    )
    assert "contradicts the lexicon" in answer_to(text, store).fault
    contradiction = "question: Not both?\ninconsistent: true\ndata: |\n  ex:a a qgov:TransmissionChannel .\n"
    assert answer_to(contradiction, store).fault == "the data does not contradict the lexicon"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- 1", "a question in words is missing"),
        ("question: Why?\nsparql: x", "give sparql and rows"),
        ("question: Why?\nsparql: x\nrows: true\nanswer: 1", "unknown keys answer"),
        ("question: Why?\ninconsistent: true", "needs data"),
        ("question: Why?\nsparql: x\nrows: maybe", "rows is true, false, or a list"),
        ("question: [", "x.yaml"),
    ],
)
def test_a_file_that_is_not_well_formed_is_refused(text, says):
    with pytest.raises(LexiconError, match=says):
        read_question(text, "x", "quantum")


def test_a_query_that_cannot_be_run_is_told(store):
    assert "cannot be run" in answer_to(QUESTION.replace("SELECT", "SELEKT"), store).fault
    assert "cannot be read" in answer_to(QUESTION.replace("ex:fibre a", "ex:fibre ~"), store).fault

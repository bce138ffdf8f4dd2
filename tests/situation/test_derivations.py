"""Each derivation of a line: what makes it true, what makes it false, and what leaves it open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from qgov.situation import build_lines, reference
from qgov.situation.aims import aimed_at
from qgov.situation.asked import Asked
from qgov.situation.lines import end_use_indications, item_origin
from qgov.situation.recipients import nationality_terms, perhaps_citizens, released_within
from qgov.situation.route import export_from, import_into, places_reached
from qgov.situation.sides import RELEASED

TABLES = reference()
RELEASES = ("TechnologyRelease", "RemoteAccess", "QuantumTransmission", "EntanglementDistribution", "DataTransfer")


# Borders.


@pytest.mark.parametrize(
    ("origin", "destination", "left", "entered"),
    [
        ("US", "IN", "US", "IN"), ("DE", "IN", "DE EU", "IN"), ("IN", "DE", "IN", "DE EU"), ("DE", "FR", "DE", "FR"),
        ("DE", "GB", "DE EU", "GB"), ("GB", "DE", "GB", "DE EU"), ("US", "PR", "", ""), ("PR", "IN", "US", "IN"),
        ("US-CA", "US-NY", "", ""), ("US", "US-NY", "", ""), ("US-CA", "IN", "US", "IN"), ("FR", "GP", "", ""),
        ("DE", "GP", "DE", "FR"),
        ("GP", "IN", "FR EU", "IN"), ("GB", "IM", "", None), ("JE", "IN", "JE", "IN"), ("GB", "JE", "GB", "JE"),
        ("FR", "NC", "FR EU", "NC"), ("DE", "NC", "DE EU", "NC"), ("DE", "FR-NC", "DE EU", "NC"),
        ("DE", "FR-PF", "DE EU", "PF"),
        ("DE", "CW", "DE EU", "CW"), ("DE", "NL-CW", "DE EU", "CW"), ("DE", "NL-BQ1", "DE EU", "BQ"),
        ("DE", "BQ", "DE EU", "BQ"),
        ("DE", "GL", "DE EU", "GL"), ("DE", "FO", "DE EU", "FO"), ("DE", "ES-CE", "DE EU", "ES-CE"),
        ("DE", "ES-ML", "DE EU", "ES-ML"),
        ("DE", "AX", "DE", "FI"), ("AX", "IN", "FI EU", "IN"), ("DE", "FI-01", "DE", None), ("DE", "MC", "DE", "MC"),
        ("DE", "SM", "DE EU", "SM"), ("CN", "HK", "CN", None), ("HK", "IN", "HK", "IN"), ("US", "MO", "US", "MO"),
        ("MO", "IN", "MO", "IN"),
        ("US", "CN-HK", "US", "HK"), ("US", "TW", "US", "TW"), ("US", "XK", "US", "XK"), ("SJ", "IN", "SJ", "IN"),
    ],
)  # fmt: skip
def test_borders_crossed(dossier, origin, destination, left, entered):
    made = dossier(origin=origin, destination=destination)
    assert export_from(made, TABLES) == frozenset(left.split())
    if entered is not None:
        assert import_into(made, TABLES) == frozenset(entered.split())


def test_northern_ireland_lies_in_both_territories(dossier):
    assert "EU" not in export_from(dossier(origin="DE", destination="GB-NIR"), TABLES)
    assert "EU" in export_from(dossier(origin="DE", destination="GB"), TABLES)
    assert {"GB", "EU"} <= export_from(dossier(origin="GB-NIR", destination="IN"), TABLES)
    assert "GB" not in export_from(dossier(origin="GB", destination="GB-NIR"), TABLES)


def test_the_united_kingdom_left_the_union_on_a_day(dossier):
    assert "EU" not in export_from(dossier(origin="DE", destination="GB", date="2020-01-31"), TABLES)
    assert "EU" in export_from(dossier(origin="DE", destination="GB", date="2020-02-01"), TABLES)


@pytest.mark.parametrize(
    "place", ["US", "DE", "GP", "GB-NIR", "HK", "MO", "NC", "UA-43", "ES-CE", "XK", "MC", "LI", "VA"]
)
def test_every_place_has_law(place):
    for day in (date(2020, 1, 1), date(2026, 10, 5)):
        found = TABLES.jurisdictions(place, day)
        assert found and all(code for code in found)


@pytest.mark.parametrize("kind", RELEASES)
@pytest.mark.parametrize(
    ("origin", "destination"),
    [("US", "US"), ("US", "US-CA"), ("US-NY", "US-CA"), ("US-CA", "US"), ("US", "PR"), ("DE", "DE")],
)
def test_a_release_inside_a_state_leaves_nothing(dossier, kind, origin, destination):
    """15 CFR 734.13(a)(2) and (b): where in the country the foreign person stands makes no difference."""
    reached = {"CN": "certain", None: "possible", origin[:2]: "no"}
    for citizenship, expected in reached.items():
        person = {"id": "guest", "role": "recipient", "kind": "person", "country": destination}
        person |= {"citizenship": [citizenship]} if citizenship else {}
        made = dossier(type=kind, origin=origin, destination=destination, parties=[person])
        assert export_from(made, TABLES) == frozenset()
        certain, possible = released_within(made, TABLES)
        codes = frozenset(TABLES.jurisdictions(origin, made.date)) if kind in RELEASED else frozenset()
        assert certain == (codes if expected == "certain" else frozenset()), citizenship
        assert possible == (codes if expected == "possible" else frozenset()), citizenship


NATIONALS = [
    ([["CN", "US"]], {"US"}, set()),
    ([["US", "CN"]], {"CN"}, set()),
    ([["DE"], ["CN"]], {"DE", "CN"}, set()),
    ([["CN"], None], {"CN"}, {"singled-out"}),
    ([[], None], set(), {"singled-out"}),
]


@pytest.mark.parametrize(("citizenships", "known", "perhaps"), NATIONALS)
def test_the_most_recent_citizenship_counts(dossier, citizenships, known, perhaps):
    people = [
        {"id": f"p{index}", "role": "recipient", "kind": "person", "country": "US", "citizenship": places or []}
        for index, places in enumerate(citizenships)
    ]
    made = dossier(type="TechnologyRelease", destination="US", parties=people, date="2026-10-05")
    certain, possible = nationality_terms(made, TABLES)
    assert certain["nationality"] == known and possible["nationality"] == perhaps
    denied, maybe = certain["anyNationalityGroup"], possible["anyNationalityGroup"]
    assert ("us-ear:D:1" in denied) == ("CN" in known)
    assert ("us-ear:D:1" in maybe) == ((None in citizenships or [] in citizenships) and "us-ear:D:1" not in denied)


@pytest.mark.parametrize(
    ("kind", "parties", "singled_out"),
    [
        ("TechnologyRelease", [{"id": "p", "role": "recipient", "kind": "person"}], True),
        ("TechnologyRelease", [{"id": "p", "role": "recipient", "kind": "person", "residency": ["FR"]}], False),
        ("TechnologyRelease", [{"id": "p", "role": "recipient", "kind": "company"}], False),
        ("RemoteAccess", [], True),
        ("RemoteAccess", [{"id": "p", "role": "processor", "kind": "company", "country": "IN"}], False),
        ("Export", [{"id": "p", "role": "endUser", "kind": "person"}], False),
    ],
    ids=["person", "resident", "company", "nobody", "processor", "no release"],
)
def test_a_nationality_that_is_not_told_may_be_one_that_a_norm_names(dossier, kind, parties, singled_out):
    there = "DE" if kind == "Export" else "US"
    _, possible = nationality_terms(dossier(type=kind, destination=there, parties=parties, date="2026-10-05"), TABLES)
    assert ("singled-out" in possible.get("nationality", ())) == singled_out


@pytest.mark.parametrize(
    ("citizenship", "residency", "certain", "possible"),
    [
        (["CN"], [], True, False), (["CN", "US"], [], False, False), (["US", "CN"], [], False, True),
        (["US", "CN"], ["US"], False, False), (["US", "CN"], ["CA"], False, True), (["CN"], ["US", "CA"], False, False),
        ([], [], False, True), (["CN", "CA"], [], True, False),
    ],
)  # fmt: skip
def test_an_earlier_citizenship_may_have_been_given_up(dossier, citizenship, residency, certain, possible):
    """15 CFR 772.1, foreign person: who is a citizen, or a permanent resident, not who was one."""
    person = {
        "id": "p",
        "role": "recipient",
        "kind": "person",
        "country": "US",
        "citizenship": citizenship,
        "residency": residency,
    }
    made = dossier(type="TechnologyRelease", destination="US", parties=[person], date="2026-10-05")
    assert released_within(made, TABLES) == (
        frozenset({"US"} if certain else ()), frozenset({"US"} if possible else ())
    )  # fmt: skip
    said = perhaps_citizens(made, TABLES)
    assert bool(said) == (possible and bool(citizenship)) and all("add US to residency" in words for words in said)


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([(["CN"], [])], True), ([(["CN", "CA"], [])], True), ([([], ["FR"])], True), ([(["CN"], ["CN"])], True),
        ([(["CN"], ["CA"])], False), ([([], [])], False), ([(["IN"], []), (["CN"], ["CA"])], False),
        ([(["HK"], [])], False),
    ],
)  # fmt: skip
def test_the_latest_nationality_is_told_of_everyone_or_not(dossier, people, told):
    """Of Hong Kong it is told, and its country groups are not known from the table itself."""
    parties = [
        {"id": f"p{n}", "role": "recipient", "kind": "person", "country": "US", "citizenship": held, "residency": right}
        for n, (held, right) in enumerate(people)
    ]
    certain, possible = nationality_terms(
        dossier(type="TechnologyRelease", destination="US", parties=parties, date="2026-10-05"), TABLES
    )
    assert certain["nationalityTold"] == (frozenset({"latest"}) if told else frozenset())
    assert "nationalityTold" not in possible


def test_two_lists_that_end_differently_leave_the_nationality_open(dossier):
    person = {
        "id": "p",
        "role": "recipient",
        "kind": "person",
        "country": "US",
        "citizenship": ["CN"],
        "residency": ["CA"],
    }
    made = dossier(type="TechnologyRelease", destination="US", parties=[person], date="2026-10-05")
    certain, possible = nationality_terms(made, TABLES)
    assert certain["nationality"] == frozenset() and possible["nationality"] == {"CN", "CA"}
    assert "us-ear:D:1" in possible["anyNationalityGroup"] and "us-ear:D:1" not in certain["anyNationalityGroup"]


@pytest.mark.parametrize(
    ("citizenships", "certain", "possible"),
    [
        ([["CA"]], True, False), ([["CA", "AU"]], True, False), ([["CN", "AU"]], False, False),
        ([["AU"], ["AU", "CA"]], True, False), ([["AU"], ["CN", "CA"]], False, False), ([["AU"], []], False, True),
    ],
)  # fmt: skip
def test_every_citizenship_has_to_be_of_the_group(dossier, citizenships, certain, possible):
    """15 CFR 734.20(b)(3): not the latest alone; of one who states none it is open."""
    people = [
        {"id": f"p{index}", "role": "recipient", "kind": "person", "country": "FR", "citizenship": places}
        for index, places in enumerate(citizenships)
    ]
    made = dossier(type="TechnologyRelease", origin="FR", destination="FR", parties=people, date="2026-10-05")
    sure, perhaps = nationality_terms(made, TABLES)
    assert ("us-ear:A:5" in sure["citizenshipGroup"]) == certain
    assert ("us-ear:A:5" in perhaps["citizenshipGroup"]) == possible


def test_a_transfer_in_country_leaves_nothing(dossier):
    assert export_from(dossier(type="InCountryTransfer", destination="US"), TABLES) == frozenset()


# Places reached.


def person(**more) -> list:
    return [{"id": "p", "role": "recipient", "kind": "person", **more}]


@pytest.mark.parametrize(
    ("changes", "reached", "not_reached"),
    [
        ({}, "IN", "US"), ({"transit": ["RU"]}, "IN RU", ""), ({"destination": "RU-MOW"}, "RU RU-MOW", ""),
        ({"destination": "UA-43"}, "UA-43", "UA"), ({"destination": "UA"}, "UA", "UA-43"),
        ({"transit": ["UA-14"]}, "UA-14", "UA"),
        ({"parties": person(country="IR")}, "IN IR", ""),
        ({"parties": [{"id": "e", "role": "exporter", "country": "IR"}]}, "IN IR", ""),
        ({"parties": [{"id": "e", "role": "authority", "country": "IR"}]}, "IN", "IR"),
        ({"parties": [{"id": "c", "role": "consignee", "country": "CU"}]}, "IN CU", ""),
        ({"parties": [{"id": "c", "role": "endUser", "country": "RU-MOW"}]}, "IN RU", ""),
        ({"parties": person(citizenship=["IR", "FR"])}, "IN", "IR FR"),
        ({"type": "TechnologyRelease", "parties": person(citizenship=["IR", "FR"])}, "IN FR", "IR"),
        ({"type": "TechnologyRelease", "parties": person(citizenship=["FR", "IR"])}, "IN IR", "FR"),
        ({"type": "RemoteAccess", "parties": person(residency=["FR", "KP"])}, "IN KP", "FR"),
    ],
)  # fmt: skip
def test_places_reached(dossier, changes, reached, not_reached):
    found = places_reached(dossier(**changes))
    assert set(reached.split()) <= found and not set(not_reached.split()) & found


# Origin of the item.


def origin(dossier, item: dict, **changes) -> tuple[set, set]:
    made = dossier(item, **changes)
    certain, possible, _ = item_origin(made, made.items[0], TABLES)
    return set(certain), set(possible)


ABROAD = {"type": "Reexport", "origin": "SG", "destination": "IN"}


def test_origin_as_stated_or_read(dossier):
    assert origin(dossier, {"originCountry": "DE"}) == ({"DE", "EU"}, set())
    assert origin(dossier, {"originCountry": None}) == ({"US"}, set())
    assert origin(dossier, {"originCountry": None}, origin="DE") == ({"DE", "EU"}, set())
    assert origin(dossier, {"originCountry": "US-CA"})[0] == {"US"} and origin(dossier, {"originCountry": "PR"})[0] == {
        "US"
    }


def test_origin_of_what_is_abroad_may_be_the_united_states(dossier):
    assert origin(dossier, {"originCountry": None}, **ABROAD) == (set(), {"US"})
    assert origin(dossier, {"originCountry": "US"}, **ABROAD) == ({"US"}, set())
    inside = {"type": "InCountryTransfer", "origin": "SG", "destination": "SG"}
    assert origin(dossier, {"originCountry": None}, **inside) == (set(), {"US"})


@pytest.mark.parametrize("share", ["0", "0.05", "0.25"])
def test_a_small_share_does_not_settle_where_an_item_was_made(dossier, share):
    """15 CFR 734.3(a)(2), 734.4: the share frees foreign-made items; what was made in the United States stays subject."""
    assert origin(dossier, {"originCountry": None, "usContent": Decimal(share)}, **ABROAD) == (set(), {"US"})


EDGES = [
    ("0", "IN", "no"), ("0.25", "IN", "no"), ("0.2500000000000000000000000000000000001", "IN", "yes"), ("0.251", "IN", "yes"),
    ("0.1", "CU", "no"), ("0.1000000000000000000000000000000000001", "CU", "yes"), ("0.25", "CU", "yes"), ("0.1", "IR", "no"),
    ("0.11", "IR", "yes"), ("0.11", "IN", "no"), ("1", "IN", "yes"),
]  # fmt: skip


@pytest.mark.parametrize(("share", "destination", "answer"), EDGES)
def test_the_edges_of_de_minimis(dossier, share, destination, answer):
    found = origin(
        dossier, {"originCountry": "SG", "usContent": Decimal(share)}, **ABROAD | {"destination": destination}
    )
    assert ("US" in found[0], "US" in found[1]) == (answer == "yes", False)


@pytest.mark.parametrize(
    ("share", "answer"),
    [
        ({"value": Decimal("0.25"), "uncertainty": Decimal("0.02")}, "open"),
        ({"lower": Decimal("0.2"), "upper": Decimal("0.3")}, "open"),
        ({"lower": Decimal("0.26")}, "yes"), ({"lower": Decimal("0.2")}, "open"), ({"upper": Decimal("0.25")}, "no"),
        ({"value": 40, "unit": "%", "uncertainty": 2}, "yes"), ({"value": 10, "unit": "%", "uncertainty": 2}, "no"),
        ({"value": Decimal("0.30"), "uncertainty": Decimal("0.02"), "lower": Decimal("0.2"),
        "upper": Decimal("0.4")}, "open"),
    ],
)  # fmt: skip
def test_a_share_that_straddles_leaves_the_origin_open(dossier, share, answer):
    found = origin(dossier, {"originCountry": "SG", "usContent": share}, **ABROAD)
    assert ("US" in found[0], "US" in found[1]) == {"yes": (True, False), "no": (False, False), "open": (False, True)}[
        answer
    ]


def test_before_the_first_edition_the_lower_share_may_hold(dossier):
    item = {"originCountry": "SG", "usContent": Decimal("0.2")}
    assert origin(dossier, item, **ABROAD, date="2026-03-02") == ({"SG"}, {"US"})
    assert origin(dossier, item, **ABROAD) == ({"SG"}, set())


@pytest.mark.parametrize(
    "item", [{"originCountry": "US"}, {"originCountry": "SG", "usContent": 1}, {"originCountry": None}]
)
@pytest.mark.parametrize("home", ["US", "PR", "US-CA"])
def test_what_comes_home_is_not_reexported(dossier, item, home):
    found = origin(dossier, item, **ABROAD | {"destination": home})
    assert "US" not in found[0] | found[1]


# Papers.


def licensed(dossier, licence: dict, **changes) -> bool:
    paper = {
        "type": "licence",
        "covers": ["us-ear:4A906"],
        "validFrom": "2026-10-05",
        "validUntil": "2026-10-05",
    } | licence
    paper = {key: value for key, value in paper.items() if value is not None}
    (line,) = build_lines(dossier(authorisations=[paper], **changes), {}, TABLES)
    found = line.members["licensedProvision"]
    assert found or paper["type"] != "licence" or any("does not count" in warning for warning in line.warnings)
    return found == {"us-ear:4A906"}


LAB = [{"id": "lab", "role": "endUser"}, {"id": "us", "role": "exporter"}]


@pytest.mark.parametrize(
    ("licence", "changes", "valid"),
    [
        ({}, {}, True), ({"validUntil": "2026-10-04", "validFrom": "2026-01-01"}, {}, False),
        ({"validFrom": "2026-10-06", "validUntil": "2027-01-01"}, {}, False),
        ({"validFrom": None}, {}, False), ({"validUntil": None}, {}, False), ({"covers": None}, {}, False),
        ({"covers": []}, {}, False),
        ({"type": "exception"}, {}, False), ({"type": "general-authorisation"}, {}, False),
        ({"destinations": ["IN"]}, {}, True), ({"destinations": ["CN"]}, {}, False),
        ({"destinations": ["CN", "IN"]}, {}, True),
        ({"destinations": []}, {}, True), ({"destinations": ["RU"]}, {"destination": "RU-MOW"}, True),
        ({"destinations": ["RU-MOW"]}, {"destination": "RU"}, False),
        ({"destinations": ["UA"]}, {"destination": "UA"}, True),
        ({"destinations": ["UA"]}, {"destination": "UA-43"}, False),
        ({"destinations": ["UA-43"]}, {"destination": "UA-43"}, True),
        ({"destinations": ["UA-43"]}, {"destination": "UA"}, False),
        ({"destinations": ["FR"]}, {"destination": "NC"}, False),
        ({"destinations": ["FR"]}, {"destination": "FR-NC"}, False),
        ({"destinations": ["NL"]}, {"destination": "NL-CW"}, False),
        ({"parties": ["lab"]}, {"parties": LAB}, True), ({"parties": ["us"]}, {"parties": LAB}, False),
        ({"parties": []}, {"parties": LAB}, True),
        ({"parties": ["lab", "us"]}, {"parties": LAB}, True), ({"parties": ["us"]}, {"parties": LAB[1:]}, True),
        ({"parties": ["lab"]}, {"parties": [*LAB, {"id": "other", "role": "consignee"}]}, False),
        ({"parties": ["lab"]}, {"parties": [*LAB, {"id": "other", "role": "carrier"}]}, True),
    ],
)  # fmt: skip
def test_when_a_licence_counts(dossier, licence, changes, valid):
    assert licensed(dossier, licence, **changes) is valid


# Declarations and parties.


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ""), ({"declarations": None}, ""), ({"declarations": {"militaryEndUse": True}}, "military"),
        ({"declarations": {"wmdEndUse": True}}, "wmd"), ({"declarations": {"informedByAuthority": True}}, "informed"),
        ({"endUse": "military"}, "military"), ({"endUse": "government"}, ""), ({"endUse": "civil-research"}, ""),
        ({"parties": [{"id": "p", "role": "endUser", "kind": "military"}]}, "military"),
        ({"parties": [{"id": "p", "role": "consignee", "kind": "military"}]}, "military"),
        ({"parties": [{"id": "p", "role": "exporter", "kind": "military"}]}, ""),
        ({"parties": [{"id": "p", "role": "endUser", "kind": "government"}]}, ""),
        ({"declarations": {"militaryEndUse": False}, "endUse": "military"}, "military"),
        ({"declarations": {"militaryEndUse": True, "wmdEndUse": True, "informedByAuthority": True}},
        "military wmd informed"),
    ],
)  # fmt: skip
def test_end_use_indications(dossier, changes, found):
    assert end_use_indications(dossier(**changes)) == frozenset(found.split())


WANTED = frozenset({"us-ear:4A906.a", "eu-dual-use:4A506.a"})


@pytest.mark.parametrize(
    ("declared", "certain", "left_open"),
    [
        (None, "", WANTED), (["us-ear:4A906.a"], "us-ear:4A906.a us-ear:4A906", {"eu-dual-use:4A506.a"}),
        (["us-ear:4A906.a.2"], "us-ear:4A906.a.2 us-ear:4A906.a us-ear:4A906", {"eu-dual-use:4A506.a"}),
        (["us-ear:4A906"], "us-ear:4A906", WANTED), (["us-ear:EAR99"], "us-ear:EAR99", {"eu-dual-use:4A506.a"}),
        (["us-ear:4A003", "eu-dual-use:4A003"], "us-ear:4A003 eu-dual-use:4A003", set()), (["other"], "", set()),
        (["other", "us-ear:4A003"], "us-ear:4A003", {"eu-dual-use:4A506.a"}),
        # An entry that nobody knows may be a misspelt one.
        (["us-ear:4A960", "eu-dual-use:4A003"], "us-ear:4A960 eu-dual-use:4A003", {"us-ear:4A906.a"}),
    ],
)  # fmt: skip
def test_designed_for(dossier, declared, certain, left_open):
    items = [{"id": "part", "type": "QuantumControlComponent"}, {"id": "other", "type": "QuantumComputer"}]
    if declared is not None:
        items[0]["speciallyDesignedFor"] = declared
    made = dossier(items=items)
    found = aimed_at(made.items[0], "speciallyDesignedFor", WANTED, frozenset({"part", "other"}))
    assert found[:2] == (frozenset(certain.split()), frozenset(left_open))
    assert found[2] == (("other",) if declared and "other" in declared else ())


def test_a_line_says_all_of_it(dossier):
    made = dossier({"designedFor": ["cryptanalysis"]}, transit=["DE"], date="2026-03-02")
    asked = Asked(designs=WANTED, questions=frozenset({"q"}))
    (line,) = build_lines(made, {}, TABLES, asked)
    assert line.members["transferType"] == {"Export"} and line.members["itemType"] == {"QuantumComputer"}
    assert line.members["transitThrough"] == {"DE", "EU"} and line.members["designedFor"] == {"cryptanalysis"}
    assert line.members["personalData"] == {"not-stated"} and line.open_members["openQuestion"] == {"q"}
    assert "designedForProvision" not in line.open_members and "us-ear:A:1" in line.values("destinationGroup")
    assert "QuantumComputer" in line.classes

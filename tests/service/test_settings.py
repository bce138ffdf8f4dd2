"""One model of settings: file, environment and options, in this order; what is unknown is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.service.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]


def test_options_go_over_environment_over_file(tmp_path):
    file = tmp_path / "qgov.toml"
    file.write_text('host = "127.0.0.2"\nport = 1\nquery_deadline = 1.5\npublic_hosts = ["a.example"]\n')
    found = read_settings(file, {"QGOV_PORT": "2", "QGOV_QUERY_DEADLINE": "2.5", "HOME": "/x"}, port=3, host=None)
    assert (found.host, found.port, found.query_deadline) == ("127.0.0.2", 3, 2.5)
    assert found.public_hosts == ("a.example",)


def test_the_file_may_be_named_by_the_environment(tmp_path):
    file = tmp_path / "qgov.toml"
    file.write_text("port = 7")
    assert read_settings(None, {"QGOV_CONFIG": str(file), "QGOV_CACHE": "/c", "QGOV_DEBUG": "1"}).port == 7


def test_names_of_the_environment_that_others_read_are_let_by():
    """Every QGOV_ name that the program reads elsewhere must not stop the service."""
    import re

    read = {
        name
        for folder in ("qgov", "api")
        for file in (ROOT / folder).rglob("*.py")
        for name in re.findall(r'environ(?:\.get\(|\[)"(QGOV_\w+)"|found\("(QGOV_\w+)"', file.read_text("utf-8"))
        for name in name
        if name
    }
    assert {"QGOV_CACHE", "QGOV_DEBUG", "QGOV_STORE_TOKEN"} <= read
    assert read_settings(None, dict.fromkeys(read - {"QGOV_CONFIG"}, "x")) == Settings()


def test_lists_of_the_environment_are_separated_by_commas():
    found = read_settings(None, {"QGOV_CORS_ORIGINS": "https://a.example, http://b.example:81"})
    assert found.cors_origins == ("https://a.example", "http://b.example:81")


def test_nothing_is_read_that_was_not_passed(monkeypatch):
    monkeypatch.setenv("QGOV_PORT", "99")
    assert Settings().port == 8000


@pytest.mark.parametrize(
    ("text", "environment", "words"),
    [
        ("prot = 1", {}, ["unknown setting 'prot'", "did you mean 'port'"]),
        ("", {"QGOV_QUERY_DEADLIN": "1"}, ["QGOV_QUERY_DEADLIN", "did you mean 'QGOV_QUERY_DEADLINE'"]),
        ("zzzzzzzzzzz = 1", {}, ["unknown setting", "qgov doctor --settings"]),
        ("port = 70000", {}, ["port", "65535"]),
        ("port = 'x'", {}, ["port", "integer"]),
        ("", {"QGOV_QUERY_DEADLINE": "nan"}, ["QGOV_QUERY_DEADLINE", "finite"]),
        ("", {"QGOV_QUERY_DEADLINE": "0"}, ["greater than 0"]),
        ("cors_origins = ['example.org']", {}, ["no origin", "https://example.org"]),
        ("oidc_issuer = 'https://i.example'", {}, ["oidc_audience is missing"]),
        ("store_url = 'ftp://x'", {}, ["store_url", "http or https"]),
        ("store_url = 'http://user:secret@x/'", {}, ["store_url"]),
        ("authentication = true", {}, ["data_dir"]),
        ("log_format = 'xml'", {}, ["json"]),
        ("port = ", {}, ["not TOML"]),
    ],
)
def test_what_does_not_fit_is_named_with_its_place_and_a_remedy(tmp_path, text, environment, words):
    file = tmp_path / "qgov.toml"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        read_settings(file, environment)
    for word in words:
        assert word in str(error.value)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS512", "RS1", ""])
def test_signatures_without_a_public_key_are_refused(algorithm):
    with pytest.raises(InputError, match="signature"):
        read_settings(None, {}, oidc_algorithms=(algorithm,))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        read_settings(tmp_path / "missing.toml", {})
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        read_settings(tmp_path / "bytes.toml", {})


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_every_setting_is_explained():
    assert all(field.description for field in Settings.model_fields.values())


def test_the_example_file_is_read_and_its_comments_name_settings():
    import re

    file = ROOT / "deploy" / "qgov.toml"
    found = read_settings(file, {})
    assert found.authenticates
    commented = re.findall(r"^# (\w+) = ", file.read_text(), re.MULTILINE)
    assert commented
    assert set(commented) <= set(Settings.model_fields)

"""The settings of the service: one model, read from a TOML file, the environment and the command line."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from qgov.base.errors import Fault, InputError

PREFIX = "QGOV_"
# Names of the environment that belong to the program and not to the service.
_ELSEWHERE = {
    "QGOV_CACHE", "QGOV_CONFIG", "QGOV_DEBUG", "QGOV_STORE_USER", "QGOV_STORE_PASSWORD", "QGOV_STORE_TOKEN",
}  # fmt: skip

Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Rate = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


def _origin(text: str) -> str:
    if text != "*" and not re.fullmatch(r"https?://([A-Za-z0-9.\-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?", text):
        raise ValueError(f"{text!r} is no origin; give scheme and host, such as https://example.org, or *")
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", text):
        raise ValueError(f"{text!r} is no http or https address without user name and password")
    return text


Origin = Annotated[str, AfterValidator(_origin)]
Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseSettings):
    """Everything that a deployment decides. ``Settings()`` holds the defaults; ``read_settings`` reads them in.

    Times are in seconds, sizes in bytes unless the name says otherwise, rates a second.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen on; others than loopback need authentication")
    port: int = Field(8000, ge=0, le=65_535, description="port to listen on; 0 takes a free one")
    public_hosts: tuple[str, ...] = Field((), description="names under which the service is reached (Host header)")
    trusted_proxies: tuple[str, ...] = Field((), description="addresses of proxies whose X-Forwarded-For is believed")
    processes: Annotated[int, Field(ge=0, le=256)] | None = Field(
        None, description="processes that decide; 0: threads of the service itself; none: one for each processor"
    )
    process_memory_mb: Annotated[int, Field(ge=512, le=1_048_576)] = Field(
        4096, description="memory of a process that decides"
    )

    data_dir: Path | None = Field(None, description="where store, ledger, keys and jobs lie; none: nothing is kept")
    store_url: Url | None = Field(
        None, description="a SPARQL 1.1 endpoint instead of the embedded store: QUERY or QUERY,UPDATE,GRAPHS"
    )
    retention_days: Annotated[int, Field(ge=0, le=36_500)] | None = Field(
        None, description="days that decisions are kept; then their content goes, from the files too; none: for good"
    )
    keep_decisions: bool = Field(True, description="write decisions into ledger and store when there is a data_dir")

    signing_key: Path | None = Field(None, description="Ed25519 key (PEM) that signs the ledger's checkpoints")
    checkpoint_file: Path | None = Field(None, description="where signed checkpoints go, best on another machine")

    authentication: bool = Field(False, description="demand an API key or token on every address but health")
    oidc_issuer: Url | None = Field(None, description="issuer whose bearer tokens are taken (claim iss)")
    oidc_audience: str | None = Field(None, min_length=1, description="audience that a token must name (claim aud)")
    oidc_jwks: str | None = Field(None, description="file or https address of the issuer's keys, read at the start")
    oidc_algorithms: tuple[str, ...] = Field(("RS256", "ES256", "EdDSA"), description="signatures that are taken")
    oidc_scope_claim: str = Field("scope", min_length=1, description="claim that holds the scopes")
    oidc_tenant_claim: str = Field("tenant", min_length=1, description="claim that holds the tenant")
    oidc_leeway: float = Field(30.0, ge=0, le=300, description="difference of clocks that is allowed")

    public_reading: bool = Field(
        False, description="let everybody read law, words and public graphs without a key, others demanding one"
    )

    rate: Rate = Field(50.0, description="requests a second that one key may send over time")
    burst: Count = Field(100, description="requests that one key may send at once")
    concurrency: Count = Field(32, description="requests of one key under way at once")
    address_rate: Rate = Field(100.0, description="requests a second from one address, before authentication")
    address_burst: Count = Field(400, description="requests at once from one address, before authentication")

    sparql: bool = Field(True, description="answer SPARQL queries")
    query_workers: Annotated[int, Field(ge=1, le=256)] = Field(2, description="processes that answer queries")
    query_deadline: Seconds = Field(5.0, description="seconds that a query may take")
    query_memory_mb: Annotated[int, Field(ge=64, le=1_048_576)] = Field(1024, description="memory of a query process")
    max_rows: Count = Field(10_000, description="rows of a result; more is an error, never a shortened answer")
    max_result_bytes: Count = Field(10_000_000, description="bytes of a result; more is an error")

    decision_deadline: Seconds = Field(30.0, description="seconds that a decision may take")
    slots: Count | None = Field(None, description="decisions made at once; none: as many as processors, at least two")
    patience: Annotated[float, Field(ge=0, le=600)] = Field(2.0, description="seconds that a request waits for a slot")
    max_body_bytes: Count = Field(2_097_152, description="bytes of a request's body")
    body_timeout: Seconds = Field(30.0, description="seconds within which a body must arrive")
    connections: Count = Field(1000, description="connections at once; more are answered 503")
    idle_timeout: Annotated[int, Field(ge=1, le=3600)] = Field(5, description="seconds that a connection is kept open")
    shutdown_timeout: Annotated[int, Field(ge=1, le=3600)] = Field(30, description="seconds to end what is under way")

    cors_origins: tuple[Origin, ...] = Field((), description="origins whose pages may read answers; none by default")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")
    log_format: Literal["json", "text", "none"] = Field("json", description="form of the log on stderr")
    metrics: bool = Field(True, description="give /metrics to those with the scope admin, or to all on loopback")
    telemetry_endpoint: Url | None = Field(None, description="OTLP/HTTP address for traces; none: nothing is sent")

    @classmethod
    def settings_customise_sources(cls, settings_cls, init_settings, **sources):
        """Only what is passed: a test or a library never picks up the environment by accident."""
        return (init_settings,)

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not value.strip() or value != value.strip():
            raise ValueError("name an address, such as 127.0.0.1")
        return value

    @field_validator("data_dir", "signing_key", "checkpoint_file")
    @classmethod
    def _whole(cls, value: Path | None) -> Path | None:
        """Processes of jobs begin in another folder, so that a path must not depend on where one stands."""
        return value and value.expanduser().absolute()

    @field_validator("oidc_algorithms")
    @classmethod
    def _algorithms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        safe = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
        if unsafe := [name for name in value if name not in safe]:
            raise ValueError(f"{unsafe[0]!r} is no signature with a public key; take some of {', '.join(sorted(safe))}")
        if not value:
            raise ValueError("name at least one")
        return value

    @model_validator(mode="after")
    def _together(self) -> Settings:
        oidc = {"oidc_issuer": self.oidc_issuer, "oidc_audience": self.oidc_audience, "oidc_jwks": self.oidc_jwks}
        missing = [name for name, value in oidc.items() if value is None]
        if missing and len(missing) < len(oidc):
            raise ValueError(f"bearer tokens need oidc_issuer, oidc_audience and oidc_jwks; {missing[0]} is missing")
        if self.oidc_jwks and "://" in self.oidc_jwks and not self.oidc_jwks.startswith("https://"):
            raise ValueError("oidc_jwks must be a file or an https address")
        if self.authentication and self.data_dir is None and self.oidc_issuer is None:
            raise ValueError("authentication needs a data_dir for API keys, or oidc_issuer for bearer tokens")
        return self

    @property
    def authenticates(self) -> bool:
        """Whether a request must show a key or a token."""
        return self.authentication or self.oidc_issuer is not None

    @property
    def deciding(self) -> int:
        """How many processes decide; 0: threads of the service."""
        return (os.cpu_count() or 1) if self.processes is None else self.processes

    def folder(self, name: str) -> Path | None:
        """A folder of the data: ``store``, ``ledger`` or ``api``; None where nothing is kept."""
        return self.data_dir / name if self.data_dir else None

    @property
    def keys_file(self) -> Path | None:
        """Where the hashes of API keys lie."""
        return self.data_dir / "keys.json" if self.data_dir else None


def read_settings(
    file: Path | None = None, environment: Mapping[str, str] | None = None, **options: object
) -> Settings:
    """The settings of a TOML file, over it the environment (``QGOV_…``), over it the options that are not None.

    Lists in the environment are separated by commas. InputError names every unknown key with the nearest known one, and
    every value that does not fit, with where it came from.
    """
    environment = os.environ if environment is None else environment
    file = file or (Path(environment["QGOV_CONFIG"]) if environment.get("QGOV_CONFIG") else None)
    given: dict[str, object] = {}
    origin: dict[str, str] = {}
    faults: list[Fault] = []
    for source, values in (
        (str(file), _from_file(file) if file else {}),
        ("environment", _from_environment(environment)),
        ("command line", {name: value for name, value in options.items() if value is not None}),
    ):
        for name, value in values.items():
            shown = PREFIX + name.upper() if source == "environment" else name
            if name not in Settings.model_fields:
                faults.append(Fault("", f"{source}: unknown setting {shown!r}", _nearest(name, source)))
            else:
                given[name], origin[name] = value, f"{source}: {shown}"
    if faults:
        raise InputError(faults)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise InputError([_fault(row, origin) for row in error.errors()]) from None


def _fault(row: dict, origin: dict[str, str]) -> Fault:
    name = str(row["loc"][0]) if row["loc"] else ""
    message = str(row["msg"]).removeprefix("Value error, ")
    about = Settings.model_fields[name].description if name in Settings.model_fields else ""
    return Fault("", f"{origin.get(name, name or 'settings')}: {message}", f"it is: {about}" if about else "")


def _nearest(name: str, source: str) -> str:
    close = difflib.get_close_matches(name[:100], Settings.model_fields, n=1)
    if not close:
        return "`qgov doctor --settings` lists the known ones"
    return f"did you mean {PREFIX + close[0].upper() if source == 'environment' else close[0]!r}?"


def _from_file(file: Path) -> dict[str, object]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise InputError([Fault("", f"cannot read {file}: {error.strerror}", "name a readable TOML file")]) from None
    except UnicodeDecodeError:
        raise InputError([Fault("", f"{file} is not UTF-8", "write it in UTF-8")]) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Fault("", f"{file} is not TOML: {error}", "see deploy/qgov.toml")]) from None


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX) or name in _ELSEWHERE:
            continue
        key = name.removeprefix(PREFIX).lower()
        field = Settings.model_fields.get(key)
        many = field is not None and "tuple" in str(field.annotation)
        if many:
            found[key] = tuple(part.strip() for part in text.split(",") if part.strip())
        elif text or field is None:
            found[key] = text
    return found

# The whole house: `make run` decides the worked dossiers, `make test` proves the tree, `make wheel-test` the wheel.
PY ?= python3
V := .venv
PIP := $(V)/bin/python -m pip --disable-pip-version-check

.PHONY: run test setup serve bench fuzz search fuzz-api kills oracles wheel wheel-test sbom audit lock clean

setup: $(V)/.ok

$(V)/.ok: requirements.lock requirements-build.lock pyproject.toml hatch_build.py
	@$(PY) -c 'import sys; sys.exit("qgov needs Python 3.11 or newer; name one with: make PY=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(V)/bin/python || $(PY) -m venv $(V)
	@echo "Installing the locked requirements into $(V) (once) ..."
	@$(PIP) install -q --require-hashes -r requirements-build.lock -r requirements.lock
	@$(PIP) install -q --no-deps --no-build-isolation -e .
	@touch $@

# Every judgment in full, then what each dossier came to: the line of a judgment that stands in capitals.
run: $(V)/.ok
	@table=; for dossier in data/dossiers/*.json; do \
		printf '\n\033[1m%s\033[0m\n' "$$dossier"; \
		code=0; answer=$$($(V)/bin/qgov decide "$$dossier") || code=$$?; \
		printf '%s\n' "$$answer"; \
		case $$code in 2|4) exit 1 ;; esac; \
		outcome=$$(printf '%s\n' "$$answer" | sed -n '/^[A-Z][A-Z ]*$$/{p;q;}'); \
		table=$$(printf '%s\n%-56s %s' "$$table" "$$(basename "$$dossier")" "$${outcome:-?}"); \
	done; \
	printf '\n\033[1m%-56s %s\033[0m%s\n' 'dossier' 'outcome' "$$table"

test: $(V)/.ok
	$(V)/bin/ruff check .
	$(V)/bin/lint-imports
	$(V)/bin/python -m pytest -n auto --dist worksteal

serve: $(V)/.ok
	$(V)/bin/qgov serve

bench: $(V)/.ok
	$(V)/bin/python benchmarks/run.py
	$(V)/bin/python benchmarks/grounding.py
	$(V)/bin/python benchmarks/smt.py
	$(V)/bin/python benchmarks/screening.py

# Every parser of untrusted input, guided by coverage: findings end it with an error. `make fuzz SECONDS=600` is a long run.
SECONDS ?= 60
fuzz: $(V)/.ok
	$(V)/bin/python benchmarks/fuzz_parsers.py --seconds $(SECONDS) $(TARGETS)

# The tests that draw random cases, drawn anew: `make search ROUNDS=20 TESTS=tests/registers`.
ROUNDS ?= 3
TESTS ?= tests
search: $(V)/.ok
	for round in $$(seq $(ROUNDS)); do \
		$(V)/bin/python -m pytest -q -n auto --dist worksteal -m hypothesis --hypothesis-profile=search $(TESTS) || exit 1; \
	done

# Requests made from the OpenAPI document; and kill -9 amid writes and jobs. Both take a night rather than a minute.
fuzz-api: $(V)/.ok
	$(V)/bin/python benchmarks/fuzz_api.py --examples 300

kills: $(V)/.ok
	$(V)/bin/python benchmarks/kills.py --count 40 --jobs 10

# The libraries of others in their own environment; they rewrite tests/grounding/oracles/*.json, which `make test` reads.
oracles:
	@test -x .venv-outside/bin/python || $(PY) -m venv .venv-outside
	.venv-outside/bin/python -m pip --disable-pip-version-check install -q -r benchmarks/outside/oracles.txt
	@for script in maps channel_models pair_states entanglement_tasks best_devices decoherence light key_rates; do \
		.venv-outside/bin/python benchmarks/outside/$$script.py || exit 1; \
	done

wheel: $(V)/.ok
	rm -rf dist
	$(PIP) wheel -q --no-deps --no-build-isolation -w dist .

wheel-test: wheel
	sh tests/wheel.sh dist/*.whl

# What the lock holds as CycloneDX, and what is known to be vulnerable in it; the tools are locked apart.
.venv-audit/.ok: requirements-audit.lock
	@test -x .venv-audit/bin/python || $(PY) -m venv .venv-audit
	@.venv-audit/bin/python -m pip --disable-pip-version-check install -q --require-hashes -r requirements-audit.lock
	@touch $@

sbom: .venv-audit/.ok
	mkdir -p dist
	.venv-audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.cdx.json

audit: .venv-audit/.ok
	.venv-audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-build.lock -r requirements-audit.lock

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras -o requirements.lock pyproject.toml
	printf 'hatchling>=1.27\neditables\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-build.lock -
	printf 'pip-audit\ncyclonedx-bom\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-audit.lock -

clean:
	rm -rf $(V) dist build

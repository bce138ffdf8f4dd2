#!/bin/sh
# Proves the built wheel: a fresh environment with the locked requirements, an empty folder, one decision by command.
set -eu
wheel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "Installing the wheel and the locked requirements into a fresh environment ..."
"${PY:-python3}" -m venv "$work/venv"
python="$work/venv/bin/python"
"$python" -m pip install -q --disable-pip-version-check --require-hashes -r "$root/requirements.lock"
"$python" -m pip install -q --disable-pip-version-check --no-deps "$wheel"
"$python" -m pip check
mkdir "$work/empty"
cd "$work/empty"
unset PYTHONPATH
"$python" - <<'EOF'
from importlib.metadata import files
tops = {str(path).split("/")[0] for path in files("qgov") if not str(path).startswith("..")}
assert all(top == "qgov" or top.endswith(".dist-info") for top in tops), f"the wheel leaks {tops}"
EOF
dossier=$("$python" -c "from qgov.base.resources import resource; print(resource('data/dossiers/2026-us-in-boston-headline.json'))")
status=0
"$work/venv/bin/qgov" decide "$dossier" > judgment.txt || status=$?
[ "$status" -eq 1 ] || { echo "expected exit code 1, got $status"; cat judgment.txt; exit 1; }
grep -q "AUTHORISATION REQUIRED" judgment.txt
"$python" -c "
import qgov, qgov.api.app
decision = qgov.decide('$dossier', simulate=False)
assert decision.outcome == 'authorisation-required', decision.outcome
assert qgov.api.app.create_app().title
"
cat judgment.txt
echo "The wheel decides."

#!/usr/bin/env bash
# check.sh: everything a change must pass. Every step runs; one failure fails the whole.
# PORTAL_CHECK_STRICT=1: what could not be had fails too, instead of being named only.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/packages.sh

bin=.venv/bin
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
failed=()
export PORTAL_TEST_FRESH=1
# Each file is compiled once for all processes, not anew in every one.
unset PYTHONDONTWRITEBYTECODE
lacking=()
times=()

step() {
  local name=$1 began=$SECONDS status=0
  shift
  echo "── $name"
  "$@" || status=$?
  times+=("$name $((SECONDS - began))s")
  [ "$status" = 0 ] || failed+=("$name ($status)")
}

# Its part that opens Word files has no command of its own.
has_writer() {
  local office
  office=$(command -v soffice) || return
  [ -e "${office%/*}/libswlo.so" ] || compgen -G '/usr/lib*/libreoffice/program/libswlo.so'
}

has_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null
}

# tool PACKAGE TEST...: installs the package when the test fails, and remembers when it cannot.
tool() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 && return
  install_packages "$package" || true
  "$@" >/dev/null 2>&1 || lacking+=("$package")
}

get_tools() {
  tool chromium command -v chromium
  tool redis-server command -v redis-server
  tool postgresql has_postgres
  tool poppler-utils command -v pdftotext
  tool mupdf-tools command -v mutool
  tool zbar-tools command -v zbarimg
  tool libreoffice-calc-nogui command -v soffice
  tool libreoffice-writer-nogui has_writer
}

lacks() {
  [[ " ${lacking[*]} " == *" $1 "* ]]
}

deploy_check() {
  env -i PATH="$PATH" HOME="$HOME" PORTAL_VAR_DIR="$reports/var" \
    PORTAL_SITE_URL=https://portal.example.cn \
    PORTAL_SECRET_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_hex(32))')" \
    PORTAL_DATA_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_hex(32))')" \
    DATABASE_URL=postgresql://portal@/portal REDIS_URL=redis://127.0.0.1:6379/0 \
    "$bin/python" manage.py check --deploy --fail-level WARNING
}

migrations_check() {
  env -i PATH="$PATH" HOME="$HOME" PORTAL_VAR_DIR="$reports/var" \
    "$bin/python" manage.py makemigrations --check --dry-run
}

suite() {
  local name=$1
  shift
  "$bin/python" -m pytest -rs --junitxml="$reports/$name.xml" -o junit_suite_name="$name" "$@"
}

on_sqlite() {
  PORTAL_TEST_LINES="$reports/coverage" suite sqlite -n 2 -m "not browser and not proof"
}

# Rights and steps are decided in a few rooms (see pyproject.toml): every line of theirs runs.
every_line() {
  "$bin/python" -m coverage combine -q --data-file="$reports/coverage" &&
    "$bin/python" -m coverage report --data-file="$reports/coverage"
}

on_postgres() {
  PORTAL_TEST_DATABASE=postgres suite postgres -n 2 -m "postgres and not browser and not proof"
}

get_tools
deploy/setup.sh dev

step format "$bin/ruff" format --check .
step lint "$bin/ruff" check .
step contracts "$bin/lint-imports"
step migrations migrations_check
step deployment deploy_check
step catalogue "$bin/python" deploy/catalogue.py
step suite on_sqlite
step lines every_line
if ! lacks postgresql && ! lacks redis-server; then
  step postgres on_postgres
fi
if ! lacks chromium; then
  step browser suite browser -n 2 -m "browser and not proof"
fi

"$bin/python" - "$reports" <<'PYTHON'
import sys
from pathlib import Path
from xml.etree import ElementTree

ran = failures = skipped = 0
for report in Path(sys.argv[1]).glob("*.xml"):
    for suite in ElementTree.parse(report).iter("testsuite"):
        ran += int(suite.get("tests"))
        failures += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
print(f"{ran - failures - skipped} passed, {failures} failed, {skipped} skipped")
PYTHON
printf 'times: %s, total %ss\n' "$(printf '%s; ' "${times[@]}")" "$SECONDS"
if [ ${#lacking[@]} -gt 0 ]; then
  echo "未能取得 (could not be had): ${lacking[*]}"
  [ "${PORTAL_CHECK_STRICT:-}" != 1 ] || failed+=("tools")
fi
if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "OK"

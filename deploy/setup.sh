#!/usr/bin/env bash
# setup.sh run|dev: make .venv match its lock, with what it needs from the system.
# Quick when nothing changed; .venv may be a symlink.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/packages.sh

kind=${1:-run}
case "$kind" in
  run) lock=requirements.lock ;;
  dev) lock=requirements-dev.lock ;;
  *) echo "usage: deploy/setup.sh run|dev" >&2; exit 2 ;;
esac

is_recent() {
  [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
  local name
  for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if is_recent "$name"; then
      echo "$name"
      return
    fi
  done
  return 1
}

make_venv() {
  local python
  if ! python=$(find_python) || ! "$python" -c 'import ensurepip' 2>/dev/null; then
    install_packages python3 python3-venv || exit 1
    python=$(find_python) || {
      echo "需要 Python 3.11 或更高版本 (Python 3.11 or newer is needed)" >&2
      exit 1
    }
  fi
  # venv refuses a symlink, so it is given the folder behind it.
  "$python" -m venv --clear "$(readlink -f .venv)"
}

has_libraries() {
  .venv/bin/python - <<'PYTHON' 2>/dev/null
import ctypes
import sys

if sys.platform == "linux":
    for name in (
        "libgobject-2.0.so.0",
        "libpango-1.0.so.0",
        "libpangoft2-1.0.so.0",
        "libharfbuzz.so.0",
        "libharfbuzz-subset.so.0",
        "libfontconfig.so.1",
    ):
        ctypes.CDLL(name)
else:
    import weasyprint
PYTHON
}

is_recent .venv/bin/python || make_venv

# The installed lock itself is the mark, so any change of it is seen.
if ! cmp -s "$lock" ".venv/.installed-$kind"; then
  echo "安装 Python 依赖 (installing $lock)"
  .venv/bin/python -m pip install -q --disable-pip-version-check \
    --require-hashes --only-binary :all: -r "$lock"
  cp "$lock" ".venv/.installed-$kind"
  # The development lock holds every pin of the other one.
  [ "$kind" = run ] || cp requirements.lock .venv/.installed-run
fi

has_libraries || install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
has_libraries || {
  echo "WeasyPrint 所需的系统库仍不可用 (libraries for WeasyPrint are still missing)" >&2
  exit 1
}

for source in locale/*/LC_MESSAGES/*.po; do
  if [ ! "${source%.po}.mo" -nt "$source" ]; then
    .venv/bin/pybabel -q compile -i "$source" -o "${source%.po}.mo"
  fi
done

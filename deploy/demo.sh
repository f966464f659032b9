#!/usr/bin/env bash
# demo.sh [PORT]: from a fresh machine to a running rehearsal on this machine only.
set -euo pipefail
now=${EPOCHREALTIME:-$(date +%s)}
started=${now/,/.}
cd "$(dirname "$0")/.."

port=${1:-8000}
deploy/setup.sh run
export PORTAL_REHEARSAL=${PORTAL_REHEARSAL:-1}
export PORTAL_SITE_URL=${PORTAL_SITE_URL:-http://127.0.0.1:$port}
exec .venv/bin/python manage.py demo --port "$port" --since "$started"

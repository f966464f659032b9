# The stable commands. What they do stands in deploy/*.sh; nothing needs configuration.
.PHONY: demo test proof bench messages pictures lock
PORT ?= 8000

demo:
	@deploy/demo.sh $(PORT)

test:
	@deploy/check.sh

# The long proofs: kills, races, thousands of files.
proof:
	@deploy/setup.sh dev
	.venv/bin/python -m pytest -rs -m proof
	PORTAL_TEST_DATABASE=postgres .venv/bin/python -m pytest -rs -m "proof and postgres"

# One row per target: name ratio target ok|short.
bench:
	@deploy/setup.sh dev
	.venv/bin/python -m benchmarks

# After changing texts: adds missing entries to the English catalogue, drops unused ones.
messages:
	.venv/bin/python deploy/catalogue.py --update

# The pictures of the documents, taken by the browser walk.
pictures:
	PORTAL_TEST_PICTURES=docs/images .venv/bin/python -m pytest -m browser tests/browser/test_pictures.py

# For maintainers (needs uv). The flags keep every host name out of the locks.
LOCK = uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-strip-extras
lock:
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra scale -c requirements.lock -o requirements-scale.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

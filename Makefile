# Two commands do everything: `make run` opens the app, `make test` runs every check. See README.md.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Tests run side by side in this many processes; they wait for pages and children more than they compute.
WORKERS ?= 3
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(SUPPORTED)' 2>/dev/null && echo "$$p" && break; done)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
CHECKED := app.py app_pages assistant review registry rules_engine extraction abstraction lexicons benchmarks tests

# Every process would compile all modules anew where the environment has none kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint format bench audit lock env browser spark java clean help

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1\t/' | expand -t 16

run: env  ## open the app with the sample cases on 127.0.0.1 (PORT=8501)
	$(BIN)/crlm demo --port $(PORT)

test: env lint browser  ## every check: format, lint, types, import contracts, all tests with a real browser
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

lint: env  ## format, lint, types and import contracts only
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: env  ## put the source into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

spark: $(VENV)/.spark java  ## tests of the reading on Spark; installs Spark (456 MB) into .venv, and Java where apt can
	$(BIN)/python -m pytest -m spark tests/spark

bench: env  ## accuracy on the sample notes, speed of reading and of the rules; benchmarks/README.md says how to read them
	$(BIN)/python -m benchmarks.accuracy
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.rules
	$(BIN)/python -m benchmarks.questions --held-back

audit: env  ## known weaknesses of the locked packages where they can be looked up, and a bill of materials in data/sbom.json
	$(BIN)/python .ci/audit.py

lock:  ## renew requirements.lock from pyproject.toml (needs uv; UPGRADE=--upgrade takes the newest versions)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE) \
		--quiet --output-file requirements.lock

env: $(VENV)/.project  ## create or refresh .venv, and compile the reading where a C compiler is
	@$(BIN)/python .ci/compile.py

# Dependencies, exactly as locked. A .venv of another Python is replaced; an interrupted one is completed.
$(VENV)/.locked: requirements.lock
	@test -n "$(PYTHON)" && "$(PYTHON)" -c '$(SUPPORTED)' || { \
		echo "crlm-review needs Python 3.11, 3.12 or 3.13: install one, or name it with 'make PYTHON=/path/to/python'" >&2; exit 1; }
	@wanted=$$("$(PYTHON)" -c 'import sys; print(sys.version_info[:2])'); \
	present=$$($(BIN)/python -c 'import sys; print(sys.version_info[:2])' 2>/dev/null); \
	if [ "$$wanted" != "$$present" ]; then rm -rf $(VENV); fi
ifeq ($(UV),uv)
	@test -x $(BIN)/python || uv venv --quiet --python "$$("$(PYTHON)" -c 'import sys; print(sys.executable)')" $(VENV)
	uv pip sync --quiet --require-hashes --compile-bytecode --python $(BIN)/python requirements.lock
else
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
endif
	@touch $@

# The project itself, editable: .venv/bin/crlm runs this checkout. The build backend is in the lock, so nothing is fetched.
$(VENV)/.project: $(VENV)/.locked pyproject.toml
ifeq ($(UV),uv)
	uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
	@touch $@

# The browser tests drive a Chromium; where there is none and apt can install it, it is installed.
browser:
	@if [ -n "$$CRLM_CHROMIUM" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "no Chromium found: installing Debian's"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "no Chromium found and it cannot be installed from here (apt-get as root is needed):" >&2; \
		echo "  install chromium, or name one with CRLM_CHROMIUM=/path/to/chromium; the browser tests will FAIL without it" >&2; \
	fi

# Spark, exactly as locked, beside everything else; setuptools, which builds it, is in requirements.lock.
$(VENV)/.spark: requirements-spark.lock $(VENV)/.project
ifeq ($(UV),uv)
	uv pip install --quiet --no-deps --no-build-isolation --require-hashes --python $(BIN)/python --requirement requirements-spark.lock
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes \
		--requirement requirements-spark.lock
endif
	@touch $@

# Spark runs on Java; where there is none and apt can install it, it is installed.
java:
	@if [ -n "$$JAVA_HOME" ] || command -v java >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "no Java found: installing Debian's"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else \
		echo "no Java found and it cannot be installed from here (apt-get as root is needed):" >&2; \
		echo "  install default-jre-headless, or name a Java with JAVA_HOME" >&2; exit 1; \
	fi

clean:  ## remove the environment and the caches, never a database
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

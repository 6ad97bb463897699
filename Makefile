# What one types here. Stamps in .venv remember what is done, so that a second
# run takes a second. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test lint types layers tests campaign bench lock

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
BIN := .venv/bin
UV := $(BIN)/uv pip
ASSETS := web/assets
DIST := web/static/dist

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  \1\t/' | expand -t 14

setup: .venv/office.stamp .venv/python.stamp $(DIST)/print-fonts.css ## make .venv and the screens' assets

demo: setup ## make the demo office and serve it; ARGS=--check runs through one case and stops
	@$(BIN)/python -m web.demo $(ARGS)

test: lint types layers tests ## everything that must hold before a change lands

lint: .venv/python.stamp
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet

types: .venv/python.stamp
	@$(BIN)/mypy

layers: .venv/python.stamp
	@$(BIN)/lint-imports --no-logo

# The screens beside everything else, because two cores have time for both; what the
# screens said is told when both are done, and either one's failure fails.
tests: setup .venv/tests.stamp
ifeq ($(ARGS),)
	@mkdir -p var; told=$$(mktemp var/screens-XXXXXX.log); \
	$(BIN)/python -m pytest tests/browser >"$$told" 2>&1 & screens=$$!; \
	trap 'kill $$screens 2>/dev/null || true; rm -f "$$told"' EXIT; failed=0; \
	$(BIN)/python -m pytest --ignore tests/browser || failed=1; \
	wait $$screens || failed=1; cat "$$told"; exit $$failed
else
	@$(BIN)/python -m pytest $(ARGS)
endif

campaign: setup .venv/tests.stamp ## the long fuzz and fault runs
	@$(BIN)/python -m tests.campaign $(ARGS)

bench: setup .venv/tests.stamp ## what each part costs, on both databases; ARGS="--part crowd --cases 1000000"
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lock: .venv/python.stamp ## lock the newest versions again (Python and npm)
	$(UV) compile pyproject.toml --extra dev --universal --python-version 3.11 --upgrade --quiet \
	  --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock
	.ci/npm install --package-lock-only

# --- what the targets stand on -------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is missing." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

# uv comes first, by pip, with the hash of the same lock that it then installs.
.venv/python.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@test -x $(BIN)/uv || { \
	  sed -n '/^uv==/,/^ *# via/p' requirements.lock > .venv/uv.lock; \
	  $(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.lock; }
	@$(UV) sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/office.stamp .venv/tests.stamp: .venv/%.stamp: .ci/machine | $(BIN)/python
	@.ci/machine $*
	@touch $@

.venv/npm.stamp: $(ASSETS)/package.json $(ASSETS)/package-lock.json | .venv/python.stamp
	@.ci/npm ci --silent
	@touch $@

# The sheet that the build writes last stands for all it makes.
$(DIST)/print-fonts.css: .venv/npm.stamp $(ASSETS)/build.mjs $(wildcard $(ASSETS)/src/*)
	@.ci/npm run --silent build

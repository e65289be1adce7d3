# `make` alone says what can be made. Everything sets up what it needs first.

PYTHON ?= python3
VENV   := .venv
STAMP  := $(VENV)/.complete
BIN    := $(VENV)/bin
OTHERS := 3.9 3.10 3.11 3.12 3.13

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test test-all bench format check-format lint types contracts \
        lock clean

# No settings of another checkout reach the tools, and no output waits in a buffer.
unexport PYTHONPATH VIRTUAL_ENV
export PYTHONUNBUFFERED := 1

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

$(STAMP): requirements.lock pyproject.toml .ci/setup .ci/uv.txt
	@PYTHON='$(PYTHON)' .ci/setup $(VENV)
	@touch $@

setup: $(STAMP) ## make .venv with exactly requirements.lock (uv, or else pip)

demo: $(STAMP) ## see a swarm finish a small project in a new folder
	@$(BIN)/swarm demo

test: check-format lint types contracts ## check format, lint, types, contracts; run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term $(PYTEST)

test-all: $(STAMP) ## run the tests on every Python from 3.9 to 3.13 that is here
	@.ci/test-all $(OTHERS)

bench: $(STAMP) ## measure, side by side with a plain script
	@$(BIN)/python -m tests.benchmarks $(BENCH)

format: $(STAMP) ## put the code in order (Black, Ruff's fixes)
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/black --quiet .

check-format: $(STAMP)
	@$(BIN)/black --quiet --check --diff .

lint: $(STAMP) ## look for mistakes (Ruff)
	@$(BIN)/ruff check .

types: $(STAMP) ## check the types (mypy, strict)
	@$(BIN)/mypy

contracts: $(STAMP) ## check who may import whom (import-linter)
	@$(BIN)/lint-imports

lock: $(STAMP) ## resolve anew: requirements.lock, and .ci/uv.txt
	@UV_CUSTOM_COMPILE_COMMAND='make lock' .tools/bin/uv pip compile --quiet --upgrade \
	  --python $(BIN)/python --universal --python-version 3.9.2 --generate-hashes \
	  --all-extras --group dev pyproject.toml --output-file requirements.lock
	@echo uv | UV_CUSTOM_COMPILE_COMMAND='make lock' .tools/bin/uv pip compile --quiet \
	  --upgrade --python $(BIN)/python --universal --python-version 3.9.2 \
	  --generate-hashes --no-annotate - --output-file .ci/uv.txt

clean: ## remove all that was made here
	@rm -rf $(VENV) .venv-3.* .tools .coverage .coverage.* htmlcov dist build *.egg-info
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

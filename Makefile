# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make        set up, and generate the workbooks of every form into templates/
#   make test   set up (with what the tests need), and check everything

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: all setup setup-test office test test-deep check bench clean

all: setup
	$(BIN)/qingbiao generate --force

setup: .venv/.ready

setup-test: .venv/.ready-test

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; if it has another name: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.ready: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) -e .
	touch $@

.venv/.ready-test: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev]'
	touch $@ .venv/.ready

# LibreOffice recalculates every workbook a second time; without it those tests are skipped, loudly.
office:
	@sh tests/engines/install.sh

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup-test office check
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'not deep'

test-deep: setup-test office
	QINGBIAO_DEEP=1 $(BIN)/python -m pytest -n 2 --dist loadgroup

bench: setup-test office
	$(PIP) -e '.[bench]'
	$(BIN)/python -m bench

clean:
	rm -rf .venv .venv-linkml build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# 'make' alone lists what there is.
PYTHON ?= python3
BIN := .venv/bin
# Every proof that has a full size.
CHAOS = tests/e2e/test_jobs_survive.py $(shell grep -rlw --include='test_*.py' rounds tests)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where this is set, each start of a process compiles all of Django anew, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test chaos check bench screenshots

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 22

setup: .venv/.complete ## Python packages in .venv, and the system's libraries where allowed
	@bin/system-packages test

.venv/.complete: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.13")'
	@echo "Installing the Python packages into .venv (a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --require-hashes --only-binary :all: -r requirements/dev.txt
	@$(BIN)/python -m compileall -q .venv/lib
	@touch $@

run: .venv/.complete ## the site with everything it needs and a demonstration; Ctrl-C ends it
	@bin/system-packages run
	@exec $(BIN)/python -m readiness.supervisor

test: .venv/.complete ## the whole suite, browser included, beside servers of its own
	@bin/system-packages test or-fail
	@$(BIN)/python -m readiness.prepare files
	@$(BIN)/python -m readiness.throwaway $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

chaos: .venv/.complete ## the heavy proofs of docs/promises.md at full size: everything is killed, half an hour
	@bin/system-packages test or-fail
	@$(BIN)/python -m readiness.prepare files
	@READINESS_CHAOS=full $(BIN)/python -m readiness.throwaway $(BIN)/pytest $(CHAOS) $(ARGS)

check: .venv/.complete ## format, lint, types, import directions, migrations, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m readiness.throwaway $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_translations

bench: .venv/.complete ## what is measured, against what
	@$(BIN)/python -m readiness.prepare files
	@$(BIN)/python -m readiness.throwaway $(BIN)/python -m bench

screenshots: .venv/.complete ## pictures of the pages, from the running demonstration
	@bin/system-packages test or-fail
	@$(BIN)/python -m readiness.prepare files
	@$(BIN)/python -m readiness.throwaway $(BIN)/python -m tests.e2e.screenshots

# Boucle: `make` lists what can be done. Needs Python 3.11 or newer, and nothing else of ours.

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV ?= .venv
BIN := $(VENV)/bin
OUTILS := .outils
# An old python3 may stand first in PATH: take the newest one that we know to work.
PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3,\
	$(shell command -v $(name) >/dev/null 2>&1 && $(name) -c \
	'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(name))))
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links
ARGS ?=
PAGES := src/boucle/console/statique/manifest.json

.PHONY: help install demo test check bench fuzz chaos mutants captures lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed $(PAGES) ## install Boucle in a local virtual environment

demo: install ## start a server, import an example cabinet, go on serving (ONCE=1: then stop)
	@ONCE=$(ONCE) $(BIN)/boucle demo $(if $(ONCE),--once) $(ARGS)

test: $(VENV)/.tools $(PAGES) $(OUTILS)/.installed $(OUTILS)/client/.installed ## install what tests need, and run them
	@$(BIN)/python -m pytest -n 3 -m "not long" $(ARGS)

check: $(VENV)/.tools ## lint, type, and run the tests about the house itself
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/house $(ARGS)

bench: $(VENV)/.tools ## print the side-by-side table of speeds
	@$(BIN)/python -m bench $(ARGS)

fuzz: $(VENV)/.tools ## long campaigns: files against the readers, requests against the API
	@BOUCLE_FEC_SEEDS=$${BOUCLE_FEC_SEEDS:-100000} BOUCLE_FEC_LECTURES=$${BOUCLE_FEC_LECTURES:-1} \
		BOUCLE_FEC_PROPRES=$${BOUCLE_FEC_PROPRES:-200} \
		BOUCLE_FEC_EXOTIQUES=$${BOUCLE_FEC_EXOTIQUES:-5000} \
		BOUCLE_FEC_RETOURS=$${BOUCLE_FEC_RETOURS:-2000} BOUCLE_TRA_CAS=$${BOUCLE_TRA_CAS:-2000} \
		BOUCLE_GEL=$${BOUCLE_GEL:-5000} BOUCLE_LOTS=$${BOUCLE_LOTS:-200} \
		BOUCLE_SORTIES=$${BOUCLE_SORTIES:-10000} \
		$(BIN)/python -m pytest -n 2 \
		tests/formats/test_fec_identite.py tests/formats/test_fec_fautes.py \
		tests/formats/test_fec_retour_fichiers.py tests/formats/test_tra_fautes.py \
		tests/formats/test_sorties_identite.py \
		tests/formats/test_gel.py tests/verite_fec/test_verite.py tests/campagne $(ARGS)
	@$(BIN)/python -m pytest -n 2 -m long tests/api/test_campagne.py tests/campagne $(ARGS)
	@BOUCLE_IMPACT=$${BOUCLE_IMPACT:-1250} $(BIN)/python -m pytest -n 2 \
		tests/operations/test_impact.py $(ARGS)

chaos: $(VENV)/.tools ## long campaign: kill real processes, then count what is wrong
	@$(BIN)/python -m pytest -m long tests/acceptance $(ARGS)

mutants: $(VENV)/.tools ## break the code node by node: a test must see each break (ARGS=one/file.py)
	@PYTHONPATH=tests $(BIN)/python -m mutants $(ARGS)

captures: $(VENV)/.tools $(PAGES) $(OUTILS)/.installed ## write docs/captures/ again, from the tests in Chromium
	@BOUCLE_CAPTURES=1 BOUCLE_EXIGER_CHROMIUM=1 $(BIN)/python -m pytest -m navigateur $(ARGS)

lock: $(VENV)/.tools ## choose the versions of the dependencies again, with their hashes
	@$(LOCK) $(ARGS) pyproject.toml -o requirements.lock
	@$(LOCK) $(ARGS) --group build -c requirements.lock -o requirements-build.lock
	@$(LOCK) $(ARGS) --group dev -c requirements.lock -c requirements-build.lock \
		-o requirements-dev.lock
	@$(LOCK) $(ARGS) --group client -o requirements-client.lock
	@if grep -nE '://' requirements*.lock; then echo "a lock names an address"; exit 1; fi

clean: ## remove what was installed and built here
	@rm -rf $(VENV) $(OUTILS) build dist web/node_modules $(dir $(PAGES))

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (set PYTHON=…)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python has no venv module: on Debian, install python3-venv."; exit 1; }

$(VENV)/.installed: $(BIN)/python requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing Boucle in $(VENV)…"
	@$(PIP) install --require-hashes --only-binary=:all: -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src/boucle
	@touch $@

# The install builds the pages too; this is for a source of theirs that changed since.
$(PAGES): $(VENV)/.installed $(wildcard web/*.* web/css/* web/ts/*)
	@$(BIN)/python web/build.py
	@touch -c $@

$(VENV)/.tools: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what tests need in $(VENV)…"
	@$(PIP) install --require-hashes --only-binary=:all: -r requirements-dev.lock
	@touch $@

# The generator of clients wants versions that we do not run: it has an environment of its own.
$(OUTILS)/client/.installed: requirements-client.lock | $(VENV)/.installed
	@echo "Installing the generator of clients in $(OUTILS)/client…"
	@mkdir -p $(OUTILS) && $(BIN)/python -m venv --clear $(OUTILS)/client
	@$(OUTILS)/client/bin/python -m pip --disable-pip-version-check -q install --require-hashes \
		--only-binary=:all: -r requirements-client.lock
	@touch $@

# Azurite plays Azure's blob storage in the tests of URL imports, axe checks the pages. Without npm
# those tests are skipped.
$(OUTILS)/.installed: package.json package-lock.json
	@mkdir -p $(OUTILS)
	@if command -v npm >/dev/null 2>&1; then \
		echo "Installing Azurite and axe in $(OUTILS)…"; \
		cp package.json package-lock.json $(OUTILS)/ && \
		(cd $(OUTILS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && \
		touch $@; \
	else echo "npm is absent: no Azurite, no axe"; fi; \
	test -e $@ || test "$$BOUCLE_EXIGER_AZURITE" != 1

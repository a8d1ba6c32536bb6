# make run    installe et ouvre la plateforme sur http://127.0.0.1:8000 (PORT=, HOST=, DATABASE_URL=, REDIS_URL=)
# make test   installe ce qu'il faut aux essais et les passe tous (N= nombre de processus, ARGS= options de pytest)
# make story  l'histoire entière de deux cents textes, les nôtres puis ceux de Lille, que make test raconte avec quarante
# make chaos  tue les parties de la plateforme pendant qu'on y écrit, et cherche ce qui manquerait (ARGS= voir tests/chaos)
# make load   une soirée de télévision : mille personnes lisent, cinquante écrivent (ARGS= voir bench/load)
# make bench  mesure
# make bench-synthesis  mesure la consolidation, les rapports et les archives
# make lint   vérifie la forme du code et les dépendances entre modules

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run test story chaos load bench bench-synthesis lint check chromium

PY := .venv/bin/python
# One test process more than processors: some tests wait for a server, a browser or the clock.
N ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
ARGS ?=
# The first of these that is Python 3.11 or later; PYTHON= chooses another one.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input

help:
	@sed -n 's/^# make /make /p' Makefile

run: .venv/installed
	@exec $(PY) -m consultation.run

test: .venv/installed-dev chromium check
	@echo "Essais (pytest, $(N) processus)"
	@CHROMIUM="$(CHROMIUM)" $(PY) -m pytest -n $(N) --dist worksteal $(ARGS)

story: .venv/installed-dev chromium
	@CHROMIUM="$(CHROMIUM)" STORY=200 $(PY) -m pytest tests/stories/test_checked_line_by_line.py $(ARGS)

chaos: .venv/installed-dev
	@exec $(PY) -m tests.chaos $(ARGS)

load: .venv/installed-dev
	@exec $(PY) -m bench.load $(ARGS)

bench: .venv/installed-dev
	@echo "Mesures"
	@exec $(PY) -m bench $(ARGS)

bench-synthesis: .venv/installed-dev
	@echo "Mesures de la synthèse"
	@exec $(PY) -m bench grouping campaigns rollups reports archives

lint: .venv/installed-dev check

check:
	@echo "Forme du code (ruff)"
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@echo "Dépendances entre modules (import-linter)"
	@.venv/bin/lint-imports

# Each stamp is as new as what was installed. An environment whose Python has gone (upgraded, moved) is made again.
ifneq ($(shell $(PY) -c 'print("works")' 2>/dev/null),works)
$(shell rm -f .venv/made .venv/installed .venv/installed-dev)
endif

.venv/made:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Il faut Python 3.11 ou plus récent (PYTHON=chemin pour le désigner)."; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  echo "Environnement Python : création de .venv avec $(PYTHON)"; \
	  "$(PYTHON)" -m venv --clear .venv || { \
	    echo "La création de .venv a échoué ; sous Debian ou Ubuntu, installez le paquet python3-venv."; exit 1; }; }
	@touch $@

.venv/installed: requirements.txt | .venv/made
	@echo "Installation de ce dont la plateforme a besoin (une à deux minutes la première fois)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements.txt | .venv/made
	@echo "Installation de ce dont les essais ont besoin (une à deux minutes la première fois)"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/installed $@

chromium:
	@test -n "$(CHROMIUM)" || $(MAKE) install-chromium

.PHONY: install-chromium
install-chromium:
	@root=""; test "$$(id -u)" = 0 || root="sudo -n"; \
	if command -v apt-get >/dev/null 2>&1 && { test -z "$$root" || $$root true 2>/dev/null; }; then \
	  echo "Installation de Chromium (paquet Debian)"; \
	  $$root apt-get update -qq \
	  && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium \
	     </dev/null >.venv/chromium.log 2>&1 \
	  || { cat .venv/chromium.log; echo "Chromium ne s'installe pas."; exit 1; }; \
	else \
	  echo "Les essais ont besoin de Chromium : installez-le (sous Debian : apt-get install chromium),"; \
	  echo "ou donnez son chemin : make test CHROMIUM=/chemin/vers/chromium"; \
	  exit 1; \
	fi

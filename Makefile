# Raccourcis ; les commandes elles-mêmes sont dans scripts/. `make` seul affiche cette aide.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
UV := build/lock/bin/python -m uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--annotation-style line --custom-compile-command "make lock" pyproject.toml

.PHONY: help serve check test lint format types bench lock clean

help: ## affiche cette aide
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## prépare et sert l’atlas sur http://127.0.0.1:8000
	@./scripts/serve

check: ## prépare, démarre, interroge les pages principales, s’arrête
	@./scripts/serve --check

test: ## toutes les vérifications et tous les tests
	@./scripts/test

lint: ## règles d’écriture et sens des dépendances
	@$(PYTHON) -m ruff check && $(PYTHON) -m ruff format --check && .venv/bin/lint-imports

format: ## met en forme et corrige ce qui peut l’être
	@$(PYTHON) -m ruff check --fix && $(PYTHON) -m ruff format

types: ## vérifie les types (mypy)
	@$(PYTHON) -m mypy

bench: ## mesure l’atlas, écrit build/bench.json
	@./scripts/bench

lock: ## fige à nouveau les versions (requirements*.txt) d’après pyproject.toml
	@python3 -m venv build/lock && build/lock/bin/python -m pip install --quiet uv==0.13.8
	@$(COMPILE) --output-file requirements.txt
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## efface tout ce qui est fabriqué, sauf la base (instance/)
	@rm -rf .venv build node_modules webapp/static/vendor .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache

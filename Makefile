# A fresh machine needs Python 3.11 or newer and make, nothing else.
PYTHON  ?= python3
VENV    ?= .venv
WORKERS ?= 2
UV      ?= uv

# not in requirements-dev.lock: no test needs it, and it has wheels for Linux and few versions of Python only
ATHERIS := 'atheris==3.0.0 ; python_version < "3.12"' 'atheris==3.1.0 ; python_version >= "3.12"'
FUZZ_SECONDS ?= 60
MINUTES ?= 10
KILLS   ?= 500
ROWS    ?= 10000000

BIN     := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RUNS    := $(VENV)/.dondoc-runs
TESTS   := $(VENV)/.dondoc-tests
BENCH   := $(VENV)/.dondoc-bench

.DEFAULT_GOAL := help
.PHONY: help demo test lint types pytest oracle kill words golden bench soak retention fuzz lock clean
.NOTPARALLEL:
.DELETE_ON_ERROR:

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUNS) ## set up if needed, launch the cascade of 2023, replay a half-year, show who waits for whom
	@$(BIN)/dondoc demo

test: lint types pytest ## style, types and every test, on SQLite and on PostgreSQL

lint: $(TESTS) ## style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(TESTS) ## type checker
	$(BIN)/mypy

pytest: $(TESTS) ## the tests, in random order; ARGS="-k blocked", WORKERS=8
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

oracle: $(TESTS) ## random walks against the naive model, then rules explored as long; MINUTES=10, ARGS="--seed 1234" makes one again
	@PYTHONPATH=.:tests/support:tests/oracle $(BIN)/python tests/oracle/long_walk.py --minutes $(MINUTES) $(ARGS)
	@$(BIN)/dondoc spec features/lifecycle_rules.feature --seconds $$(($(MINUTES) * 60)) --save build/rules

kill: $(TESTS) ## kill processes and servers at random moments, KILLS=500, and see that nothing is lost; ARGS="--seed 1234"
	@PYTHONPATH=.:tests/support:tests/kill $(BIN)/python -W ignore tests/kill/kills.py --kills $(KILLS) $(ARGS)

words: $(TESTS) ## check the catalogue of words and compile it, after a change of words/*/*.po
	$(BIN)/python tools/words.py

golden: $(TESTS) ## write the screens of a season anew, after a change of what commands print: read the difference
	@mkdir -p tests/golden && DONDOC_WRITE_GOLDEN=1 $(BIN)/python -m pytest -q tests/test_season.py tests/test_cli_office.py

bench: $(BENCH) ## ratios of things run side by side
	$(BIN)/python -m benchmarks

soak: $(TESTS) ## mixed load at a steady rate, MINUTES=30: do latency, memory and size stay flat? ARGS="--db postgresql+psycopg://…"
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES) $(ARGS)

retention: $(TESTS) ## a finished year of ROWS=10000000 rows leaves PostgreSQL: how long each step takes
	$(BIN)/python -m benchmarks.retention --rows $(ROWS)

fuzz: $(TESTS) ## hostile input to every parser, a minute each; FUZZ_SECONDS=600 ARGS="period moves"
	@$(BIN)/python -c 'import atheris' 2> /dev/null || $(INSTALL) --only-binary :all: $(ATHERIS)
	$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS) $(ARGS)

lock: ## write all locks anew from pyproject.toml (needs uv); ARGS=--upgrade renews every version
	@command -v $(UV) > /dev/null || { echo 'make lock needs uv, only this target does.' >&2; exit 1; }
	UV=$(UV) tools/lock.sh $(ARGS)

clean: ## remove the environment, caches and what was built
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is shared: what tests need contains what runs.
$(VENV)/pyvenv.cfg:
	@command -v $(PYTHON) > /dev/null || \
	  { echo 'dondoc needs Python 3.11 or newer, and there is no "$(PYTHON)" here. Name one: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "dondoc needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || \
	  { echo "$(PYTHON) cannot make an environment: its modules venv and ensurepip are missing (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNS): requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(TESTS): requirements-dev.lock requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $(RUNS) $@

$(BENCH): requirements-bench.lock | $(TESTS)
	$(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@

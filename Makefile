# 不断线. `make demo` runs it, `make test` tests it. Python 3.11 and make are all that must be there.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PYTHONDONTWRITEBYTECODE ?=

# The distribution's own Python first, where it can make an environment: it is built with its profile, and the suite takes
# a sixth less time with it than with one built plainly (docs/decisions/0009-the-distributions-python.md).
FOUND := command -v python3.11 || command -v python3
PYTHON ?= $(shell /usr/bin/python3.11 -c 'import ensurepip' 2> /dev/null && echo /usr/bin/python3.11 || $(FOUND))
VENV := .venv
PY := $(VENV)/bin/python
# One a core for what computes, and one for what waits for processes (tests/lanes.py).
PYTEST_WORKERS ?= $(shell echo $$(( $$(nproc) + 1 )))
BENCHES ?= intake search duplicates liaisons planner suggest month month_export pages backup
# `uv` where the development tools are installed (much faster), else pip.
INSTALL = $$([ -x $(VENV)/bin/uv ] && echo $(VENV)/bin/uv pip install --compile-bytecode --python $(PY) --quiet || echo $(PY) -m pip install --quiet --disable-pip-version-check)
# The tests start some hundred processes: each would compile six hundred files anew.
COMPILED := PYTHONDONTWRITEBYTECODE=
# The checks run on the tests' servers and never touch a running demo.
CHECKING := DJANGO_SETTINGS_MODULE=config.settings.test

.PHONY: help demo run setup test check bench faults lock clean format

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/runtime.done ## a running system with demo data; Ctrl-C stops it
	@exec $(PY) -m config.run migrate load_demo load_demo_work load_demo_months

run: $(VENV)/runtime.done ## the same without demo data
	@exec $(PY) -m config.run migrate

setup: $(VENV)/runtime.done ## everything that demo does, but run
	@$(PY) -m config.run --prepare-only migrate load_demo load_demo_work load_demo_months

test: $(VENV)/dev.done ## the whole suite on servers of its own; may run beside a demo
	@.ci/browser
	@.ci/nginx
	@$(COMPILED) $(PY) -m compileall -q -j 2 config registry outreach reports tests
	@$(COMPILED) $(PY) -m pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/dev.done ## style, types, layers, templates, migrations, deployment
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-cache
	@if compgen -G 'templates/*' > /dev/null; then echo $(VENV)/bin/djlint --lint --check templates; $(VENV)/bin/djlint --quiet --lint templates; fi
	$(CHECKING) $(PY) manage.py makemigrations --check --dry-run
	$(PY) .ci/deploy_check.py

format: $(VENV)/dev.done ## put the style right
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(VENV)/dev.done ## the figures to hold, each beside its peer; goes on after a missed one and says which
	@missed=; for name in $(BENCHES); do echo "== $$name"; $(PY) -m bench.$$name || missed="$$missed $$name"; done; \
	if [ -n "$$missed" ]; then echo "not held:$$missed"; exit 1; fi

faults: $(VENV)/dev.done ## the fault tests at full size; figures go to docs/faults.md
	@.ci/nginx
	@FAULTS=full $(PY) -m pytest -m fault -p no:xdist -p no:randomly --timeout 3600

lock: $(VENV)/dev.done ## requirements*.in -> requirements*.txt, with hashes and without addresses
	@for name in requirements requirements-dev; do \
	  $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-config \
	    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $$name.in -o $$name.txt || exit 1; \
	  if grep -n 'https\?://' $$name.txt; then echo "$$name.txt names an address" >&2; exit 1; fi; \
	done

clean: ## stop this checkout's servers and remove all that make made
	@if [ -x $(PY) ]; then $(PY) -m config.servers.stop var var/test || true; fi
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
	  echo "不断线：需要 Python 3.11 或更新的版本（Python >= 3.11 is needed）。" >&2; exit 1; fi
	@echo "建立虚拟环境 $(VENV) ……"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "不断线：建不了虚拟环境，Debian 上请先装 python3-venv。" >&2; exit 1; }

# `cmp` instead of time stamps alone: a fresh clone or a switched branch changes times, not what must be installed.
$(VENV)/runtime.done: requirements.txt | $(VENV)/bin/python
	@if ! cmp -s requirements.txt $@; then echo "安装依赖（requirements.txt）……"; $(INSTALL) --require-hashes -r requirements.txt; fi
	@cp requirements.txt $@

$(VENV)/dev.done: requirements-dev.txt | $(VENV)/bin/python
	@if ! cmp -s requirements-dev.txt $@; then echo "安装开发依赖（requirements-dev.txt）……"; $(INSTALL) --require-hashes -r requirements-dev.txt; fi
	@cp requirements-dev.txt $@
	@cp requirements.txt $(VENV)/runtime.done

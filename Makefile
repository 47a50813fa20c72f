# `make demo` and `make test` do everything on a fresh machine; `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PIP_FLAGS := --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo demo-archive install install-dev test lint types check lock test-transformers bench-peers bench-engines pictures clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 20

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@echo "installing into $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "installing the tools of the tests …"
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/run.stamp ## install vanban into .venv

install-dev: $(VENV)/dev.stamp ## install vanban and the tools of the tests

demo-archive: install ## index the fictional samples into ./demo
	@$(BIN)/vanban --archive demo add samples/documents

demo: demo-archive ## install, index the samples, serve the page on http://127.0.0.1:8000
	@$(BIN)/vanban --archive demo serve --port $(PORT)

test: install-dev ## run the tests (Python only; what needs more skips with one line)
	@$(BIN)/python -m pytest --ignore=tests/transformers -n 2 --dist loadgroup $(PYTEST_FLAGS)

lint: install-dev ## ruff, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: install-dev ## mypy --strict
	@$(BIN)/mypy

check: lint types test ## all of the above

test-transformers: ## the transformer encoder for real, in an environment of its own (6 GB of disk, kept)
	@$(PYTHON) -m venv $(VENV)-transformers
	@$(VENV)-transformers/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/transformers.txt
	@$(VENV)-transformers/bin/python -m pip install $(PIP_FLAGS) --no-deps -e .
	@$(VENV)-transformers/bin/python -m pytest tests/transformers

pictures: install-dev ## pictures of every page, at both widths, into docs/pictures (needs a Chromium)
	@rm -rf build/pictures-archive && $(BIN)/vanban --archive build/pictures-archive add samples/documents >/dev/null
	@$(BIN)/python -m bench.screenshots build/pictures-archive docs/pictures

bench-engines: ## the embedded engine and Elasticsearch side by side (needs ../shared/data, mvn, a JDK of 21 or newer)
	@$(BIN)/python -m bench.engines --agreement --documents 10000 --documents 100000

bench-peers: ## other search engines on the same documents and questions, in an environment of its own; writes docs/peers.md
	@test -x $(VENV)-peers/bin/python || $(PYTHON) -m venv $(VENV)-peers
	@$(VENV)-peers/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements/peers.txt
	@$(VENV)-peers/bin/python -m pip install $(PIP_FLAGS) --no-deps -e .
	@$(VENV)-peers/bin/python -m bench.peers $(PEERS_FLAGS)

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --extra ocr pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements/run.txt --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements/run.txt --extra transformers --group transformers-tests pyproject.toml -o requirements/transformers.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements/run.txt --extra mcp pyproject.toml -o requirements/mcp.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements/run.txt --group peers pyproject.toml -o requirements/peers.txt

clean: ## remove the environments and the demo archive
	rm -rf $(VENV) $(VENV)-transformers $(VENV)-peers demo build dist *.egg-info

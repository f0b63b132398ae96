# make serve   start the site at http://127.0.0.1:8000/ (PORT=… for another port)
# make test    run every test that can run here (ARGS=… are handed to pytest)
# make proof   try to break every promise, at length, into docs/promises.md (an hour; ARGS=… are handed to pytest)
# make lint    check style, types, templates, migrations and settings
# make bench   measure the site beside the limit, into docs/performance.md (ARGS=quick: a minute, and nothing is written)
# make cluster many machines on this one, killed in turn under load, into docs/scale.md (as root; ARGS=quick)
# make explain     how both databases answer each page's queries, into docs/queries.md
# make packages    lock what is installed by its hash, after a change of requirements*.txt, and write down its licences
# make messages    bring the catalogues in locale/ up to date

PY ?= python3
PORT ?= 8000
export PORT

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

.PHONY: serve test proof lint packages messages bench cluster explain

# One simple command each: make then runs it without a shell between, and its SIGTERM arrives.
serve: $(VENV)/.runtime
	@$(BIN)/python tools/serve.py

test: $(VENV)/.development
	@$(BIN)/python tools/test.py $(ARGS)

proof: $(VENV)/.development
	@$(BIN)/python tools/proof.py $(ARGS)

lint: $(VENV)/.development
	@$(BIN)/python tools/lint.py

packages: $(VENV)/.development
	@$(BIN)/python tools/packages.py

messages: $(VENV)/.development
	@$(BIN)/python tools/messages.py $(ARGS)

bench: $(VENV)/.development
	@PYTHONPATH=tools $(BIN)/python -m bench $(ARGS)

cluster: $(VENV)/.development
	@PYTHONPATH=tools $(BIN)/python -m bench.cluster $(ARGS)

explain: $(VENV)/.development
	@$(BIN)/python -m bench.explain

# The stamps say which packages are installed; a changed lock is installed anew.
$(VENV)/.runtime: requirements.lock | $(VENV)/.made
	@echo "Packages …"
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.development: requirements.lock requirements-dev.lock | $(VENV)/.made
	@echo "Packages, with those for development …"
	@$(PIP) -r requirements-dev.lock
	@touch $(VENV)/.runtime $@

FITS = $(shell $(PY) -c 'import ensurepip, sys, venv; print(sys.version_info >= (3, 11))' 2>/dev/null)

$(VENV)/.made:
	$(if $(filter True,$(FITS)),,$(error harmblog needs Python 3.11 or newer with venv (Debian: python3-venv), which "$(PY)" is not; name another: make PY=python3.12))
	@echo "Virtual environment …"
	@$(PY) -m venv $(VENV)
	@touch $@

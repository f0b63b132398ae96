# make serve   start the site at http://127.0.0.1:8000/ (PORT=… for another port)
# make test    run every test that can run here (ARGS=… are handed to pytest)
# make lint    check style, types, templates, migrations and settings
# make messages    bring the catalogues in locale/ up to date

PY ?= python3
PORT ?= 8000
export PORT

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check

.PHONY: serve test lint messages

# One simple command each: make then runs it without a shell between, and its SIGTERM arrives.
serve: $(VENV)/.runtime
	@$(BIN)/python tools/serve.py

test: $(VENV)/.development
	@$(BIN)/python tools/test.py $(ARGS)

lint: $(VENV)/.development
	@$(BIN)/python tools/lint.py

messages: $(VENV)/.development
	@$(BIN)/python tools/messages.py $(ARGS)

# The stamps say which requirements are installed; a changed list is installed anew.
$(VENV)/.runtime: requirements.txt | $(VENV)/.made
	@echo "Packages …"
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.development: requirements.txt requirements-dev.txt | $(VENV)/.made
	@echo "Packages, with those for development …"
	@$(PIP) -r requirements-dev.txt
	@touch $(VENV)/.runtime $@

FITS = $(shell $(PY) -c 'import ensurepip, sys, venv; print(sys.version_info >= (3, 11))' 2>/dev/null)

$(VENV)/.made:
	$(if $(filter True,$(FITS)),,$(error harmblog needs Python 3.11 or newer with venv (Debian: python3-venv), which "$(PY)" is not; name another: make PY=python3.12))
	@echo "Virtual environment …"
	@$(PY) -m venv $(VENV)
	@touch $@

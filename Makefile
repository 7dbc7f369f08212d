# Two commands: `make run` sets everything up and opens Pixlore; `make test` runs the whole check.
# Both make the environment in .venv first. Needs Python 3.11 or newer; PYTHON=… chooses one.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed
TRANSLATIONS := $(patsubst %.ts,%.qm,$(wildcard resources/translations/*.ts))

.PHONY: run test check demo screenshots package clean

run: $(STAMP) $(TRANSLATIONS)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then exec $(BIN)/pixlore; else exec $(BIN)/python packaging/demo.py; fi

test: $(STAMP) $(TRANSLATIONS) check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

demo: $(STAMP) $(TRANSLATIONS)
	$(BIN)/python packaging/demo.py

screenshots: $(STAMP) $(TRANSLATIONS)
	$(BIN)/python packaging/screenshots.py docs/screenshots

package: $(STAMP) $(TRANSLATIONS)
	$(BIN)/python packaging/build.py

$(STAMP): pyproject.toml constraints.txt packaging/system_packages.sh
	@test -n "$(PYTHON)" || { echo "Pixlore needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11"; exit 1; }
	sh packaging/system_packages.sh
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

resources/translations/%.qm: resources/translations/%.ts $(STAMP)
	$(BIN)/python packaging/compile_translations.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist

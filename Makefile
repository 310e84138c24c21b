# Two commands do all the set-up: `make demo` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
STAMP  := $(VENV)/.installed

.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(STAMP): setup.cfg pyproject.toml
	@$(PYTHON) -m venv $(VENV) || { echo "ganvas: Python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 2; }
	$(PY) -m pip install --quiet --upgrade pip
	$(PY) -m pip install --quiet --editable '.[dev]'
	@touch $@

env: $(STAMP)  ## create the environment

test: $(STAMP) system-packages  ## every test
	QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(STAMP)  ## ruff (rules and format) and mypy
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

audit: $(STAMP)  ## known faults of the packages; says so when the list cannot be reached
	$(PY) -m tests.supply audit

sbom: $(STAMP)  ## packages and models with their licences, as build/sbom.json
	@mkdir -p build
	$(PY) -m tests.supply sbom build/sbom.json

bounds: $(STAMP)  ## tests with the lowest versions of the packages that setup.cfg allows; takes minutes
	rm -rf build/lowest
	$(PY) -m tests.supply bounds build/lowest

fortress: $(STAMP)  ## 100,000 files that went wrong and 300 kills; takes minutes
	OMP_NUM_THREADS=1 $(PY) -m tests.fortress

# No environment is made for it: a lent machine has torch already, and cannot reach an index.
CARD_PY ?= $(PY)
CARD_OUT ?= build/gpu
gpu:  ## on a machine with a CUDA card: tests, then measurements, in ten minutes; leaves build/gpu
	@mkdir -p $(CARD_OUT)
	-timeout 230 $(CARD_PY) -m pytest -v --tb=short -p no:cacheprovider tests/cuda tests/networks/operations tests/ops/test_patch_loops.py > $(CARD_OUT)/tests.txt 2>&1
	-@grep -E "^(FAILED|ERROR|E  )|passed|failed" $(CARD_OUT)/tests.txt | tail -n 40
	timeout 350 $(CARD_PY) -m benchmarks.gpu --minutes 5.5 --out $(CARD_OUT)

gpu-rehearsal:  ## the same on the CPU, small: that the tests and the script work; minutes
	GANVAS_CARD=cpu $(PY) -m pytest -q tests/cuda -k 'not picture_of_the_cpu'
	$(PY) -m benchmarks.gpu --device cpu --tiny --runs 1 --out build/gpu-rehearsal
	TRITON_INTERPRET=0 $(PY) -m benchmarks.gpu.kernels

check: lint test  ## what CI runs

system-packages:  ## test-only Debian packages, when this user may install them
	@sh tests/system-packages.sh

demo: $(STAMP)  ## fill, paint, learn, restore, enlarge; leaves demo/result.ora and demo/result.png
	$(PY) -m gan_core.cli demo --out demo

editor: $(STAMP)  ## open the stand-alone editor
	$(PY) -m gan_core.cli editor

clean:  ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info

.PHONY: help env test lint audit sbom bounds fortress gpu gpu-rehearsal check system-packages demo editor clean

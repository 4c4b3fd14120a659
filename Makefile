PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check screens bench font scripts speech lock clean words vectors evaluate

demo: $(VENV)/run font scripts
	$(BIN)/feedback-service speech --if-possible
	$(BIN)/feedback-service demo

test: $(VENV)/dev
	tests/install-needs
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal # what one process compiled serves the next

check: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
	$(BIN)/djlint --lint --ignore H043 feedback_service/templates # a button in a form sends it: no type needed
	$(BIN)/cog --check README.md docs/safeguarding-and-privacy.md

# What pages can do without, made where it can be: the computer's voice, a typeface for early readers, shorter scripts.
speech: $(VENV)/run
	$(BIN)/feedback-service speech

font: $(VENV)/run
	.ci/make-font $(BIN)

scripts: $(VENV)/run
	.ci/make-scripts $(BIN)

words: $(VENV)/dev # after a change of any word that children and families read
	$(BIN)/python -m feedback_service.web.gathering

vectors: $(VENV)/run # after a change of the codebook's or the bank's examples
	$(BIN)/python -m feedback_service.vectors

evaluate: $(VENV)/dev # the model card; NHS=FILE.csv FRAMEWORK=FILE.qmd add real comments, which are not in the project
	$(BIN)/python -m benchmarks.model_card $(NHS:%=--comments %) $(FRAMEWORK:%=--framework %)

screens: $(VENV)/dev # pictures of each kind of page, for docs/screens
	tests/install-needs
	rm -rf docs/screens
	$(BIN)/python -m tests.journeys.screens docs/screens

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock: # needs uv; the files name no index
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --group build -o requirements/build.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --group dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf $(VENV) demo-data build dist

# Everything is made in .venv, from PyPI alone. A stamp says what is installed there, so that a second call is quick.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
DB := claims.db
REPORT := report.html
BENCH := $(firstword $(wildcard ../shared/corpora/ainews) $(VENV)/generated)

# Compiled modules are kept: every start of Python is twice as quick.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench large lock screenshots clean
.DELETE_ON_ERROR:

demo: $(VENV)/.runs
	$(RUN) -m extractor run corpora/briefings --db $(DB)
	$(RUN) -m extractor report --db $(DB) --output $(REPORT)
	@echo
	@echo "The report:  $(REPORT)   (open it in a browser)"
	@echo "Browse:      $(VENV)/bin/extractor serve --db $(DB) --open"

test: lint
	$(RUN) -m pytest -n 2

lint: $(VENV)/.tests
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

# On newsletters where they are, else on articles like those of corpora/briefings. The history stays on this machine.
bench: $(VENV)/.runs $(BENCH)
	$(RUN) -m extractor benchmark $(BENCH) --history benchmarks.jsonl

# Whole runs by one process and by two, over these articles and ten times as many: speed, and memory of a worker.
.PHONY: bench-workers
bench-workers: $(VENV)/.runs $(BENCH)
	$(RUN) -m extractor benchmark $(BENCH) --workers 2

# The checks over a quarter of a million generated claims, and over a million.
.PHONY: bench-checks
bench-checks: $(VENV)/.runs
	$(RUN) -m extractor benchmark --checks 250000 --checks 1000000

# A run of 10,000 articles in the memory of a few.
large: $(VENV)/.runs $(VENV)/large
	rm -f $(VENV)/large.db*
	$(RUN) -m extractor run $(VENV)/large --db $(VENV)/large.db

$(VENV)/generated: COUNT := 600
$(VENV)/large: COUNT := 10000
$(VENV)/generated $(VENV)/large: | $(VENV)/.runs
	rm -rf $@.part
	$(RUN) -m extractor.benchmark.vary corpora/briefings $@.part $(COUNT)
	mv $@.part $@

# Every regular expression of the project with its worst cases at 1,000, 10,000 and 100,000 characters.
.PHONY: worst-case kill-test fuzz audit
worst-case: $(VENV)/.tests
	$(RUN) -m tests.patterns

# Runs over 200 articles that are killed 100 times at random moments, and taken up again.
kill-test: $(VENV)/.tests
	$(RUN) -m tests.killing 100

# With atheris, of the extra `fuzz`, where it can be had; else with inputs drawn at random.
fuzz: $(VENV)/.tests
	-$(RUN) -m pip install --quiet --disable-pip-version-check atheris
	$(RUN) -m tests.fuzzing grammar 1000000
	$(RUN) -m tests.fuzzing pages 50000

# The locked packages against the known vulnerabilities. Needs the network; fails where a package could not be looked up.
audit: $(VENV)/audit
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock

$(VENV)/audit: $(RUN)
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check pip-audit

# The locked dependencies; uv installs them where it is there, else pip.
$(VENV)/.tests: LOCK := requirements-test.lock
$(VENV)/.runs: LOCK := requirements.lock
$(VENV)/.tests $(VENV)/.runs: $(VENV)/%: $(RUN) requirements.lock requirements-test.lock pyproject.toml
	@if command -v uv >/dev/null; then \
		uv pip install --quiet --python $(RUN) --require-hashes -r $(LOCK) && \
		uv pip install --quiet --python $(RUN) --no-deps --no-build-isolation -e . ; \
	else \
		$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK) && \
		$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

$(RUN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Needs uv. The build tools are locked too, as the project itself is installed without a build environment.
lock:
	printf 'hatchling\neditables\n' | $(UV_COMPILE) pyproject.toml - -o requirements.lock
	printf 'hatchling\neditables\n' | $(UV_COMPILE) --extra test pyproject.toml - -o requirements-test.lock

UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

# The schema of the report in JSON, from the report's own records.
docs/report.schema.json: extractor/report/content.py extractor/report/intervals.py
	$(RUN) -c 'from extractor import report; print(report.json_schema(), end="")' > $@

# The pictures in README.md, of the demo. Needs Chromium.
screenshots: $(VENV)/.tests demo
	$(RUN) -m tests.pictures $(DB) $(REPORT) docs

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -f $(DB) $(DB)-wal $(DB)-shm $(REPORT)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

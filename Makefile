# Điều Hành. `make run` and `make test` need Python >= 3.11, make and git; they get the rest themselves.
PYTHON := .venv/bin/python
export DIEUHANH_HOME ?= $(CURDIR)/.data

.PHONY: run test check bench torture malformed wheel translations lock clean bootstrap

run: bootstrap ## Everything in the foreground, with the demonstration.
	@exec $(PYTHON) -m dieuhanh serve --demo

test: bootstrap check ## Everything CI runs.
	@tools/chromium
	$(PYTHON) -m pytest -n 3

check: bootstrap ## Style, types, floors.
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: bootstrap ## Each workload as a ratio against its limit; writes benchmarks/result.json.
	$(PYTHON) -m benchmarks

torture: bootstrap ## 200 kills at random moments.
	$(PYTHON) -m tests.torture --rounds 200

malformed: bootstrap ## 10,000 registers with something wrong in them: sentences, never an exception.
	DIEUHANH_TEST_IMPORTS=10000 $(PYTHON) -m pytest -q tests/directives/test_malformed.py

wheel: bootstrap ## The installable program with its assets.
	$(PYTHON) -m build --wheel --no-isolation

lock: ## Pin the newest versions that pyproject.toml allows.
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.lock
	.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -c requirements-dev.lock -o requirements.lock

bootstrap:
	@tools/bootstrap

clean: ## Remove what was built. Data in $$DIEUHANH_HOME stays.
	rm -rf .venv dist node_modules dieuhanh/interface/static/built dieuhanh/interface/fonts

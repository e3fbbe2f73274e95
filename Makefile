# SPDX-License-Identifier: Apache-2.0
# The commands of this project. `make help` lists them. Each command first installs the packages it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

DEBIAN := $(shell . /etc/os-release 2>/dev/null; echo $$VERSION_ID)
# Debian 12's default Boost is 1.74, whose coroutines do not compile as C++20.
BOOST := $(if $(filter 12,$(DEBIAN)),libboost1.81-dev,libboost-dev)
BUILD_PACKAGES := g++ cmake ninja-build pkg-config git $(BOOST) libcli11-dev libcpp-httplib-dev \
	cmark-gfm libssl-dev libspdlog-dev libyaml-cpp-dev prometheus-cpp-dev rapidjson-dev zlib1g-dev catch2 curl openssl
# For targets that `make test` does not need. Lint reads their sources, too.
MICRO_BENCH_PACKAGES := libbenchmark-dev
COUNT_PACKAGES := valgrind
LINT_PACKAGES := clang clang-format clang-tidy $(MICRO_BENCH_PACKAGES) $(COUNT_PACKAGES)
# libclang-rt-dev has libFuzzer and the sanitizers. llvm names the lines in their reports. lld links in a third
# of the time.
CLANG_PACKAGES := clang libclang-rt-dev lld llvm
# These are unpacked under build/tools and not installed, because their packages would start services.
# On Debian 12, promtool is in the package prometheus. jsonnet needs only the libraries of g++.
TOOL_PACKAGES := prometheus $(if $(filter 12,$(DEBIAN)),,promtool) prometheus-alertmanager jsonnet
# The name has the list of packages, so a changed list is unpacked again.
TOOLS := build/tools/$(shell echo $(TOOL_PACKAGES) | tr ' ' +).unpacked
JOBS := $(shell nproc)
# Tests mostly wait, so more of them run at once than there are processors.
TEST_JOBS := $(shell expr 2 \* $(JOBS))
SOAK_SECONDS ?= 600
NPM := $(if $(shell command -v npm),,nodejs npm)
# Its optional packages are for other formats, and one of them would be compiled.
SBOM_VALIDATOR := npm ci --prefix tests/packaging --omit=optional --omit=peer --ignore-scripts --no-audit --no-fund
# Where `make install` installs.
PREFIX ?= /usr/local
# The versions of Debian that `make package-test` tests.
DEBIANS ?= 12 13
# The Prometheus for `make preview`. `make stack` listens here.
PROMETHEUS ?= http://127.0.0.1:9090
# How many mutants, and the seed that draws them.
MUTANTS ?= 100
SEED ?= 1
# How many cron expressions, and the seed that draws them, by default another one each time.
CRON_COUNT ?= 1000000
CRON_SEED ?=
GO := GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$(CURDIR)/build/go go
# How many random histories of lists, from the seed SEED on.
HISTORIES ?= 100000
# The seed of `make truth`; a random one by default.
TRUTH_SEED ?=
# The tests to run, as a regular expression of ctest; all by default.
TESTS ?=
# The figures to measure, by their names in tests/bench/figures.cc; all by default.
FIGURES ?=
SOURCES = $(shell git ls-files '*.cc' '*.h')

.PHONY: help deps build install package dist image package-test image-test release-check run stack rules test matrix kubernetes-test truth faults lint lint-deps format asan tsan fuzz bench rules-bench micro-bench count-instructions figures soak histories mutants cron-oracle golden preview pages-test clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

define install
	@missing=$$(for package in $(1); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q ' installed$$' || echo $$package; done); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	  echo "This needs Debian 12 or newer with apt-get; elsewhere, install the equivalents of:" $$missing >&2; \
	  exit 1; fi; \
	if [ $$(id -u) = 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; else \
	  echo "Run this as root, or install sudo, or install by hand:" $$missing >&2; exit 1; fi; \
	echo "Installing:" $$missing; \
	$$sudo apt-get update -q && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing
endef

deps: ## Install the Debian packages that building and testing need
	$(call install,$(BUILD_PACKAGES))

$(TOOLS): tests/stack/unpack_tools.sh | deps
	tests/stack/unpack_tools.sh $(TOOL_PACKAGES)
	@touch $@

build: deps ## Build build/cckm_exporter and build/cckm_simulator
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS) --target cckm_exporter cckm_simulator

# This builds nothing, so that root leaves no files in build/.
install: ## Install what `make build` built: PREFIX=/usr/local, and below DESTDIR for a package
	@test -e build/cckm_exporter || { echo "Run make build first." >&2; exit 1; }
	DESTDIR=$(DESTDIR) cmake --install build --strip --prefix $(PREFIX)

package: deps ## Build the Debian package into build/
	$(call install,build-essential debhelper)
	packaging/package.sh build

dist: package ## Build the tarball of a release, its SBOM and sha256sums.txt into build/
	packaging/dist.sh build

image: ## Build the container image with Docker, or with buildah where no Docker engine runs
	$(call install,$(if $(shell docker info 2>/dev/null),,buildah))
	packaging/image.sh

package-test: ## As root: build, install, upgrade and purge the package in bare roots of DEBIANS (12 13)
	$(call install,mmdebstrap systemd-container $(NPM))
	$(SBOM_VALIDATOR)
	tests/packaging/package_test.sh $(DEBIANS)

image-test: ## As root: build the image with buildah and run it read-only and without capabilities
	$(call install,buildah podman runc mmdebstrap systemd-container curl)
	tests/packaging/image_test.sh

release-check: deps ## Check whether HEAD can be released: version, changelog, SBOM, reproducible files
	$(call install,build-essential debhelper $(NPM))
	$(SBOM_VALIDATOR)
	packaging/release_check.sh

run: build ## Serve the jobs of the simulator on http://127.0.0.1:10877/metrics until Ctrl-C
	@tests/stack/run.sh

stack: build $(TOOLS) ## Run Prometheus and Alertmanager on the simulator's jobs, until Ctrl-C
	@tests/stack/stack.sh

rules: ## Write build/rules with your links: RUNBOOKS=https://.../RUNBOOKS.md GRAFANA=https://...
	@dashboards/write_rules.sh build/rules

test: deps $(TOOLS) ## Build and run all tests, or those whose names match TESTS=^web
	cmake --preset release
	cmake --build build -j $(JOBS)
	@tests/run_tests.sh build -j $(TEST_JOBS) $(if $(TESTS),-R '$(TESTS)')

# Without npm, Grafana's library is skipped, and a line says so.
matrix: build ## Test rules and dashboards with other versions of Prometheus, Alertmanager, VictoriaMetrics
	-$(call install,$(NPM))
	cmake --build build -j $(JOBS) --target dashboards_e2e_test e2e_test web_corpus_test
	@tests/stack/unpack_matrix.sh
	@tests/stack/matrix.sh

kubernetes-test: build ## Build deploy/kubernetes with kubectl and test the objects
	$(call install,$(if $(shell command -v npm),,nodejs npm))
	npm ci --prefix tests/kubernetes
	@tests/kubernetes/unpack_tools.sh
	@tests/kubernetes/run.sh build/kubernetes

truth: build $(TOOLS) ## Compare the rules with simulated histories: 200 schedules, five weeks (TRUTH_SEED)
	cmake --build build -j $(JOBS) --target truth
	@mkdir -p build/truth-files
	build/truth build/truth-files 200 35 $(TRUTH_SEED)

faults: deps $(TOOLS) ## Run only the tests of RELIABILITY.md
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS)
	@tests/run_tests.sh build -j $(TEST_JOBS) -R '(^|_)faults: ?fault [0-9]'

asan: deps $(TOOLS) ## Run all tests of code under AddressSanitizer and UBSan
	$(call install,$(CLANG_PACKAGES))
	cmake --preset asan >/dev/null
	cmake --build build/asan -j $(JOBS)
	@tests/run_tests.sh build/asan -j $(TEST_JOBS)

tsan: deps $(TOOLS) ## Run the tests of code with threads under ThreadSanitizer
	$(call install,$(CLANG_PACKAGES))
	cmake --preset tsan >/dev/null
	cmake --build build/tsan -j $(JOBS)
	@tests/run_tests.sh build/tsan -j $(TEST_JOBS)

fuzz: deps ## Fuzz each target for FUZZ_SECONDS (60), or for FUZZ_RUNS executions
	$(call install,$(CLANG_PACKAGES))
	cmake --preset asan >/dev/null
	cmake --build build/asan -j $(JOBS) --target fuzz_targets
	@tests/fuzz/run.sh

lint-deps:
	$(call install,$(LINT_PACKAGES))

lint: deps lint-deps ## Check format and run clang-tidy
	clang-format --dry-run -Werror $(SOURCES)
	cmake --preset clang >/dev/null
	run-clang-tidy -quiet -p build/clang -j $(JOBS) '^$(CURDIR)/(exporter|tests)/' '/Unity/'

format: lint-deps ## Format all sources
	clang-format -i $(SOURCES)

bench: build ## Measure scrapes of 1 to 10,000 jobs, memory and start-up; UPDATE=1 writes BENCHMARKS.md
	$(call install,strace $(if $(UPDATE),gnuplot-nox))
	cmake --build build -j $(JOBS) --target bench_table scrape_bench discovery_bench
	build/bench_table build/bench
	@tests/bench/report.sh build $(if $(UPDATE),update)
	build/scrape_bench
	build/discovery_bench

micro-bench: deps ## Measure parsing, discovery, metrics, rendering and compression, one by one
	$(call install,$(MICRO_BENCH_PACKAGES))
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS) --target micro_bench
	build/micro_bench

count-instructions: deps ## Compare the instructions of the same with figures; UPDATE=1 writes the figures
	$(call install,$(COUNT_PACKAGES))
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS) --target count_instructions
	@tests/bench/count_instructions.sh build $(if $(UPDATE),update)

# The oldest and the newest Prometheus of `make matrix`. A version that Debian has removed is left out.
rules-bench: build ## Measure rules and dashboards on a Prometheus 2.42 and a 3 that scrape 100,000 regions
	cmake --build build -j $(JOBS) --target rules_bench
	@tests/stack/unpack_matrix.sh
	@missed=0; shopt -s nullglob; for programs in build/tools-matrix/prometheus-{2.42,3}.*/usr/bin; do \
	  CCKM_PROMETHEUS=$$PWD/$$programs/prometheus CCKM_PROMTOOL=$$PWD/$$programs/promtool build/rules_bench || missed=1; \
	done; exit $$missed

figures: build ## Measure the exporter under stalls, slow clients, SIGTERM and many scrapers
	cmake --build build -j $(JOBS) --target figures
	build/figures $(FIGURES)

soak: build ## Scrape without pause under many faults for SOAK_SECONDS (600)
	cmake --build build -j $(JOBS) --target soak
	build/soak $(SOAK_SECONDS)

histories: deps ## Hold the finder of the newest runs against HISTORIES (100000) random lists
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS) --target histories
	build/histories $(HISTORIES) $(SEED)

mutants: deps ## Change exporter/ in MUTANTS (100) places, one at a time; list what no test notices
	$(call install,python3)
	@python3 -B tests/mutants/mutants.py $(MUTANTS) $(SEED)

# Debian keeps the sources of Go packages in /usr/share/gocode.
cron-oracle: deps ## Compare 1,000,000 random cron expressions with Go's robfig/cron
	$(call install,golang-go golang-github-robfig-cron-dev)
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS) --target cron_oracle
	$(GO) run tests/cron_oracle/*.go -count $(CRON_COUNT) $(CRON_SEED:%=-seed %) -program build/cron_oracle
	$(GO) run tests/cron_oracle/*.go -count 10000 -seed 1 >tests/testdata/cron/expected.tsv

golden: deps $(TOOLS) ## Rewrite the golden files from the current output
	cmake --preset release >/dev/null
	cmake --build build -j $(JOBS)
	deploy/kubernetes/write_files.sh
	CCKM_UPDATE_GOLDEN=1 ctest --test-dir build -j $(TEST_JOBS) -R '^((config|metrics):|faults: ?the golden page)'
	git --no-pager diff --stat

preview: ## Draw the dashboards into build/preview, with data of PROMETHEUS (http://127.0.0.1:9090)
	$(call install,chromium $(NPM))
	npm ci --prefix tests/preview
	node tests/preview/preview.mjs --prometheus $(PROMETHEUS)

pages-test: build ## Look at the exporter's pages in headless Chromium; pictures go to build/pages
	$(call install,chromium $(if $(shell command -v npm),,nodejs npm))
	npm ci --prefix tests/pages
	node --test --test-concurrency=1 tests/pages/pages.mjs

clean: ## Remove the folder build
	rm -rf build

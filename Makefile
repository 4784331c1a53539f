# Jushu (聚数). `make demo` and `make test` do all the set-up they need.
# Wanted on the machine: a Rust toolchain, a C compiler, Node with npm.

CARGO_TARGET_DIR ?= $(CURDIR)/target
export CARGO_TARGET_DIR

# DuckDB is linked against the prebuilt library that its npm package carries, because compiling it
# takes 40 CPU-minutes. The version must be the one the `duckdb` crate in Cargo.toml was made for.
DUCKDB_PACKAGE := 1.5.6-r.1
DUCKDB_LIB_DIR := $(CARGO_TARGET_DIR)/duckdb
export DUCKDB_LIB_DIR

# ECharts draws the figures, in the browser and, in an embedded engine, for paper.
ECHARTS_PACKAGE := 6.1.0
ECHARTS_DIR := $(CARGO_TARGET_DIR)/echarts
export ECHARTS_DIR
LIBRARIES := $(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE) $(ECHARTS_DIR)/$(ECHARTS_PACKAGE)
export LD_LIBRARY_PATH := $(DUCKDB_LIB_DIR):$(LD_LIBRARY_PATH)

DEMO ?= $(CURDIR)/demo
PREFIX ?= $(HOME)/.local
JUSHU := $(CARGO_TARGET_DIR)/release/jushu

.PHONY: demo demo-synthetic install build test test-peers bench fmt lint prerequisites

# A demonstration that stands already is kept as …-previous: somebody may have worked in it.
demo: build demo-synthetic
	@if [ -e "$(DEMO)" ]; then rm -rf "$(DEMO)-previous"; mv "$(DEMO)" "$(DEMO)-previous"; fi
	"$(JUSHU)" demo "$(DEMO)"

# The same with made-up records for all 18 indicators of the 2023 report.
demo-synthetic: build
	@if [ -e "$(DEMO)-synthetic" ]; then rm -rf "$(DEMO)-synthetic-previous"; mv "$(DEMO)-synthetic" "$(DEMO)-synthetic-previous"; fi
	"$(JUSHU)" demo --synthetic "$(DEMO)-synthetic"

# The program and the library it needs in one folder, and a link to it on the path.
install: build
	install -d "$(PREFIX)/lib/jushu" "$(PREFIX)/bin"
	install "$(JUSHU)" "$(DUCKDB_LIB_DIR)"/libduckdb.* "$(PREFIX)/lib/jushu/"
	ln -sf ../lib/jushu/jushu "$(PREFIX)/bin/jushu"

build: prerequisites $(LIBRARIES)
	cargo build --release --locked --package jushu-cli

test: prerequisites $(LIBRARIES)
	cargo test --locked --workspace

# Against the peers' own programs, installed from the Python package index into a virtual environment.
test-peers: build
	tests/peers/run.sh

bench: build
	benches/run.sh

fmt:
	cargo fmt --all

lint: $(LIBRARIES)
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

prerequisites:
	@scripts/prerequisites.sh

$(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE):
	@scripts/fetch-duckdb.sh "$(DUCKDB_PACKAGE)" "$(DUCKDB_LIB_DIR)"

$(ECHARTS_DIR)/$(ECHARTS_PACKAGE):
	@scripts/fetch-echarts.sh "$(ECHARTS_PACKAGE)" "$(ECHARTS_DIR)"

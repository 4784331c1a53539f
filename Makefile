# Jushu (聚数). `make demo` and `make test` do all the set-up they need.
# Wanted on the machine: a Rust toolchain, a C compiler, Node with npm.

CARGO_TARGET_DIR ?= $(CURDIR)/target
export CARGO_TARGET_DIR

# DuckDB is linked against the prebuilt library that its npm package carries, because compiling it
# takes 40 CPU-minutes. The version must be the one the `duckdb` crate in Cargo.toml was made for.
DUCKDB_PACKAGE := 1.5.6-r.1
DUCKDB_LIB_DIR := $(CARGO_TARGET_DIR)/duckdb
export DUCKDB_LIB_DIR
export LD_LIBRARY_PATH := $(DUCKDB_LIB_DIR):$(LD_LIBRARY_PATH)

DEMO ?= $(CURDIR)/demo
JUSHU := $(CARGO_TARGET_DIR)/release/jushu

.PHONY: demo demo-synthetic build test test-peers bench fmt lint prerequisites

demo: build
	rm -rf "$(DEMO)"
	"$(JUSHU)" demo "$(DEMO)"

demo-synthetic: build
	rm -rf "$(DEMO)-synthetic"
	"$(JUSHU)" demo --synthetic "$(DEMO)-synthetic"

build: prerequisites $(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE)
	cargo build --release --locked --package jushu-cli

test: prerequisites $(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE)
	cargo test --locked --workspace

# Against the peers' own programs, installed from the Python package index into a virtual environment.
test-peers: build
	tests/peers/run.sh

bench: build
	benches/run.sh

fmt:
	cargo fmt --all

lint: $(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE)
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

prerequisites:
	@scripts/prerequisites.sh

$(DUCKDB_LIB_DIR)/$(DUCKDB_PACKAGE):
	@scripts/fetch-duckdb.sh "$(DUCKDB_PACKAGE)" "$(DUCKDB_LIB_DIR)"

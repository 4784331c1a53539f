#!/usr/bin/env bash
# Names, in one line each, what is missing to build the program; exits 1 if anything is.
set -u
missing=0
need() {
    command -v "$1" >/dev/null 2>&1 && return
    echo "missing: $1 ($2)" >&2
    missing=1
}
need cargo "the Rust toolchain: see https://rustup.rs"
need cc "a C compiler, to link: on Debian, apt-get install build-essential"
need npm "Node with npm, to fetch the DuckDB library: on Debian, apt-get install nodejs npm"
need tar "to unpack the DuckDB library: on Debian, apt-get install tar"
exit $missing

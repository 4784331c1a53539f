#!/usr/bin/env bash
# Runs the benchmarks of this folder. usage: run.sh [NAME [ARGUMENT…]]; without a name, all of them.
# `make bench` builds the program and the library first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$here/../target}
export DUCKDB_LIB_DIR=${DUCKDB_LIB_DIR:-$CARGO_TARGET_DIR/duckdb}
export LD_LIBRARY_PATH=$DUCKDB_LIB_DIR:${LD_LIBRARY_PATH:-}

cargo build --release --locked --quiet --package jushu-cli
cargo build --release --locked --quiet --package jushu-project --example generate

# The programs compared with, in an environment of their own, made anew when the list of them changes.
peers=$CARGO_TARGET_DIR/bench-peers
if ! cmp -s "$here/requirements.txt" "$peers/requirements.txt"; then
    rm -rf "$peers"
    python3 -m venv "$peers"
    "$peers/bin/pip" install --quiet --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$peers/requirements.txt"
fi
export PATH=$peers/bin:$PATH

if [ $# -gt 0 ]; then
    name=$1
    shift
    exec python3 "$here/$name.py" "$@"
fi
for bench in "$here"/*.py; do
    echo "== $(basename "$bench" .py)"
    python3 "$bench"
done

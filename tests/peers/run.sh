#!/usr/bin/env bash
# Compares with peer programs from the Python package index, in a virtual environment of its own.
set -euo pipefail
cd "$(dirname "$0")"
environment=${CARGO_TARGET_DIR:-../../target}/peers
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --requirement requirements.txt
jushu=${CARGO_TARGET_DIR:-../../target}/release/jushu
find . -name 'check_*.py' -print0 | sort -z | while IFS= read -r -d '' script; do
    echo "== $script"
    "$environment/bin/python" "$script" "$jushu"
done

#!/usr/bin/env bash
# Puts the DuckDB library of the npm package @duckdb/node-bindings-* into a folder.
# usage: fetch-duckdb.sh VERSION FOLDER
set -euo pipefail
version=$1 folder=$2
case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 ;;
    Linux-aarch64) platform=linux-arm64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    Darwin-arm64) platform=darwin-arm64 ;;
    *)
        echo "no prebuilt DuckDB library for $(uname -s) $(uname -m); build with 'cargo build --features jushu-registry/bundled'" >&2
        exit 1
        ;;
esac
package=@duckdb/node-bindings-$platform@$version
mkdir -p "$folder"
work=$(mktemp -d "$folder/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "fetching $package" >&2
(cd "$work" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz) || {
    echo "could not fetch $package with npm; check the network and the npm registry in use" >&2
    exit 1
}
mv "$work"/package/libduckdb.* "$folder"/
# Named after the version, and made last: a fetch that was cut short is done again.
: >"$folder/$version"

#!/usr/bin/env bash
# Puts ECharts, with its licence, into a folder.
# usage: fetch-echarts.sh VERSION FOLDER
set -euo pipefail
version=$1 folder=$2
mkdir -p "$folder"
work=$(mktemp -d "$folder/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "fetching echarts@$version" >&2
(cd "$work" && npm pack --silent "echarts@$version" >/dev/null && tar xzf ./*.tgz) || {
    echo "could not fetch echarts@$version with npm; check the network and the npm registry in use" >&2
    exit 1
}
mv "$work"/package/dist/echarts.min.js "$work"/package/LICENSE "$work"/package/NOTICE "$folder"/
# Named after the version, and made last: a fetch that was cut short is done again.
: >"$folder/$version"

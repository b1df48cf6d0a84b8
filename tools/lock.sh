#!/usr/bin/env bash
# Writes requirements.lock (what runs), requirements-dev.lock (with what tests need) and requirements-bench.lock (what
# benches compare with, beside these) from pyproject.toml: exact versions with hashes for every platform and Python that
# pyproject.toml allows, no host, no path of this machine.
# Needs uv; `make lock` calls it. Versions already in uv.lock are kept, `tools/lock.sh --upgrade` renews them.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}

export_lock() {
    local target=$1
    shift
    {
        echo "# Made by \`make lock\` from pyproject.toml. Do not edit."
        "$uv" export --quiet --locked --format requirements-txt --no-emit-project --no-header "$@"
    } > "$target.new"
    mv "$target.new" "$target"
}

"$uv" lock --quiet "$@"
export_lock requirements.lock --no-default-groups --group build --extra office
export_lock requirements-dev.lock --all-extras --all-groups --no-group bench
export_lock requirements-bench.lock --only-group bench

# shellcheck shell=bash
# What the scripts share: where they are, how they talk, and the Swift they need.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export root

# Prints a heading to standard error, so that standard output stays for results.
step() { printf '\n== %s\n' "$*" >&2; }

say() { printf '%s\n' "$*" >&2; }

have() { command -v "$1" >/dev/null 2>&1; }

# Ends with 3, the exit code Seatwise itself uses for "could not run".
cannot() {
    say "$@"
    exit 3
}

# Stops unless a Swift of at least 6.3 is on the path.
need_swift() {
    local version=
    if have swift; then
        version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    fi
    local major=${version%%.*} minor=${version##*.}
    if [[ -n $version ]] && ((major > 6 || (major == 6 && minor >= 3))); then return; fi

    if [[ -n $version ]]; then
        say "Seatwise needs Swift 6.3 or later; this is Swift $version."
    else
        say "Seatwise needs Swift 6.3 or later; there is no working swift on the PATH."
    fi
    say "Get it from https://www.swift.org/install/linux/, or work in the official image:"
    cannot "    docker run --rm -it -v \"\$PWD\":/seatwise -w /seatwise swift:6.3-bookworm"
}

#!/usr/bin/env bash
# What Maven calls for the parts that are TypeScript. Uses the system's Node, and downloads packages by `npm ci` only.
#
#   web.sh build OUT    the web console's files into OUT
#   web.sh test FOLDER  `npm run check` and `npm test` there
#   web.sh e2e          the SDK, and the console in a real browser, with the distribution that was built before
#
# Without Node 20 or newer it says so and does nothing; on CI that is a failure. SIGNALBOX_CONSOLE=off leaves it out.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
readonly root NODE_MAJOR=20

say() { printf 'web: %s\n' "$*"; }

# Prints why there can be no console; nothing when there can.
obstacle() {
    local version
    if [[ ${SIGNALBOX_CONSOLE:-} == off ]]; then
        echo "SIGNALBOX_CONSOLE is off"
    elif ! version=$(node --version 2>/dev/null); then
        echo "found no Node.js (node) on the PATH"
    elif version=${version#v} && ((${version%%.*} < NODE_MAJOR)); then
        echo "found Node.js $version, and it takes $NODE_MAJOR or newer"
    elif ! command -v npm >/dev/null; then
        echo "found Node.js, but no npm on the PATH"
    fi
}

# The packages of a folder, as its lock file says. Nothing is done when they are there already.
packages() {
    local folder=$root/$1
    if [[ ! -e $folder/node_modules/.package-lock.json || $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]]; then
        say "npm ci in $1"
        # The lock file names no registry: packages come from the one that npm is configured for. Their install scripts
        # have nothing to do here.
        if ! (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null); then
            say "npm ci failed in $1. Is the registry of \`npm config get registry\` reachable?"
            say "SIGNALBOX_CONSOLE=off builds the server without its web console."
            exit 1
        fi
        touch "$folder/node_modules/.package-lock.json"
    fi
}

# Whether the console was built from what is there now.
is_built() {
    local out=$1
    [[ -e $out/index.html ]] || return 1
    [[ -z $(cd "$root" && find console/src console/public console/index.html console/package-lock.json console/vite.config.ts \
        clients/typescript/packages/*/src -newer "$out/index.html" | head -n 1) ]]
}

build() {
    local out=$1
    if is_built "$out"; then
        return
    fi
    packages console
    say "building the web console"
    (cd "$root/console" && npx --no-install vite build --logLevel warn --emptyOutDir --outDir "$out")
    mkdir -p "$root/console/target/licenses"
    mv "$out/licenses.md" "$root/console/target/licenses/THIRD-PARTY-CONSOLE.md"
}

run_tests() {
    local folder=$1
    packages "$folder"
    if [[ $folder == console ]]; then
        packages clients/typescript # Its sources are checked with the console's.
    fi
    cd "$root/$folder"
    npm run --silent check
    npm test --silent
}

# The SDK and the console, with the distribution that is there.
e2e() {
    packages clients/typescript
    packages console
    SIGNALBOX_DIST=${SIGNALBOX_DIST:-$(echo "$root"/app/target/signalbox-*/)}
    export SIGNALBOX_DIST
    (cd "$root/clients/typescript" && npm run --silent test:distribution)
    cd "$root/console"
    npm run --silent e2e
}

# Prints the browser for the tests: SIGNALBOX_CHROMIUM, or one that is installed.
browser() {
    local name
    for name in "${SIGNALBOX_CHROMIUM:-}" chromium chromium-browser google-chrome \
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'; do
        if [[ -n $name ]] && command -v "$name"; then
            return
        fi
    done
}

why=$(obstacle)
if [[ -z $why && $1 == e2e ]]; then
    SIGNALBOX_CHROMIUM=$(browser)
    export SIGNALBOX_CHROMIUM
    if [[ -z $SIGNALBOX_CHROMIUM ]]; then
        why='found no Chromium on the PATH, and SIGNALBOX_CHROMIUM names none'
    fi
fi
if [[ -n $why ]]; then
    if [[ ${CI:-} == true ]]; then
        say "$why. Nothing may be left out on CI." >&2
        exit 1
    fi
    case $1 in
        build)
            say "WARNING: $why. The server is built without its web console."
            say "WARNING: To have it, install Node.js $NODE_MAJOR or newer with npm, and build again."
            rm -rf "$2"
            ;;
        *) say "WARNING: $why. SKIPPED the tests of ${2:-the console in a browser}." ;;
    esac
    exit
fi

case $1 in
    build) build "$2" ;;
    test) run_tests "$2" ;;
    e2e) e2e ;;
    *)
        say "build, test or e2e, not $1" >&2
        exit 2
        ;;
esac

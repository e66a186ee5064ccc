# shellcheck shell=sh
# Finds a JDK. Sourced by the scripts beside it and by the launcher of a source checkout; plain POSIX sh.

# The feature release of the Java in home $1, such as 25; nothing when there is none.
java_feature() {
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1
    fi
}

# $1 with every symbolic link in its last part followed.
real_path() {
    path=$1
    while [ -h "$path" ]; do
        link=$(readlink "$path")
        case $link in
            /*) path=$link ;;
            *) path=$(dirname "$path")/$link ;;
        esac
    done
    (cd "$(dirname "$path")" && printf '%s/%s\n' "$(pwd -P)" "$(basename "$path")")
}

# Whether home $1 has Java 25, and (when $2 is "jdk") a compiler.
java_fits() {
    [ "$(java_feature "$1")" = 25 ] || return 1
    [ "${2:-}" != jdk ] || [ -x "$1/bin/javac" ]
}

# Prints the home of a Java 25, the first found; "jdk" as $1 asks for one with a compiler. Says what to install when there
# is none.
find_java() {
    if [ -n "${SIGNALBOX_JAVA_HOME:-}" ]; then
        if java_fits "$SIGNALBOX_JAVA_HOME" "${1:-}"; then
            printf '%s\n' "$SIGNALBOX_JAVA_HOME"
            return 0
        fi
        echo "signalbox: SIGNALBOX_JAVA_HOME=$SIGNALBOX_JAVA_HOME is not a JDK 25. Unset it or point it at one." >&2
        return 1
    fi
    for candidate in \
        "${JAVA_HOME:-}" "${JAVA25_HOME:-}" \
        /usr/lib/jvm/* /opt/java/* /opt/jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/*; do
        if [ -n "$candidate" ] && java_fits "$candidate" "${1:-}"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    if command -v java >/dev/null 2>&1; then
        candidate=$(dirname "$(dirname "$(real_path "$(command -v java)")")")
        if java_fits "$candidate" "${1:-}"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    fi
    cat >&2 <<'MESSAGE'
signalbox: needs JDK 25 and found none. Looked at SIGNALBOX_JAVA_HOME, JAVA_HOME, JAVA25_HOME, /usr/lib/jvm, /opt,
           /Library/Java/JavaVirtualMachines, ~/.sdkman, ~/.jdks and `java` on the PATH.
           Debian, Ubuntu: apt-get install openjdk-25-jdk-headless (or Adoptium's temurin-25-jdk)
           macOS:          brew install openjdk@25
           any system:     sdk install java 25-tem
           Installed elsewhere? Set SIGNALBOX_JAVA_HOME to its folder.
MESSAGE
    return 1
}

# shellcheck shell=bash
# Shared by the scripts beside it: where the project is, which JDK, is Maven there, are the jars current.
# Source it with TGL_SCRIPTS set to this folder. Runs in bash 3.2 and newer.
set -euo pipefail

TGL_HOME=$(cd -P "$TGL_SCRIPTS/.." && pwd)
TGL_JDK_MIN=25
# Speed, Arrow IPC, native code of zstd.
TGL_JVM_FLAGS=(--add-modules jdk.incubator.vector --add-opens=java.base/java.nio=ALL-UNNAMED
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseParallelGC)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "error: $*"
  exit 1
}

# First part of the version of the JDK in folder $1 (25 for 25.0.1, 8 for 1.8), nothing if there is no JDK.
jdk_version() {
  local text=''
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  if [[ -r $1/release ]]; then
    text=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([^"]*\)"\{0,1\}.*$/\1/p' "$1/release")
  fi
  if [[ -z $text ]]; then
    text=$("$1/bin/java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p') || true
  fi
  text=${text#1.}
  printf '%s' "${text%%[!0-9]*}"
}

# The folder of the java on PATH, links followed.
jdk_on_path() {
  local java target
  java=$(command -v java) || return 0
  while [[ -L $java ]]; do
    target=$(readlink "$java")
    if [[ $target == /* ]]; then java=$target; else java=$(dirname "$java")/$target; fi
  done
  (cd -P "$(dirname "$java")/.." 2>/dev/null && pwd) || true
}

# Sets and exports JAVA_HOME to a JDK that is new enough, or says where none was found.
find_jdk() {
  local looked='' folder version
  local on_path
  on_path=$(jdk_on_path)
  for folder in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /usr/java/* /usr/local/jdk* /opt/* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $folder && -d $folder ]] || continue
    version=$(jdk_version "$folder")
    [[ -n $version ]] || continue
    if ((version >= TGL_JDK_MIN)); then
      export JAVA_HOME=$folder
      return
    fi
    looked+="  $folder is $version"$'\n'
  done
  say "error: no JDK $TGL_JDK_MIN or newer. Looked in JAVA_HOME (${JAVA_HOME:-not set}), PATH (${on_path:-no java}),"
  say "/usr/lib/jvm, /usr/java, /usr/local/jdk*, /opt, /opt/java, ~/.sdkman/candidates/java, ~/.jdks,"
  say "/Library/Java/JavaVirtualMachines and ~/Library/Java/JavaVirtualMachines. Found:"
  printf '%s' "${looked:-  none
}" >&2
  say "Install one (a JDK, not only a JRE) and set JAVA_HOME to its folder."
  exit 1
}

# Git commit of the sources, "-dirty" behind it if tracked files were changed, "unknown" without git.
source_commit() {
  git -C "$TGL_HOME" describe --always --abbrev=40 --match='' --dirty 2>/dev/null || printf unknown
}

# maven LOG ARGS: runs Maven in the project with the JDK found; all output goes to LOG, lines of progress to stdout.
maven() {
  local log=$1
  shift
  command -v mvn >/dev/null 2>&1 ||
    fail "Maven (mvn) is not on the PATH. Install Apache Maven 3.8 or newer; nothing else is needed."
  mkdir -p "$(dirname "$log")"
  (
    cd "$TGL_HOME"
    # Maven's own libraries use what JDK 25 warns about.
    export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
    mvn -B -ntp -Dstyle.color=never -Dtgl.commit="$(source_commit)" "$@" 2>&1
  ) | tee "$log" | awk '
    /^\[INFO\] Building TGL/ { sub(/^\[INFO\] Building /, ""); sub(/ +\[/, " ["); print "-- " $0; fflush(); next }
    /^\[(INFO|WARNING|ERROR)\] Tests run:.* -- in / { sub(/^\[[A-Z]*\] /, "   "); print; fflush(); next }
    /^\[ERROR\]/ && errors++ < 40 { print; fflush() }'
}

# Sources of the jars that are newer than file $1, the first one.
newer_than() {
  find "$TGL_HOME/pom.xml" "$TGL_HOME/.mvn" "$TGL_HOME"/tgl-*/pom.xml "$TGL_HOME"/tgl-*/src/main \
    -newer "$1" -print 2>/dev/null | head -n 1
}

# Whether the application in folder $1 was built from the sources as they are now.
is_current() {
  local entry
  [[ -r $1/stamp && -r $1/libraries ]] || return 1
  [[ $(git -C "$TGL_HOME" rev-parse HEAD 2>/dev/null || true) == "$(cat "$1/stamp")" ]] || return 1
  [[ -z $(newer_than "$1/stamp") ]] || return 1
  while IFS= read -r entry; do
    [[ -r $entry ]] || return 1
  done <"$1/libraries"
}

# Copies the jars of module $1 into folder $2, aside and then renamed: a command that runs keeps its own files.
collect() {
  local module=$1 app=$2 fresh=$2.new.$$ jar
  rm -rf "$app".new.* "$app".old.*
  mkdir -p "$fresh"
  git -C "$TGL_HOME" rev-parse HEAD >"$fresh/stamp" 2>/dev/null || true
  touch -r "$app.start" "$fresh/stamp"
  tr ':' '\n' <"$TGL_HOME/$module/target/quick/class-path.txt" | grep -v -F "$TGL_HOME/tgl-" >"$fresh/libraries"
  for jar in "$TGL_HOME/$module"/target/quick/*.jar \
    $(tr ':' '\n' <"$TGL_HOME/$module/target/quick/class-path.txt" | grep -F "$TGL_HOME/tgl-" | sed 's|.*/||'); do
    [[ $jar == */* ]] || jar=$(echo "$TGL_HOME"/tgl-*/target/quick/"$jar")
    cp "$jar" "$fresh/"
  done
  [[ ! -e $app ]] || mv "$app" "$app.old.$$"
  mv "$fresh" "$app"
  rm -rf "$app.old.$$" "$app.start"
}

# Builds module $1 into folder $2 unless it is current.
ensure_built() {
  local module=$1 app=$2
  is_current "$app" && return
  mkdir -p "$(dirname "$app")"
  (
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    is_current "$app" && exit 0
    say "Building $module (log: $TGL_HOME/target/build.log; the first time, libraries are downloaded) ..."
    touch "$app.start"
    rm -f "$TGL_HOME"/tgl-*/target/quick/*.jar
    maven "$TGL_HOME/target/build.log" -Dquick -pl "$module" -am package >&2 ||
      fail "the build failed, see $TGL_HOME/target/build.log"
    collect "$module" "$app"
  ) 9>"$app.lock"
}

# Becomes class $2 of the application in folder $1; TGL_JAVA_OPTS are further JVM options, separated by spaces,
# TGL_CLASS_PATH further classes, for models of the user's own.
run_java() {
  local app=$1 main=$2 libraries
  shift 2
  libraries=$(tr '\n' ':' <"$app/libraries")
  # shellcheck disable=SC2086
  exec "$JAVA_HOME/bin/java" "${TGL_JVM_FLAGS[@]}" ${TGL_JAVA_OPTS:-} -cp "$app/*:$libraries${TGL_CLASS_PATH:-}" "$main" "$@"
}

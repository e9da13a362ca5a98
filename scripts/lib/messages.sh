# shellcheck shell=bash
# What the scripts say: short French lines for people, everything else in build/logs/.

say() { printf '• %s\n' "$*"; }

# One sentence on stderr, then out with code 1.
fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# logged NAME COMMAND… : runs the command with its noise in build/logs/NAME.log.
# On failure shows the last lines, names the log in one sentence and stops.
logged() {
  local name=$1 log="$ROOT/build/logs/$1.log"
  shift
  mkdir -p "${log%/*}"
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" | sed 's/^/    /' >&2
    fail "« ${name} » a échoué ; tout ce qui s’est passé est dans $log"
  fi
}

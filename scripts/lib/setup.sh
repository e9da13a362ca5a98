# shellcheck shell=bash
# Everything a script needs before it starts. Sourced by the commands in scripts/, which set ROOT.

CHROMIUM=${ATLAS_CHROMIUM:-/usr/bin/chromium}

# shellcheck source=scripts/lib/messages.sh
. "$ROOT/scripts/lib/messages.sh"
# shellcheck source=scripts/lib/stamps.sh
. "$ROOT/scripts/lib/stamps.sh"
# shellcheck source=scripts/lib/system.sh
. "$ROOT/scripts/lib/system.sh"
# shellcheck source=scripts/lib/python.sh
. "$ROOT/scripts/lib/python.sh"
# shellcheck source=scripts/lib/front.sh
. "$ROOT/scripts/lib/front.sh"

# The Python of the atlas, from whatever folder: -P keeps that folder out of its import path.
python_of_atlas() { PYTHONPATH=$ROOT "$ROOT/.venv/bin/python" -P "$@"; }

# set_up PROFILE PART… : PROFILE is « run » or « dev ». Parts: « spatialite » (the library),
# « database » (the library and the embedded database), « npm » (node_modules), « assets » (and their
# copies under webapp/static/vendor), « browser » (Chromium and fonts, for tests and benches),
# « readers » (the programs that tests open exported files with).
# First all that may be missing from the system, so that one message names it all; then the making,
# under a lock, so that two commands started together do not make the same thing twice.
set_up() {
  local profile=$1 part spatialite='' database='' npm='' assets='' browser='' readers=''
  shift
  for part; do printf -v "$part" yes; done
  need_python
  if [ -n "$spatialite$database" ]; then need_spatialite; fi
  if [ -n "$npm$assets" ] && ! npm_current; then need_npm; fi
  if [ -n "$browser" ]; then need_browser; fi
  if [ -n "$readers" ]; then need_readers; fi
  install_missing_packages
  mkdir -p "$ROOT/build" 2>/dev/null && : >>"$ROOT/build/.setup.lock" 2>/dev/null ||
    fail "Le dossier $ROOT n’est pas modifiable par ce compte : copiez-le ailleurs, ou donnez-lui le droit d’y écrire."
  (
    flock 9
    prepare_venv "$profile"
    if [ -n "$npm$assets" ]; then prepare_npm; fi
    if [ -n "$assets" ]; then vendor_current || vendor_assets; fi
    if [ -n "$database" ]; then prepare_database; fi
  ) 9>>"$ROOT/build/.setup.lock"
}

# Builds the embedded database when it is absent, or when what it is made from has changed.
prepare_database() {
  local url=${ATLAS_DATABASE_URL:-sqlite:///instance/atlas.sqlite} file='' made wanted
  case $url in
    sqlite:////*) file=/${url#sqlite:////} ;;
    sqlite:///*) file=$ROOT/${url#sqlite:///} ;;
  esac
  wanted=$(digest_tree geodata/datasets atlas/model atlas/migrations atlas/eras geodata/loading)
  made=$ROOT/build/stamps/database-$(printf '%s' "$url" | sha256sum | cut -c1-16)
  if [ -z "$file" ] || [ -f "$file" ]; then
    stamped "$made" "$wanted" && return
  fi
  say "Base de données…"
  # Not through scripts/atlas, which would wait for the lock that we hold.
  python_of_atlas -m scripts.cli init || fail "La base n’a pas pu être construite ; la raison est juste au-dessus."
  stamp "$made" "$wanted"
}

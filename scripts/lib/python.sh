# shellcheck shell=bash
# The Python that runs the atlas, and its virtual environment in .venv.

# describe_python COMMAND : « path<TAB>version<TAB>yes|no » (no: its sqlite3 cannot load extensions),
# nothing and code 1 when the command is no Python 3.11 or later.
describe_python() {
  local described
  described=$("$1" -c '
import os, sqlite3, sys
if sys.version_info < (3, 11):
    sys.exit(1)
base = os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)
loads = hasattr(sqlite3.Connection, "enable_load_extension")
print(base, "%d.%d.%d" % sys.version_info[:3], "yes" if loads else "no", sep="\t")
' 2>/dev/null) || return 1
  # Some commands succeed whatever they are given, and say nothing.
  [[ $described == *$'\t'*$'\t'* ]] && printf '%s\n' "$described"
}

can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Where a Python is looked for, in this order.
PYTHON_CANDIDATES=(python3 /usr/bin/python3 python3.13 python3.12 python3.11)

# Sets PYTHON. A Python that loads SQLite extensions by itself is preferred to one that needs
# pysqlite3, and both to one whose venv module must first be installed (docs/adr/0003).
choose_python() {
  PYTHON=
  if [ -n "${ATLAS_PYTHON:-}" ]; then
    describe_python "$ATLAS_PYTHON" >/dev/null ||
      fail "ATLAS_PYTHON désigne « ${ATLAS_PYTHON} », qui n’est pas un Python 3.11 ou plus récent."
    PYTHON=$ATLAS_PYTHON
    return
  fi
  local candidate described without_extensions='' without_venv=''
  for candidate in "${PYTHON_CANDIDATES[@]}"; do
    described=$(describe_python "$candidate") || continue
    if ! can_make_venv "$candidate"; then
      : "${without_venv:=$candidate}"
    elif [ "${described##*$'\t'}" = no ]; then
      : "${without_extensions:=$candidate}"
    else
      PYTHON=$candidate
      return
    fi
  done
  PYTHON=${without_extensions:-$without_venv}
}

venv_description() { describe_python "$ROOT/.venv/bin/python"; }

# True when .venv can be kept: it works, its Python is still the one it was made with (an upgrade of
# the system puts another behind the same link) and, if ATLAS_PYTHON is given, it is that one.
venv_usable() {
  local described made=$ROOT/.venv/.stamp-made
  described=$(venv_description) || return 1
  if [ -f "$made" ]; then
    stamped "$made" "$described" || return 1
  else
    "$ROOT/.venv/bin/python" -m pip --version >/dev/null 2>&1 || return 1
  fi
  [ -z "${ATLAS_PYTHON:-}" ] || [ "$(describe_python "$ATLAS_PYTHON")" = "$described" ]
}

need_python() {
  venv_usable && return
  choose_python
  if [ -z "$PYTHON" ]; then
    if [ -x /usr/bin/python3 ]; then
      fail "Aucun Python 3.11 ou plus récent ici (celui du système est plus ancien) : installez-en un, puis indiquez-le par ATLAS_PYTHON=/chemin/de/python3."
    fi
    missing python3 python3-venv
  elif ! can_make_venv "$PYTHON"; then
    case $(describe_python "$PYTHON" | cut -f1) in
      "$(readlink -f /usr/bin/python3)") missing python3-venv ;;
      /usr/bin/python3.*) missing "$(basename "$(describe_python "$PYTHON" | cut -f1)")-venv" ;;
      *) fail "Le Python « ${PYTHON} » n’a pas les modules venv et ensurepip : indiquez-en un autre par ATLAS_PYTHON." ;;
    esac
  fi
}

# requirements PROFILE : the requirement files of « run » or « dev » for the Python of .venv
requirements() {
  local described
  described=$(venv_description)
  if [ "$1" = dev ]; then echo requirements-dev.txt; else echo requirements.txt; fi
  if [ "${described##*$'\t'}" = no ]; then echo requirements-pysqlite.txt; fi
}

# prepare_venv PROFILE : makes or completes .venv; does nothing when its stamp is current.
prepare_venv() {
  if ! venv_usable; then
    choose_python
    [ -n "$PYTHON" ] || fail "Aucun Python 3.11 ou plus récent : indiquez-en un par ATLAS_PYTHON=/chemin/de/python3."
    say "Environnement Python (.venv) avec $PYTHON…"
    rm -rf -- "$ROOT/.venv"
    logged venv "$PYTHON" -m venv "$ROOT/.venv"
    stamp "$ROOT/.venv/.stamp-made" "$(venv_description)"
  fi
  local files=() file arguments=() wanted
  while IFS= read -r file; do
    files+=("$file")
    arguments+=(-r "$ROOT/$file")
  done < <(requirements "$1")
  wanted=$(digest "${files[@]}")
  stamped "$ROOT/.venv/.stamp-$1" "$wanted" && return
  say "Bibliothèques Python (${files[*]})…"
  logged pip "$ROOT/.venv/bin/python" -m pip install --disable-pip-version-check --no-input "${arguments[@]}"
  stamp "$ROOT/.venv/.stamp-$1" "$wanted"
  # requirements-dev.txt holds all of requirements.txt, with the same versions.
  if [ "$1" = dev ]; then
    mapfile -t files < <(requirements run)
    stamp "$ROOT/.venv/.stamp-run" "$(digest "${files[@]}")"
  fi
}

# shellcheck shell=bash
# Stamps: what was made from which files, so that a second start finds nothing to do.

# digest FILE… : one checksum of the names and contents, relative to the project.
digest() {
  (cd "$ROOT" && sha256sum -- "$@" | sha256sum | cut -d' ' -f1)
}

# digest_tree FOLDER… : the same for every file under these folders (those that exist).
digest_tree() {
  (
    cd "$ROOT" || exit 1
    local folders=() folder
    for folder; do [ -d "$folder" ] && folders+=("$folder"); done
    [ ${#folders[@]} -eq 0 ] && return
    find "${folders[@]}" -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z |
      xargs -0 sha256sum -- | sha256sum | cut -d' ' -f1
  )
}

stamped() { # stamped FILE VALUE
  [ -f "$1" ] && [ "$(<"$1")" = "$2" ]
}

stamp() { # stamp FILE VALUE
  mkdir -p "${1%/*}"
  printf '%s\n' "$2" >"$1"
}

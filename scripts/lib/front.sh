# shellcheck shell=bash
# The browser's files: npm packages, then their copies under webapp/static/vendor/.

NPM_FILES=(package.json package-lock.json)

npm_stamp() { digest "${NPM_FILES[@]}"; }

npm_current() {
  stamped "$ROOT/node_modules/.stamp" "$(npm_stamp)"
}

vendor_stamp() {
  printf '%s %s' "$(digest "${NPM_FILES[@]}" scripts/vendor_assets.toml scripts/lib/assets.py)" \
    "$(digest_tree geodata/datasets/fonds)"
}

vendor_current() {
  stamped "$ROOT/webapp/static/vendor/.stamp" "$(vendor_stamp)"
}

prepare_npm() {
  npm_current && return
  say "Bibliothèques du navigateur (npm)…"
  local options=(--ignore-scripts --no-audit --no-fund)
  # A service account often has no home of its own, where npm would keep its cache.
  [ -w "${HOME:-}" ] || options+=(--cache "$ROOT/build/npm-cache")
  logged npm env -C "$ROOT" npm ci "${options[@]}"
  stamp "$ROOT/node_modules/.stamp" "$(npm_stamp)"
}

# Always copies; vendor_current tells whether it is worth it.
vendor_assets() {
  local wanted
  wanted=$(vendor_stamp)
  say "Fichiers du navigateur (webapp/static/vendor)…"
  logged vendor python_of_atlas -m scripts.lib.assets
  stamp "$ROOT/webapp/static/vendor/.stamp" "$wanted"
}

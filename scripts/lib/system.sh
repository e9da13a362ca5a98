# shellcheck shell=bash
# Debian and Ubuntu packages: find what is missing, install it or say exactly what to install.

MISSING_PACKAGES=()

missing() { # missing PACKAGE… : notes packages once each
  local package
  for package; do
    case " ${MISSING_PACKAGES[*]-} " in
      *" $package "*) ;;
      *) MISSING_PACKAGES+=("$package") ;;
    esac
  done
}

package_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

need_spatialite() {
  package_installed libsqlite3-mod-spatialite || missing libsqlite3-mod-spatialite
}

# npm 7 is the first that reads our lock file; node itself is only there to run it.
need_npm() {
  local version
  if version=$(npm --version 2>/dev/null); then
    [ "${version%%.*}" -ge 7 ] || missing nodejs npm
  elif command -v node >/dev/null; then
    missing npm
  else
    missing nodejs npm
  fi
}

need_browser() {
  local package
  if [ ! -x "$CHROMIUM" ]; then
    # On Ubuntu the package only points to a snap, which does not run in a container.
    if grep -qs '^ID=ubuntu' /etc/os-release; then
      fail "Ubuntu n’a pas de paquet Debian pour Chromium : installez Chromium ou Chrome, puis indiquez-le par ATLAS_CHROMIUM=/chemin/du/navigateur."
    fi
    missing chromium
  fi
  for package in fonts-dejavu-core fonts-liberation; do
    package_installed "$package" || missing "$package"
  done
}

# The programs that the tests open exported files with: GDAL's, and LibreOffice without a screen.
need_readers() {
  command -v ogrinfo >/dev/null || missing gdal-bin
  command -v soffice >/dev/null || missing libreoffice-calc-nogui
}

# as_root COMMAND… : directly when root, else through sudo when it asks for no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

install_missing_packages() {
  [ ${#MISSING_PACKAGES[@]} -eq 0 ] && return
  local line="apt-get install -y --no-install-recommends ${MISSING_PACKAGES[*]}"
  if ! command -v apt-get >/dev/null || ! can_be_root; then
    printf '%s\n\n    %s\n\n' "Il manque des paquets Debian, et ni le compte root ni un sudo sans mot de passe ne permet de les installer d’ici ; installez-les puis recommencez :" "$line" >&2
    exit 1
  fi
  say "Paquets Debian à installer : ${MISSING_PACKAGES[*]}"
  # A third-party list that does not answer must not stop us: the installation itself decides.
  as_root apt-get update >/dev/null 2>&1 || say "apt-get update n’a pas tout relu ; on continue avec les listes connues."
  logged apt as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${MISSING_PACKAGES[@]}"
}

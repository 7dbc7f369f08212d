#!/bin/sh
# Installs the few system libraries that Qt and the tests need, where apt-get is there and we may use it.
# Elsewhere it says what is missing, and goes on: a desktop has nearly all of them.
set -u
wanted="python3-venv libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0
libxcb-xkb1 fonts-dejavu-core xvfb"

command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=""
for name in $wanted; do
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $name"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as_root="sudo"
else
  echo "Pixlore may need these system packages; install them if the window does not open:"
  echo "  sudo apt-get install$missing"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || echo "apt-get update failed; trying with the package lists there are"
# shellcheck disable=SC2086 -- the list is meant to split
if ! $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
  echo "Could not install:$missing"
  echo "Install them by hand if the window does not open."
fi
exit 0

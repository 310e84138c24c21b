#!/bin/sh
# Debian packages that only the tests need: a real Krita, a virtual display, Qt's platform libraries.
# Installs what is missing when it may; says so and goes on when it may not (those tests are then skipped).
packages="krita xvfb xauth dbus python3-pyqt5 imagemagick x11-utils xdotool libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
command -v dpkg-query >/dev/null 2>&1 || exit 0
missing=
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
if [ "$as_root" = none ]; then
    echo "ganvas: tests that need these packages are skipped; install them with: apt-get install$missing" >&2
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null; }; then
    echo "ganvas: could not install$missing; tests that need them are skipped" >&2
fi

#!/bin/sh
# Installs what the tests with LibreOffice need, where that can be done without asking: Debian or Ubuntu, as root.
# Elsewhere it says what to install; the tests then skip those parts loudly.
set -u
packages="libreoffice-calc python3-uno fonts-noto-cjk poppler-utils xvfb openbox xdotool"

have_all() {
    for program in soffice pdfinfo Xvfb openbox xdotool; do
        command -v "$program" >/dev/null || return 1
    done
    [ -n "$(fc-list :lang=zh-cn 2>/dev/null | head -1)" ] &&
        /usr/bin/python3 -c 'import uno' 2>/dev/null
}

have_all && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing $packages (for the tests only)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages >/dev/null
    have_all && exit 0
fi
echo "LibreOffice is not complete here: tests that recalculate and print with it will be skipped." >&2
echo "To run them, install: $packages" >&2
exit 0

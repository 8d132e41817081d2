#!/usr/bin/env bash
# Sees to a Chromium for `make test-browser`: the one that is there, or Debian's when this is root. Else the tests are pending,
# which fails `.ci/run`: a browser that is missing is no success.
set -euo pipefail
for found in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  if [[ -n $found && -x $found ]]; then
    echo "lab: $found is there"
    exit 0
  fi
done
if [[ $(id -u) != 0 ]] || ! command -v apt-get > /dev/null; then
  echo "lab: NO BROWSER: install Chromium, or name one in CHROMIUM; the tests of the pages are pending until then" >&2
  exit 0
fi
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium > /dev/null
echo "lab: $(chromium --version)"

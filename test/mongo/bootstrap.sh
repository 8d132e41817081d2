#!/usr/bin/env bash
# Fetches a server that speaks MongoDB's protocol into a folder of its own: a Python environment, nothing installed on the host.
#
#   bootstrap.sh [DIR] [--force]        DIR: where it goes (default .lab/mongo)
#
# MongoDB's own server is in no package registry. SecantusDB keeps its data in WiredTiger, as MongoDB does, and is only
# started as a process by the tests; it is no part of Signalbox.
set -euo pipefail

DIR=.lab/mongo FORCE=
for argument in "$@"; do
  case $argument in
    --force) FORCE=yes ;;
    -*) echo "unknown option $argument" >&2; exit 2 ;;
    *) DIR=$argument ;;
  esac
done
WANT="SecantusDB==0.7.0b3"
STAMP=$DIR/.stamp
say() { echo "lab: $*"; }

if [[ -z $FORCE && -f $STAMP && $(< "$STAMP") == "$WANT" ]]; then
  say "$WANT is there"
  exit 0
fi
python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
  if command -v "$candidate" > /dev/null && "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2> /dev/null; then
    python=$candidate
    break
  fi
done
if [[ -z $python ]]; then
  cat >&2 <<'END'
lab: ***************************************************************************
lab: Python 3.10 or newer, with venv, is needed for the server of `make test-mongo`.
lab: Install it (Debian: python3-venv), or give the tests a server of your own:
lab: SIGNALBOX_MONGODB_URI=mongodb://127.0.0.1:27017/ make test-mongo
lab: Until then the store on MongoDB is NOT TESTED here.
lab: ***************************************************************************
END
  exit 1
fi
rm -rf "$DIR"
mkdir -p "$(dirname "$DIR")"
"$python" -m venv "$DIR"
"$DIR/bin/pip" install --quiet --disable-pip-version-check "$WANT"
echo "$WANT" > "$STAMP"
say "$WANT is in $DIR"

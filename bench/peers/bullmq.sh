#!/usr/bin/env bash
# Fetches what part `callbacks` of the bench is measured against into a folder of its own: BullMQ, and a Redis from the
# packages of Debian, unpacked and not installed. Without them the part is measured without its peer.
#
#   bullmq.sh [DIR]        DIR: where it goes (default .lab/bullmq)
set -euo pipefail
DIR=${1:-.lab/bullmq}
WANT="bullmq@6.7.0 ioredis@6.0.0 redis"
STAMP=$DIR/.stamp
[[ -f $STAMP && $(< "$STAMP") == "$WANT" ]] && exit 0
rm -rf "$DIR"
mkdir -p "$DIR"
cd "$DIR"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts bullmq@6.7.0 ioredis@6.0.0
apt-get download -qq redis-server redis-tools libjemalloc2 liblzf1 libatomic1
for package in *.deb; do dpkg-deb -x "$package" root; done
rm -f -- *.deb
echo "$WANT" > .stamp
echo "bench: BullMQ and Redis are in $DIR"

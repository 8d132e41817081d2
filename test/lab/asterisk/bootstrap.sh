#!/usr/bin/env bash
# Fetches a real Asterisk and SIPp into a folder of their own: no root, no container, nothing installed on the host.
#
#   bootstrap.sh [DIR] [--force]        DIR: where the tree goes (default .lab/asterisk)
#
# apt resolves the closure of a few packages of Debian's rolling suite with a private state whose dpkg status is empty,
# so that even libc is part of it; the packages are unpacked, not installed; bin/asterisk and bin/sipp start through the
# tree's own loader. The archive is the one the host's apt already uses. A finished tree is recognised by its stamp.
set -euo pipefail

DIR=.lab/asterisk FORCE=
for argument in "$@"; do
  case $argument in
    --force) FORCE=yes ;;
    -*) echo "unknown option $argument" >&2; exit 2 ;;
    *) DIR=$argument ;;
  esac
done
SUITE=sid
PACKAGES="asterisk asterisk-core-sounds-en-gsm asterisk-moh-opsound-gsm sip-tester"
# Nothing at run time calls these: the tree is never booted, and no maintainer script runs.
UNUSED='^(adduser|apt|base-files|base-passwd|bsdutils|dash|debconf|debianutils|diffutils|dpkg|findutils|grep|gzip|hostname|init-system-helpers|login.*|mount|passwd|perl.*|python.*|libpython.*|libperl.*|sed|sysvinit.*|systemd.*|tar|util-linux.*|coreutils|bash|ncurses-bin|ncurses-base|sysuser-helper|opensysusers|tzdata|ucf|sensible-utils|dahdi.*|libdebconfclient0|media-types|mailcap)$'

mkdir -p "$DIR"
DIR=$(cd "$DIR" && pwd)
ROOT=$DIR/root STATE=$DIR/.apt DEBS=$DIR/.debs STAMP=$DIR/.stamp
WANT="v1 $SUITE $PACKAGES"
say() { echo "lab: $*"; }
fail() { echo "lab: $*" >&2; exit 1; }

if [[ -z $FORCE && -f $STAMP && $(head -1 "$STAMP") == "$WANT" ]]; then
  say "$(sed -n 2p "$STAMP") is there"
  exit 0
fi
command -v apt-get > /dev/null && command -v dpkg-deb > /dev/null || fail "apt-get and dpkg-deb are needed to fetch Asterisk; see docs/testing.md for other ways"

# The base address of the host's main archive; the configured sources are read when no list was ever fetched.
archive() {
  local found
  found=$(apt-get indextargets --format '$(REPO_URI) $(CREATED_BY)' 2> /dev/null | awk '$2 == "Packages" && $1 !~ /security/ { print $1; exit }')
  [[ -n $found ]] || found=$({
    sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2> /dev/null
    sed -nE 's/^deb +(\[[^]]*\] *)?([^ ]+) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2> /dev/null
  } | grep -v security | head -1)
  echo "${found%/}"
}

# The host's apt.conf.d (proxy, transport) still applies; only state, cache and sources are private.
private_apt() {
  apt-get -qq -o Dir::State="$STATE" -o Dir::State::Lists="$STATE/lists" -o Dir::State::status="$STATE/status" \
    -o Dir::Cache="$STATE/cache" -o Dir::Etc::SourceList="$STATE/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Install-Recommends=false \
    -o APT::Architecture="$ARCH" -o APT::Sandbox::User= -o Debug::NoLocking=1 -o Acquire::Languages=none \
    -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= -o DPkg::Post-Invoke= "$@"
}

fetch() {
  local from
  from=$(archive)
  [[ -n $from ]] || fail "the host's apt names no archive"
  ARCH=$(dpkg --print-architecture)
  rm -rf "$STATE" "$DEBS" "$ROOT"
  mkdir -p "$STATE"/{lists,cache/archives}/partial "$DEBS"
  : > "$STATE/status"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg arch=$ARCH] $from $SUITE main" > "$STATE/sources.list"
  private_apt update
  # shellcheck disable=SC2086
  private_apt -y --print-uris install $PACKAGES | awk '{ sub(/_.*/, "", $2); print $2 }' | grep -Ev "$UNUSED" > "$DIR/packages.txt"
  say "downloading $(wc -l < "$DIR/packages.txt") packages"
  # shellcheck disable=SC2046
  (cd "$DEBS" && private_apt download $(cat "$DIR/packages.txt") 2> >(grep -v unsandboxed >&2))
}

unpack() {
  mkdir -p "$ROOT"/usr/{lib,lib64,bin,sbin}
  local folder package
  for folder in lib lib64 bin sbin; do ln -sfn "usr/$folder" "$ROOT/$folder"; done
  for package in "$DEBS"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$ROOT" --keep-directory-symlink --no-same-owner \
      --exclude=./usr/share/{doc,man,locale,lintian,zoneinfo}
  done
  # A maintainer script would have chosen the voice.
  ln -sfn en_US_f_Allison "$ROOT/usr/share/asterisk/sounds/en"
  # These name the archive, and the finished tree may be cached and handed on.
  rm -rf "$STATE" "$DEBS"
}

# A starter that runs the program with the tree's own loader and libraries.
starter() {
  local loader libs
  loader=$(cd "$ROOT" && find usr/lib usr/lib64 -name 'ld-linux-*.so.*' | head -1)
  libs=$(cd "$ROOT" && find usr/lib -maxdepth 2 -name libc.so.6 -printf '%h\n' | head -1)
  mkdir -p "$DIR/bin"
  cat > "$DIR/bin/${1##*/}" << STARTER
#!/bin/sh
R=\$(cd "\$(dirname "\$0")/../root" && pwd)
exec "\$R/$loader" --library-path "\$R/$libs:\$R/usr/lib" "\$R/$1" "\$@"
STARTER
  chmod +x "$DIR/bin/${1##*/}"
}

SECONDS=0
fetch
unpack
starter usr/sbin/asterisk
starter usr/bin/sipp
VERSION=$("$DIR/bin/asterisk" -V) || fail "the fetched Asterisk does not start"
printf '%s\n%s\n' "$WANT" "$VERSION" > "$STAMP"
say "$VERSION is there after $SECONDS s, $(du -sm "$DIR" | cut -f1) MiB"

#!/bin/sh
# Run by npm after an install when link-node.js failed; it may have failed because `node` itself cannot start, so this is
# no JavaScript. Node 26 needs libatomic.so.1, which a bare Debian lacks: root gets it installed, others are told how.
bin=$(dirname "$0")
case "$("$bin/../../../node_modules/.bin/node" --version 2>&1)" in
  *libatomic.so.1*) ;;
  *) exit 1 ;;
esac
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo 'fitly: Node 26 needs the system library libatomic1, which is missing here: installing it with apt-get.'
  export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
  if apt-get -qq update && apt-get -qq install -y --no-install-recommends libatomic1 >/dev/null; then
    exec node "$bin/link-node.js"
  fi
fi
echo 'fitly: Node 26 needs the system library libatomic.so.1, which is missing here. Install it, then run npm ci again:' >&2
echo '  Debian, Ubuntu: apt-get install libatomic1     Fedora: dnf install libatomic' >&2
exit 1

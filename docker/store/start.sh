#!/bin/sh
# Runs the node that is there: source in a checkout, compiled in the published package. `exec`, so that the node itself is
# the container's first process and gets its signals.
main=/opt/store/targets/store/process/main
if [ -f "$main.js" ]; then
  exec node "$main.js"
fi
exec node "$main.ts"

#!/usr/bin/env bash
# Geo's one command. setup, test and bench prepare the machine; everything else is the program itself.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
program=$root/src/Geo.Server/bin/Release/net10.0/geo.dll

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# The build does not leave servers behind.
export DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false

case ${1:-help} in
  setup) shift; exec "$root/scripts/setup" "$root" runtime "$@" ;;
  test)  shift; exec "$root/scripts/test" "$root" "$@" ;;
  soak)  shift; exec "$root/scripts/soak" "$root" "$@" ;;
  bench) shift
         "$root/scripts/setup" "$root" runtime bench >&2
         exec dotnet "$root/benchmarks/Geo.Benchmarks/bin/Release/net10.0/geo-bench.dll" "$@" ;;
  demo)  "$root/scripts/setup" "$root" runtime >&2 ;;
  *)     [ -e "$program" ] || "$root/scripts/setup" "$root" runtime >&2 ;;
esac
[ $# -gt 0 ] || set -- --help
exec dotnet "$program" "$@"

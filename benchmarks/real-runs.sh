#!/usr/bin/env bash
# Every raster of ../shared/data/geotiff through `geo run`: file, exit code, seconds, segments, reason, and how far the published footprint's bounds
# are from where GDAL puts the raster's corners. Makes the table of docs/real-runs.md. Usage: benchmarks/real-runs.sh [PATTERN] >table.md
set -uo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
rasters=$root/../shared/data/geotiff
program=${GEO_PROGRAM:-$root/src/Geo.Server/bin/Release/net10.0/geo.dll}
work=$(mktemp -d /tmp/geo-real.XXXXXX)
chmod 711 "$work"
export GEO_DATA=$work/data
dotnet "$program" serve --port 0 >"$work/serve" 2>&1 &      # keeps the database up between the runs
serve=$!
trap 'kill $serve; wait $serve; rm -rf "$work"' EXIT
until grep -q "serves at" "$work/serve"; do sleep 0.5; kill -0 $serve || { cat "$work/serve" >&2; exit 1; }; done

echo "| file | exit | seconds | windows | segments | footprint off by | reason or remark |"
echo "|---|---|---|---|---|---|---|"
cd "$rasters"
for file in *.tif odd/*.tif; do
  case $file in *${1:-}*) ;; *) continue ;; esac
  more=()
  [ "$file" = cog_cmap.tif ] && more=(--gsd 8)               # 437 windows otherwise
  before=$(md5sum "$file"; ls -A . odd | wc -l)
  start=$SECONDS
  timeout 300 dotnet "$program" run --raster "$file" --name "$file" --points-per-side 4 --json "${more[@]}" >"$work/out" 2>"$work/err"
  code=$?
  [ "$before" = "$(md5sum "$file"; ls -A . odd | wc -l)" ] || echo "$file: the folder was written to" >&2
  python3 - "$file" $code $((SECONDS - start)) "$work" "${more[*]}" <<'P'
import json, subprocess, sys
file, code, seconds, work, more = sys.argv[1:]
out = open(work + "/out").read()
lines = [l for l in open(work + "/err").read().splitlines() if l.startswith("geo:") or "failed" in l or "left out" in l]
summary = json.loads(out) if out.strip() else {}
psql = ["psql", "-h", work + "/data/pg/run", "-U", "postgres", "-XAtq", "geo", "-c"]
off = ""
if summary:
    box = subprocess.run(psql + [f"select st_asgeojson(s.geom) from geo.scenes s join geo.runs r using (scene) where r.run = '{summary['run']}'"],
                         capture_output=True, text=True).stdout
    half = subprocess.run(psql + [f"select count(*) from geo.runs where state <> 'complete'"], capture_output=True, text=True).stdout.strip()
    info = json.loads(subprocess.run(["gdalinfo", "-json", file], capture_output=True, text=True).stdout)
    def points(c): return [c] if isinstance(c[0], (int, float)) else [p for x in c for p in points(x)]
    try:
        got = points(json.loads(box)["coordinates"])
        want = points(info["wgs84Extent"]["coordinates"])
        turn = lambda ps: [(x % 360, y) for x, y, *_ in ps]
        if max(x for x, *_ in got) - min(x for x, *_ in got) > 180 and max(map(lambda p: p[0], want)) < 360: got, want = turn(got), turn(want)
        b = lambda ps: [f(p[i] for p in ps) for f in (min, max) for i in (0, 1)]
        w = b(want)
        size = max(w[2] - w[0], w[3] - w[1])
        off = "%.2f %%" % (100 * max(abs(x - y) for x, y in zip(b(got), w)) / size)
    except (KeyError, ValueError, IndexError) as e:
        off = "none: " + type(e).__name__
remark = " ".join(lines)[:260].replace("|", "/")
print(f"| {file} {more} | {code} | {seconds} | {summary.get('windows', '')} | {summary.get('segments', '')} | {off} | {remark} |", flush=True)
P
done

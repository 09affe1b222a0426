#!/usr/bin/env python3
"""Every raster of ../shared/data/geotiff through `geo run`: the table of docs/real-runs.md.

usage: benchmarks/real_runs.py [PATTERN] >table.md      (python3-gdal, python3-numpy)
"""
import glob, hashlib, json, os, subprocess, sys, tempfile, threading, time
from osgeo import gdal
from landing import landing

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
RASTERS = os.path.join(ROOT, "..", "shared", "data", "geotiff")
PROGRAM = os.environ.get("GEO_PROGRAM", ROOT + "/src/Geo.Server/bin/Release/net10.0/geo.dll")
SETTINGS = ["--points-per-side", "6", "--pred-iou", "0.3", "--stability", "0.5"]
NOTES = {                                         # what the table cannot say by itself
    "RGBA.uint16.tif": "every valid pixel is 10,000: placement cannot be seen",
    "cog_cmap.tif": "its left third is nodata (footprint)",
    "corrupt.tif": "placement not checked: GDAL cannot read the damaged part",
    "float_raster_with_nodata.tif": "13 x 12 px",
    "inverted_lat.tif": "every pixel is nodata; south-up is shown by `PlacementTests`",
    "odd/non_square_pixels.tif": "the kind is shown by `PlacementTests`",
    "rotated.tif": "the kind is shown by `PlacementTests`",
    "shade.tif": "every valid pixel is 0",
}


def run(file, environment):
    """Exit code, summary, what was said on standard error, seconds, and the longest time without a line."""
    started = last = time.monotonic()
    silence, said = 0.0, []
    process = subprocess.Popen(["dotnet", PROGRAM, "run", "--raster", file, "--name", file, *SETTINGS, "--json"],
                               cwd=RASTERS, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out = []
    reader = threading.Thread(target=lambda: out.append(process.stdout.read()))
    reader.start()
    for line in process.stderr:
        now = time.monotonic()
        silence, last = max(silence, now - last), now
        said.append(line.rstrip())
    process.wait()
    reader.join()
    now = time.monotonic()
    return process.returncode, json.loads(out[0].splitlines()[-1]) if out[0].strip() else {}, said, now - started, max(silence, now - last)


def footprint_off(geometry, file):
    """How far the bounds of the published footprint are from GDAL's own, in percent of the longer side."""
    def points(c): return [c] if isinstance(c[0], (int, float)) else [p for x in c for p in points(x)]
    info = gdal.Info(gdal.Open(file), format="json")
    if not info.get("wgs84Extent", {}).get("coordinates") or not json.loads(geometry)["coordinates"]: return "-"
    got, want = points(json.loads(geometry)["coordinates"]), points(info["wgs84Extent"]["coordinates"])
    if max(x for x, *_ in got) - min(x for x, *_ in got) > 180 and max(x for x, *_ in want) - min(x for x, *_ in want) < 359:
        got, want = [[(p[0] % 360, p[1]) for p in ps] for ps in (got, want)]
    bounds = lambda ps: [f(p[i] for p in ps) for f in (min, max) for i in (0, 1)]
    w = bounds(want)
    return "%.2f %%" % (100 * max(abs(x - y) for x, y in zip(bounds(got), w)) / max(w[2] - w[0], w[3] - w[1]))


def state(folder):
    return [(f, hashlib.md5(open(f, "rb").read()).hexdigest()) for f in sorted(glob.glob(folder + "/**/*", recursive=True)) if os.path.isfile(f)]


def main():
    pattern = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory(prefix="geo-real.") as work:
        os.chmod(work, 0o711)
        environment = {**os.environ, "GEO_DATA": work + "/data"}
        serve = subprocess.Popen(["dotnet", PROGRAM, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)   # keeps the database up
        while "serves at" not in serve.stdout.readline(): pass
        sql = lambda q: subprocess.run(["psql", "-h", work + "/data/pg/run", "-U", "postgres", "-XAtq", "-F", "\t", "geo", "-c", q],
                                       capture_output=True, text=True, check=True).stdout.splitlines()
        before = state(RASTERS)
        print("| file | exit | seconds | longest silence | windows | segments | footprint off by | polygons checked | hold data | off | off, worst | moved | remark |")
        print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
        for file in sorted(glob.glob("*.tif", root_dir=RASTERS)) + sorted(glob.glob("odd/*.tif", root_dir=RASTERS)):
            if pattern not in file: continue
            code, summary, said, seconds, silence = run(file, environment)
            off, lands = "", dict.fromkeys(["polygons", "with_data", "off", "off_worst", "off_moved"], "")
            if summary:
                os.chdir(RASTERS)
                [footprint] = sql(f"select st_asgeojson(s.geom, 12) from geo.scenes s join geo.runs r using (scene) where r.run = '{summary['run']}'")
                off = footprint_off(footprint, file)
                rows = sql(f"select array_to_json(band_mean), st_asgeojson(geom, 12) from geo.segments where run = '{summary['run']}' order by area_m2 desc limit 400")
                if code == 0: lands = landing(file, [(json.loads(m), g) for m, g in (r.split("\t") for r in rows)])
            remark = " ".join(l for l in said if l.startswith("geo:") or "failed" in l or "left out" in l).removeprefix("geo: ")[:260].replace("|", "/")
            remark = "; ".join(r for r in (NOTES.get(file), remark) if r)
            cells = [file, code, round(seconds), f"{silence:.0f} s", summary.get("windows", ""), summary.get("segments", ""), off,
                     *("-" if v is None else v for v in lands.values()), remark]
            print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        half = sql("select count(*) from geo.runs where state <> 'complete'")[0]
        print(f"\nRuns left unfinished in the database: {half}. Files beside the rasters changed: {'none' if state(RASTERS) == before else 'SOME'}.")
        serve.terminate()
        serve.wait()


if __name__ == "__main__":
    main()

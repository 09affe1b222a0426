"""Describes truth objects the way the labeller sees a cluster of one: python3 describe.py OUT.csv [MBRSC_FOLDER [GSD]]

Without a folder: the objects of sample-tiles. With one: the 4-connected parts of at least 100 px of the MBRSC Dubai masks (tile_N/images, tile_N/masks), whose
ground sampling distance is not published; 0.5 m is assumed unless given. Needs numpy, scipy, Pillow and GDAL's bindings.
"""
import csv
import glob
import json
import math
import os
import sys

import numpy as np
from osgeo import gdal, ogr, osr
from PIL import Image, ImageDraw
from scipy import ndimage

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'sample-tiles')
MBRSC = {(60, 16, 152): 'building', (132, 41, 246): 'soil', (110, 193, 228): 'road', (254, 221, 58): 'vegetation', (226, 169, 41): 'water'}
COLUMNS = 'set,class,gsd,area_m2,compactness,rectangularity,elongation,r,g,b,sr,sg,sb'.split(',')
gdal.UseExceptions()


def polygons(g):
    """The caller must keep g: the bindings do not."""
    return [g] if g.GetGeometryName() == 'POLYGON' else [g.GetGeometryRef(i) for i in range(g.GetGeometryCount())
                                                         if g.GetGeometryRef(i).GetGeometryName() == 'POLYGON']


def smallest_rectangle(g):
    hull = g.ConvexHull()
    q = np.array(hull.GetGeometryRef(0).GetPoints())[:, :2]
    sides = []
    for a, b in zip(q[:-1], q[1:]):
        if np.hypot(*(b - a)) > 1e-9:
            u = (b - a) / np.hypot(*(b - a))
            sides.append((np.ptp(q @ u), np.ptp(q @ np.array([-u[1], u[0]]))))
    return min(sides, key=lambda s: s[0] * s[1])


def describe(name, rgb, objects, gsd):
    """objects: (class, geometry in pixels)."""
    lo, hi = np.percentile(rgb.reshape(-1, 3)[::7], [2, 98], axis=0)
    stretched = np.clip((rgb.astype(np.float32) - lo) / (hi - lo) * 255, 0, 255)
    for code, g in objects:
        x0, x1, y0, y1 = (int(v) for v in g.GetEnvelope())
        im = Image.new('1', (x1 - x0 + 2, y1 - y0 + 2))
        for p in polygons(g):
            for i in range(p.GetGeometryCount()):
                ImageDraw.Draw(im).polygon([(x - x0 - .5, y - y0 - .5) for x, y, *_ in p.GetGeometryRef(i).GetPoints()], fill=0 if i else 1)
        window = stretched[y0:y1 + 2, x0:x1 + 2]
        v = window[np.array(im)[:window.shape[0], :window.shape[1]]]
        if len(v) < 20:
            continue
        area, (a, b) = g.GetArea(), smallest_rectangle(g)
        shape = (area * gsd ** 2, 4 * math.pi * area / g.Boundary().Length() ** 2, min(1, area / (a * b)), max(a, b) / min(a, b))
        yield [name, code] + ['%.4g' % x for x in (gsd, *shape, *v.mean(0), *v.std(0))]


def sample():
    d = gdal.Open(os.path.join(SAMPLE, 'scene.tif'))
    t = d.GetGeoTransform()
    lonlat = osr.SpatialReference()
    lonlat.ImportFromEPSG(4326)
    lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_scene = osr.CoordinateTransformation(lonlat, d.GetSpatialRef())

    def pixels(c):
        if isinstance(c[0], list):
            return [pixels(q) for q in c]
        x, y, _ = to_scene.TransformPoint(*c)
        return [(x - t[0]) / t[1], (y - t[3]) / t[5]]
    with open(os.path.join(SAMPLE, 'truth.geojson'), encoding='utf-8') as f:
        features = json.load(f)['features']
    objects = [(f['properties']['class'], ogr.CreateGeometryFromJson(json.dumps(
        {'type': f['geometry']['type'], 'coordinates': pixels(f['geometry']['coordinates'])}))) for f in features]
    yield from describe('sample', d.ReadAsArray().transpose(1, 2, 0), objects, t[1])


def mbrsc(folder, gsd):
    for path in sorted(glob.glob(os.path.join(folder, 'tile_*', 'images', '*'))):
        stem = os.path.splitext(path.replace(os.sep + 'images' + os.sep, os.sep + 'masks' + os.sep))[0]
        rgb, mask = np.asarray(Image.open(path).convert('RGB')), np.asarray(Image.open(stem + '.png').convert('RGB'))
        store = ogr.GetDriverByName('Memory').CreateDataSource('')
        layer = store.CreateLayer('p')
        layer.CreateField(ogr.FieldDefn('n', ogr.OFTInteger))
        numbers, codes = np.zeros(mask.shape[:2], np.int32), []
        for colour, code in MBRSC.items():
            parts, n = ndimage.label((mask == colour).all(2))
            for i, area in enumerate(np.bincount(parts.ravel(), minlength=n + 1)[1:], 1):
                if area >= 100:
                    codes.append(code)
                    numbers[parts == i] = len(codes)
        raster = gdal.GetDriverByName('MEM').Create('', mask.shape[1], mask.shape[0], 2, gdal.GDT_Int32)
        raster.GetRasterBand(1).WriteArray(numbers)
        raster.GetRasterBand(2).WriteArray((numbers > 0).astype(np.int32))
        gdal.Polygonize(raster.GetRasterBand(1), raster.GetRasterBand(2), layer, 0)
        found = [(codes[f.GetField('n') - 1], f.GetGeometryRef().SimplifyPreserveTopology(0.75)) for f in layer]
        yield from describe(path.split(os.sep)[-3], rgb, found, gsd)


def main():
    rows = mbrsc(sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 0.5) if len(sys.argv) > 2 else sample()
    with open(sys.argv[1], 'w', newline='') as f:
        w = csv.writer(f, lineterminator='\n')
        w.writerow(COLUMNS)
        w.writerows(rows)


if __name__ == '__main__':
    main()

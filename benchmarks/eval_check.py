#!/usr/bin/python3
"""Recomputes the figures of `geo eval` from its exported masks, with NumPy, SciPy and GDAL and none of Geo's code.

    ./geo eval DIR --masks MASKS --json > RESULT.json
    eval_check.py DIR MASKS RESULT.json

Prints both and the largest difference; exit 1 when that exceeds 1e-6. Only images with a file in MASKS count, so with --limit use a fresh folder.
"""
import csv
import glob
import json
import os
import sys
from collections import defaultdict

import numpy as np
from osgeo import gdal, ogr, osr
from scipy import ndimage

gdal.UseExceptions()
ogr.UseExceptions()
SMALLEST, TOLERANCE = 100, 1e-6
UNKNOWN = {'unlabeled', 'unlabelled', 'void'}


def decode(segmentation):
    h, w = segmentation['size']
    counts = np.asarray(segmentation['counts'])
    assert counts.sum() == h * w, 'run lengths do not fill the image'
    return np.repeat(np.arange(len(counts)) % 2 == 1, counts).reshape(w, h).T


def truth_of_masks(folder, name):
    """[(class, mask)] of objects, {class: labelled pixels}."""
    with open(os.path.join(folder, 'classes.csv'), encoding='utf-8-sig') as f:
        rows = list(csv.DictReader(f))
    path, = [p for p in glob.glob(os.path.join(folder, 'masks', name + '.*')) if not p.endswith('.aux.xml')]
    ds = gdal.Open(path)
    bands = ds.ReadAsArray()
    if 'value' in rows[0]:
        key, wanted = bands, [(r['class'], int(r['value'])) for r in rows]
    else:
        if ds.RasterCount == 1:
            table = ds.GetRasterBand(1).GetColorTable()
            colours = np.array([table.GetColorEntry(i)[:3] for i in range(table.GetCount())]) if table else np.arange(256)[:, None].repeat(3, 1)
            bands = colours[bands].transpose(2, 0, 1)
        r, g, b = bands[:3].astype(np.int64)
        key, wanted = r * 65536 + g * 256 + b, [(c['class'], int(c['r']) * 65536 + int(c['g']) * 256 + int(c['b'])) for c in rows]
    labelled = {}
    for c, v in wanted:
        if c.lower() not in UNKNOWN:
            labelled[c] = labelled.get(c, False) | (key == v)
    objects = []
    for c, pixels in labelled.items():
        parts, n = ndimage.label(pixels, np.ones((3, 3)))
        sizes = np.bincount(parts.ravel())
        objects += [(c, parts == i) for i in range(1, n + 1) if sizes[i] >= SMALLEST]
    return objects, labelled


def truth_of_polygons(folder, image):
    raster = gdal.Open(image)
    name = os.path.splitext(os.path.basename(image))[0]
    source = ogr.Open(os.path.join(folder, 'truth.geojson'))
    layer = source.GetLayer(0)
    wgs84, srs = layer.GetSpatialRef(), raster.GetSpatialRef()
    objects, labelled = [], {}
    for feature in layer:
        own = feature.GetField('image') if feature.GetFieldIndex('image') >= 0 else None
        if own is not None and own != name:
            continue
        shape, transform = feature.GetGeometryRef().Clone(), (0, 1, 0, 0, 0, 1)
        if own is None:
            wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            shape.Transform(osr.CoordinateTransformation(wgs84, srs))
            transform = raster.GetGeoTransform()
        mask = burn(shape, transform, raster.RasterXSize, raster.RasterYSize)
        c = feature.GetField('class') if feature.GetFieldIndex('class') >= 0 else 'object'
        labelled[c] = labelled.get(c, False) | mask
        if mask.sum() >= SMALLEST:
            objects.append((c, mask))
    return objects, labelled


def burn(shape, transform, width, height):
    """Pixels whose centre is inside, by GDAL's rasteriser."""
    target = gdal.GetDriverByName('MEM').Create('', width, height, 1)
    target.SetGeoTransform(transform)
    plane = osr.SpatialReference()               # any, the same for both: the rasteriser warns without
    plane.ImportFromEPSG(3857)
    target.SetSpatialRef(plane)
    memory = ogr.GetDriverByName('Memory').CreateDataSource('')
    layer = memory.CreateLayer('shape', plane)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    return target.ReadAsArray() > 0


def score(objects, labelled, masks, sums):
    any_mask = np.zeros(masks[0].shape if masks else next(iter(labelled.values())).shape, bool)
    flat = np.zeros(any_mask.shape, int)
    sizes = [m.sum() for m in masks]
    for i in sorted(range(len(masks)), key=lambda i: (-sizes[i], i)):
        flat[masks[i]] = i + 1
        any_mask |= masks[i]
    areas = np.bincount(flat.ravel(), minlength=len(masks) + 1)
    for c, pixels in labelled.items():
        sums[c] += [0, 0, 0, 0, 0, 0, pixels.sum(), (pixels & any_mask).sum()]
    for c, whole in objects:
        box = ndimage.find_objects(whole.astype(int))[0]
        x, n = whole[box], whole.sum()
        shares = [(x & m[box]).sum() for m in masks]
        best = max([k / (n + size - k) for k, size in zip(shares, sizes)], default=0)
        shared = np.bincount(flat[box][x], minlength=len(masks) + 1)
        found = [i for i in range(1, len(masks) + 1) if shared[i]]
        y = min(found, key=lambda i: (-shared[i], areas[i], i)) if found else None
        sums[c] += [1, best >= 0.5, best, 1 - shared[y] / n if found else 1, 1 - shared[y] / areas[y] if found else 0, bool(found), 0, 0]


def figures(s):
    n, matched, iou, over, under, touched, labelled, covered = s
    share = lambda a, b: a / b if b else None
    return {'objects': int(n), 'recall50': share(matched, n), 'mean_best_iou': share(iou, n), 'coverage': share(covered, labelled),
            'over': share(over, n), 'under': share(under, touched)}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    folder, exported, result = sys.argv[1:]
    with open(result) as f:
        theirs = json.loads(f.read().strip().splitlines()[-1])
    sums, images = defaultdict(lambda: np.zeros(8)), 0
    for path in sorted(glob.glob(os.path.join(exported, '*.json'))):
        with open(path) as f:
            found = json.load(f)
        image = os.path.join(folder, 'images', found['image'])
        if os.path.isdir(os.path.join(folder, 'masks')):
            objects, labelled = truth_of_masks(folder, os.path.splitext(os.path.basename(path))[0])
        else:
            objects, labelled = truth_of_polygons(folder, image)
        images += 1
        if labelled:
            score(objects, labelled, [decode(a['segmentation']) for a in found['annotations']], sums)
    total = sum(sums.values())
    worst = 0.0
    pairs = [('all', {'images': images, 'lost': int(total[0] - total[5]), **figures(total)}, theirs)]
    pairs += [(c['class'], figures(sums[c['class']]), c) for c in theirs['classes']]
    for name, ours, other in pairs:
        for key, value in ours.items():
            a, b = (0 if v is None else v for v in (value, other[key]))
            worst = max(worst, abs(a - b) if (value is None) == (other[key] is None) else 1)
        print('%-20s' % name, ' '.join('%s %s' % (k, '-' if v is None else round(v, 6)) for k, v in ours.items()))
    print('largest difference %.3g' % worst)
    sys.exit(1 if worst > TOLERANCE else 0)


if __name__ == '__main__':
    main()

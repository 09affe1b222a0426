#!/usr/bin/python3
"""Lays labelled imagery out as `geo eval` reads it.

    lay_out.py IMAGERY OUT [SET ...]

IMAGERY holds the folders of the data's publishers (see README.md for what, from where and under which licence); OUT gets a folder for each set,
with images/ and masks/ + classes.csv, or images/ + truth.geojson. A set NAME_held_out holds what tile-sam was not trained on.
OUT must lie outside the repository: the imagery has licences of its own. Needs Python 3 with NumPy, Pillow and GDAL.
"""
import csv
import glob
import json
import math
import os
import shutil
import sys
import xml.etree.ElementTree as ET

import numpy as np
from osgeo import gdal
from PIL import Image

gdal.UseExceptions()
HELD_OUT = '_held_out'


def listing(*parts):
    return sorted(glob.glob(os.path.join(*parts)))


def base(path):
    return os.path.splitext(os.path.basename(path))[0]


class Set:
    def __init__(self, folder):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(self.path('images'))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def copy(self, source, *to):
        os.makedirs(os.path.dirname(self.path(*to)), exist_ok=True)
        shutil.copyfile(source, self.path(*to))

    def mask(self, name, values):
        os.makedirs(self.path('masks'), exist_ok=True)
        Image.fromarray(values.astype(np.uint8)).save(self.path('masks', name + '.png'))

    def classes(self, header, rows):
        with open(self.path('classes.csv'), 'w', newline='') as f:
            csv.writer(f).writerows([header, *rows])

    def polygons(self, features):
        with open(self.path('truth.geojson'), 'w') as f:
            json.dump({'type': 'FeatureCollection', 'features': features}, f)


def dubai(root, out, held_out):
    """Six classes by colour; image names get their tile's number in front. Tile 7 is twice as fine as the others and stays so."""
    s = Set(out)
    for tile in ([2, 5] if held_out else [1, 2, 4, 5, 6, 7]):
        for image in listing(root, 'tile_%d' % tile, 'images', '*.jpg'):
            name = 'tile%d_%s' % (tile, base(image)[-3:])
            s.copy(image, 'images', name + '.jpg')
            s.copy(os.path.join(root, 'tile_%d' % tile, 'masks', base(image) + '.png'), 'masks', name + '.png')
    with open(os.path.join(root, 'classes.json')) as f:
        s.classes(['class', 'r', 'g', 'b'], [[c['name'], *c['rgb']] for c in json.load(f)['classes']])


def binary(root, out, held_out, images, masks, classes, threshold):
    """Masks whose brightest channel is above the threshold or not: values 1 and 0."""
    s = Set(out)
    for i, image in enumerate(listing(root, images, '*.png')):
        if held_out and i % 4 != 1:
            continue
        s.copy(image, 'images', os.path.basename(image))
        bright = np.asarray(Image.open(os.path.join(root, masks, os.path.basename(image))).convert('RGB')).max(2)
        s.mask(base(image), bright > threshold)
    s.classes(['class', 'value'], classes)


def amazon(root, out, held_out):
    binary(root, out, held_out, 'images', 'masks', [['Forest', 1], ['Other land', 0]], 127)


def roads(root, out, held_out):
    binary(root, out, held_out, 'images', 'masks', [['Road', 1]], 60)


def levir(root, out, held_out):
    """The later picture (B); of its buildings only those that the earlier one lacks are labelled."""
    binary(root, out, held_out, 'B', 'label', [['New building', 1]], 127)


def kampala(root, out, held_out):
    """Each web-mercator tile as a georeferenced GeoTIFF; the polygons as they are. Held out: the south quarter of the z21 mosaic."""
    s = Set(out)
    tiles = [(*map(int, p.split(os.sep)[-3:-1]), int(base(p)), p) for p in listing(root, 'tiles', '*', '*', '*.png')]
    rows = [y for z, _, y, _ in tiles if z == 21]
    # The training mosaic holds these rows of tiles; its last quarter, in whole tiles here, was kept from it.
    first = max(rows) + 1 - (max(rows) + 1 - min(rows)) // 4
    for z, x, y, path in tiles:
        if held_out and not (z == 21 and y >= first):
            continue
        half = math.pi * 6378137
        side = 2 * half / 2 ** z
        left, top = x * side - half, half - y * side
        gdal.Translate(s.path('images', '%d-%d-%d.tif' % (z, x, y)), path, outputSRS='EPSG:3857', outputBounds=[left, top, left + side, top - side],
                       creationOptions=['COMPRESS=DEFLATE'])
    with open(os.path.join(root, 'buildings.geojson')) as f:
        features = json.load(f)['features']
    s.polygons([{**f, 'properties': {'class': 'Building'}} for f in features])


def neon(root, out, held_out):
    """Boxes of tree crowns, in pixels of the picture: a round crown fills 0.79 of its box."""
    s = Set(out)
    features = []
    for path in listing(root, '*.xml'):
        if held_out and base(path) != 'SOAP_061':
            continue
        tree = ET.parse(path)
        image = tree.findtext('filename')
        s.copy(os.path.join(root, image), 'images', image)
        for item in tree.iter('object'):
            x0, y0, x1, y1 = (float(item.find('bndbox').findtext(k)) for k in ('xmin', 'ymin', 'xmax', 'ymax'))
            ring = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]
            features.append({'type': 'Feature', 'properties': {'image': base(image), 'class': 'Tree crown'},
                             'geometry': {'type': 'Polygon', 'coordinates': [ring]}})
    s.polygons(features)


SETS = {'dubai_mbrsc': dubai, 'amazon_forest_s2': amazon, 'gsi_roads_japan': roads, 'levir_cd_change': levir, 'kampala_oam_buildings': kampala,
        'neon_tree_crowns': neon}


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    root, out, wanted = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3:] or [n + h for n in SETS for h in ('', HELD_OUT)]
    repository = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if os.path.commonpath([repository, out]) == repository:
        sys.exit('%s lies inside the repository: give a folder outside.' % out)
    for name in wanted:
        source = name[:-len(HELD_OUT)] if name.endswith(HELD_OUT) else name
        if source not in SETS:
            sys.exit('There is no set %s; there are %s, each also with %s.' % (name, ', '.join(SETS), HELD_OUT))
        if not os.path.isdir(os.path.join(root, source)):
            sys.exit('%s has no folder %s.' % (root, source))
        SETS[source](os.path.join(root, source), os.path.join(out, name), name != source)
        print('%s: %d images' % (name, len(os.listdir(os.path.join(out, name, 'images')))))


if __name__ == '__main__':
    main()

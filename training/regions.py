"""Real images -> scenes with masks: their labels, and regions found without labels.

    python3 regions.py IMAGERY OUT           -> OUT/train, OUT/validation, by split.csv beside this file
    python3 regions.py --own FOLDER OUT      a folder of your own, laid out as for `geo eval`: images/, masks/ and classes.csv

The classes of masks are those of classes.py. Small images are doubled; large ones are cut into tiles of 512 pixels.
"""
import argparse
import csv
import glob
import json
import math
import os
import zlib

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from classes import CLASSES

SPLIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'split.csv')
SIZE = 512
DUBAI = {0x3c1098: 'building', 0x8429f6: 'soil', 0x6ec1e4: 'road', 0xfedd3a: 'crop', 0xe2a929: 'water'}
KAMPALA_ZOOM = 21
OWN = {name: name for name in CLASSES}


# ----------------------------------------------------------------------------- regions without labels

class Regions:
    """Neighbouring regions of an image and what it costs to join two of them: Ward's criterion on smoothed colour."""

    def __init__(self, feature, h, w):
        self.total, self.size = feature.astype(np.float64).copy(), np.ones(h * w)
        index = np.arange(h * w).reshape(h, w)
        self.edges = np.concatenate([np.stack([index[:, :-1].ravel(), index[:, 1:].ravel()], 1), np.stack([index[:-1].ravel(), index[1:].ravel()], 1)])
        self.of_pixel = np.arange(h * w)

    def costs(self):
        a, b = self.edges.T
        mean = self.total / self.size[:, None]
        return self.size[a] * self.size[b] / (self.size[a] + self.size[b]) * ((mean[a] - mean[b]) ** 2).sum(1) + 1e-3 * np.abs(a - b) / len(self.of_pixel)

    def mutual(self, cost):
        """Edges that are the cheapest of both their regions: joining all of them at once gives the tree of one join at a time."""
        a, b = self.edges.T
        order = np.argsort(-cost, kind='stable')
        best = np.full(len(self.size), -1)
        who, edge = np.stack([a[order], b[order]], 1).ravel(), np.repeat(order, 2)
        best[who] = edge
        at = np.arange(len(a))
        return np.flatnonzero((best[a] == at) & (best[b] == at))

    def join(self, chosen):
        """Joins the ends of the chosen edges; returns the new number of every old region."""
        a, b = self.edges[chosen].T
        self.total[a] += self.total[b]
        self.size[a] += self.size[b]
        alive = np.ones(len(self.size), bool)
        alive[b] = False
        to = np.arange(len(self.size))
        to[b] = a
        to = (np.cumsum(alive) - 1)[to]
        self.total, self.size, self.of_pixel = self.total[alive], self.size[alive], to[self.of_pixel]
        e = np.sort(to[self.edges], 1)
        key = np.unique(e[e[:, 0] != e[:, 1]] @ np.array([len(self.size), 1]))
        self.edges = np.stack([key // len(self.size), key % len(self.size)], 1)
        return alive


def regions(img, base=2500.0, life=5.0, min_area=80, top=0.6, most=110):
    """Multi-scale region masks without labels, at half resolution.

    Regions join in the order of Ward's cost. One is kept when joining it further costs at least `life` times what it cost to make it: it
    differs from its surroundings more than inside itself, at whatever scale. Returns the finest partition (H,W) and the kept
    regions as lists of its numbers, the most lasting first.
    """
    h0, w0 = img.shape[:2]
    small = np.asarray(Image.fromarray(img).resize((w0 // 2, h0 // 2), Image.Resampling.BOX)).astype(np.float32)
    h, w = small.shape[:2]
    x = ndimage.gaussian_filter(ndimage.median_filter(small, (3, 3, 1)), (0.6, 0.6, 0))
    x = (x - x.mean((0, 1))) * (45.0 / max(12.0, float(x.std(axis=(0, 1)).mean())))        # the same contrast for every image
    r = Regions(x.reshape(h * w, -1), h, w)
    while len(r.edges):
        cost = r.costs()
        cheap = r.mutual(cost)
        cheap = cheap[cost[cheap] < base]
        if not len(cheap):
            break
        r.join(cheap)
    partition = r.of_pixel.copy()
    tree = [[base, math.inf, [i]] for i in range(len(r.size))]           # cost at birth and at death, members
    node = np.arange(len(r.size))
    while len(r.edges):
        cost = r.costs()
        chosen = r.mutual(cost)
        for (p, q), c in zip(r.edges[chosen], cost[chosen]):
            one, other = tree[node[p]], tree[node[q]]
            one[1], other[1] = min(one[1], c), min(other[1], c)
            tree.append([max(c, one[0], other[0]), math.inf, one[2] + other[2]])
            node[p] = len(tree) - 1
        node = node[r.join(chosen)]
    area = np.bincount(partition) * 4.0
    kept = [(death / birth, members) for birth, death, members in tree
            if death > life * birth and min_area <= area[members].sum() <= top * h0 * w0]
    kept = [members for _, members in sorted(kept, key=lambda t: -t[0])[:most]]
    rows, columns = np.minimum(np.arange(h0) // 2, h - 1), np.minimum(np.arange(w0) // 2, w - 1)
    return partition.reshape(h, w)[rows][:, columns].astype(np.int64), kept


def scene_of(labels, class_of, base, kept, min_area=60, max_part=0.7):
    """Label components (0 = none) laid over the finest regions -> leaf map; groups, whether labelled (1) or found (0), and class numbers."""
    leaf = np.unique(labels * (int(base.max()) + 1) + base, return_inverse=True)[1].reshape(base.shape) + 1
    pairs = np.unique(np.stack([labels.ravel(), base.ravel(), leaf.ravel()], 1), axis=0)
    area = np.bincount(leaf.ravel())
    groups, source, classes = [], [], []
    for v in np.unique(pairs[:, 0]):
        g = pairs[pairs[:, 0] == v, 2]
        if v and min_area <= area[g].sum() <= max_part * base.size:
            groups.append(g.tolist())
            source.append(1)
            classes.append(class_of[v])
    leaves = {}
    for _, region, l in pairs:
        leaves.setdefault(int(region), []).append(int(l))
    for members in kept:
        groups.append(sorted(l for r in members for l in leaves.get(int(r), [])))
        source.append(0)
        classes.append(-1)
    return leaf.astype(np.uint16), groups, source, classes


# ----------------------------------------------------------------------------- labelled images

def components(classes):
    """Connected parts of every class of a map of class numbers (-1: none), numbered from 1, and the class of each."""
    out, class_of = np.zeros(classes.shape, np.int64), [-1]
    for c in np.unique(classes[classes >= 0]):
        parts, n = ndimage.label(ndimage.binary_opening(classes == c))
        out[parts > 0] = parts[parts > 0] + len(class_of) - 1
        class_of += [int(c)] * n
    return out, class_of


def rgb(path):
    return np.asarray(Image.open(path).convert('RGB'))


def coded(path, codes):
    m = rgb(path).astype(np.int64) @ np.array([65536, 256, 1])
    out = np.full(m.shape, -1, np.int64)
    for code, name in codes.items():
        out[m == code] = CLASSES.index(name)
    return out


def dubai(root, name):
    path = os.path.join(root, name)
    image, classes = rgb(path), coded(path.replace('images', 'masks')[:-4] + '.png', DUBAI)
    if name.startswith('tile_7'):                         # twice as fine as the others
        image = np.asarray(Image.fromarray(image).resize((image.shape[1] // 2, image.shape[0] // 2), Image.Resampling.BOX))
        classes = classes[:image.shape[0] * 2:2, :image.shape[1] * 2:2]
    return (image, *components(classes))


def bright(name, yes, no):
    def read(root, image):
        m = rgb(os.path.join(root, image.replace('images', 'masks'))).max(2) > (127 if no else 60)
        return (rgb(os.path.join(root, image)), *components(np.where(m, CLASSES.index(yes), CLASSES.index(no) if no else -1)))
    return read


def neon(root, image):
    """Crowns are labelled by boxes, which are no masks: only the regions found are used."""
    picture = rgb(os.path.join(root, image))
    return picture, np.zeros(picture.shape[:2], np.int64), [-1]


READERS = {'dubai_mbrsc': dubai, 'amazon_forest_s2': bright('amazon_forest_s2', 'tree', 'crop'), 'gsi_roads_japan': bright('gsi_roads_japan', 'road', None),
           'neon_tree_crowns': neon}


def kampala(root, names):
    """Web-mercator tiles of one part joined to one picture, and the buildings' polygons on it."""
    tiles = [(*map(int, n[:-4].split('/')[-2:]), n) for n in names]
    x0, y0 = min(t[0] for t in tiles), min(t[1] for t in tiles)
    w, h = (max(t[0] for t in tiles) - x0 + 1) * 256, (max(t[1] for t in tiles) - y0 + 1) * 256
    image = np.zeros((h, w, 3), np.uint8)
    for x, y, n in tiles:
        image[(y - y0) * 256:(y - y0 + 1) * 256, (x - x0) * 256:(x - x0 + 1) * 256] = rgb(os.path.join(root, n))

    def pixel(lon, lat):
        n, s = 256 * 2.0 ** KAMPALA_ZOOM, math.sin(math.radians(lat))
        return (lon + 180) / 360 * n - x0 * 256, (0.5 - math.log((1 + s) / (1 - s)) / (4 * math.pi)) * n - y0 * 256
    labels, count = Image.new('I', (w, h)), 0
    draw = ImageDraw.Draw(labels)
    with open(os.path.join(root, 'buildings.geojson')) as f:
        shapes = [g['geometry'] for g in json.load(f)['features']]
    for g in shapes:
        for polygon in [g['coordinates']] if g['type'] == 'Polygon' else g['coordinates']:
            count += 1
            draw.polygon([pixel(*c[:2]) for c in polygon[0]], fill=count)
    return image, np.array(labels).astype(np.int64), [-1] + [CLASSES.index('building')] * count


def listed(root):
    """Yields (key, part, image, components, class of each) of the images in split.csv."""
    with open(SPLIT) as f:
        rows = list(csv.DictReader(f))
    for row in rows:
        if row['set'] in READERS:
            key = '%s_%s' % (row['set'], os.path.splitext(row['image'])[0].replace('/', '_').replace('_images', '').replace('images_', ''))
            yield (key, row['part'], *READERS[row['set']](os.path.join(root, row['set']), row['image']))
    for part in ('train', 'validation'):
        names = [r['image'] for r in rows if r['set'] == 'kampala_oam_buildings' and r['part'] == part]
        if names:
            yield ('kampala_oam_buildings_' + part, part, *kampala(os.path.join(root, 'kampala_oam_buildings'), names))


def own(folder):
    """Yields the same of a folder as `geo eval` reads it; one image in five, by its name's checksum, is kept for validation."""
    with open(os.path.join(folder, 'classes.csv')) as f:
        table = list(csv.DictReader(f))
    number = lambda row: CLASSES.index(row['class'].lower()) if row['class'].lower() in CLASSES else CLASSES.index('other')
    for path in sorted(glob.glob(os.path.join(folder, 'images', '*'))):
        name = os.path.splitext(os.path.basename(path))[0]
        mask = Image.open(os.path.join(folder, 'masks', name + '.png'))
        if 'value' in table[0]:
            values, classes = np.asarray(mask), np.full(mask.size[::-1], -1, np.int64)
            for row in table:
                classes[values == int(row['value'])] = number(row)
        else:
            classes = coded(os.path.join(folder, 'masks', name + '.png'),
                            {int(r['r']) * 65536 + int(r['g']) * 256 + int(r['b']): CLASSES[number(r)] for r in table})
        yield (name, 'validation' if zlib.crc32(name.encode()) % 5 == 0 else 'train', rgb(path), *components(classes))


# ----------------------------------------------------------------------------- scenes

def tiles(h, w):
    """Top-left corners of windows that cover an image, little overlap."""
    starts = lambda n: np.linspace(0, n - SIZE, max(1, int(round(n / SIZE)))).astype(int) if n > SIZE else [0]
    return [(y, x) for y in starts(h) for x in starts(w)]


def save(path, img, leaf, groups, source, classes):
    flat = np.array([l for g in groups for l in g], np.uint16)
    ends = np.cumsum([len(g) for g in groups]).astype(np.int32)
    np.savez_compressed(path + '.tmp.npz', image=img, leaf=leaf, flat=flat, ends=ends, source=np.array(source, np.uint8), classes=np.array(classes, np.int8))
    os.replace(path + '.tmp.npz', path + '.npz')


def convert(images, out):
    for key, part, image, labels, class_of in images:
        if min(image.shape[:2]) < 380:
            image = np.asarray(Image.fromarray(image).resize((image.shape[1] * 2, image.shape[0] * 2), Image.Resampling.BICUBIC))
            labels = np.repeat(np.repeat(labels, 2, 0), 2, 1)
        for y, x in tiles(*image.shape[:2]):
            path = os.path.join(out, part, '%s__%d_%d' % (key, y, x))
            if os.path.exists(path + '.npz'):
                continue
            a, l = np.ascontiguousarray(image[y:y + SIZE, x:x + SIZE]), labels[y:y + SIZE, x:x + SIZE]
            if (a.max(2) == 0).mean() > 0.02:
                continue
            present, l = np.unique(np.concatenate([[0], l.ravel()]), return_inverse=True)
            leaf, groups, source, classes = scene_of(l[1:].reshape(a.shape[:2]), [class_of[v] for v in present], *regions(a))
            if len(groups) >= 3:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                save(path, a, leaf, groups, source, classes)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--own', action='store_true')
    ap.add_argument('folder')
    ap.add_argument('out')
    a = ap.parse_args()
    convert(own(a.folder) if a.own else listed(a.folder), a.out)


if __name__ == '__main__':
    main()

"""Packed scenes -> training samples: a crop, the masks in it, and a prompt for each."""
import io
import math
import os

import numpy as np
import torch
from PIL import Image
from scipy import ndimage

MEAN = np.array([123.675, 116.28, 103.53], np.float32)
STD = np.array([58.395, 57.12, 57.375], np.float32)
POINTS = 4                                  # prompt slots of a sample; unused ones get label -1


class Packed:
    """A packed set; scenes come as views, nothing is read before it is used."""

    def __init__(self, folder):
        self.images, self.leaf = (np.load(os.path.join(folder, n), mmap_mode='r') for n in ('images.npy', 'leaf.npy'))
        with np.load(os.path.join(folder, 'groups.npz')) as z:
            self.shapes, self.names = z['shapes'], [str(n) for n in z['names']]
            groups = np.split(z['flat'].astype(np.int64), z['ends'][:-1])
            first = np.concatenate([[0], np.cumsum(z['masks'])])
            self.groups = [groups[a:b] for a, b in zip(first[:-1], first[1:])]
            self.source, self.classes = ([z[k][a:b] for a, b in zip(first[:-1], first[1:])] for k in ('source', 'classes'))

        self.tables = {}

    def __len__(self):
        return len(self.groups)

    def scene(self, i):
        h, w = self.shapes[i]
        return self.images[i, :h, :w], self.leaf[i, :h, :w], self.groups[i], self.source[i]

    def tables_of(self, i):
        """For every leaf of a scene the class (-1: not known) and the number (0: none) of the smallest labelled mask that it lies in."""
        if i not in self.tables:
            _, leaf, groups, source = self.scene(i)
            area = np.bincount(np.asarray(leaf).ravel())
            class_of, thing_of = np.full(65536, -1, np.int64), np.zeros(65536, np.int64)
            for k in sorted(np.flatnonzero(source > 0), key=lambda k: -area[groups[k]].sum()):
                thing_of[groups[k]] = k + 1
                if self.classes[i][k] >= 0:
                    class_of[groups[k]] = self.classes[i][k]
            n = len(area)
            self.tables[i] = class_of[:n].copy(), thing_of[:n].copy()
        return self.tables[i]


def normalise(img):
    return torch.from_numpy(np.ascontiguousarray(((img.astype(np.float32) - MEAN) / STD).transpose(2, 0, 1)))


# ----------------------------------------------------------------------------- crops and colour

def crop(rng, img, leaf, size, lo, hi, turned):
    """A window of size/zoom pixels brought to size: zoom between lo and hi, flips, quarter turns, sometimes any angle."""
    h, w = leaf.shape
    win = min(size / math.exp(rng.uniform(math.log(lo), math.log(hi))), h, w)
    angle = rng.uniform(-math.pi / 4, math.pi / 4) if rng.random() < turned else 0.0
    win /= math.cos(angle) + abs(math.sin(angle)) if angle else 1.0
    reach = min(win * (math.cos(angle) + abs(math.sin(angle))), h, w) / 2
    cx, cy = rng.uniform(reach, w - reach), rng.uniform(reach, h - reach)
    if angle:
        k = win / size
        c, s = math.cos(angle) * k, math.sin(angle) * k
        how = (c, -s, cx - (c - s) * size / 2, s, c, cy - (s + c) * size / 2)
        x0, y0, x1, y1 = (int(v) for v in (max(0, cx - reach - 2), max(0, cy - reach - 2), min(w, cx + reach + 3), min(h, cy + reach + 3)))
        how = (how[0], how[1], how[2] - x0, how[3], how[4], how[5] - y0)
        a, l = np.ascontiguousarray(img[y0:y1, x0:x1]), np.ascontiguousarray(leaf[y0:y1, x0:x1])
        a = np.asarray(Image.fromarray(a).transform((size, size), Image.Transform.AFFINE, how, Image.Resampling.BILINEAR))
        l = np.asarray(Image.fromarray(l.astype(np.int32), 'I').transform((size, size), Image.Transform.AFFINE, how, Image.Resampling.NEAREST))
    else:
        win = int(win)
        x, y = min(max(0, int(cx - win / 2)), w - win), min(max(0, int(cy - win / 2)), h - win)
        a, l = img[y:y + win, x:x + win], leaf[y:y + win, x:x + win]
        if win != size:
            a = np.asarray(Image.fromarray(np.ascontiguousarray(a)).resize((size, size), Image.Resampling.BILINEAR))
            k = ((np.arange(size) + 0.5) * win / size).astype(np.int64)
            l = l[k][:, k]
    turns = rng.integers(4)
    a, l = np.rot90(a, turns), np.rot90(l, turns)
    if rng.random() < 0.5:
        a, l = a[:, ::-1], l[:, ::-1]
    return np.ascontiguousarray(a), l.astype(np.int64)


def colour(rng, img):
    """Light, haze, cast, stretch, blur, noise and JPEG of other sensors and processings."""
    if rng.random() < 0.2:
        b = io.BytesIO()
        Image.fromarray(img).save(b, 'JPEG', quality=int(rng.integers(35, 95)))
        img = np.asarray(Image.open(b).convert('RGB'))
    x = img.astype(np.float32)
    if rng.random() < 0.85:
        x = x * (rng.uniform(0.82, 1.18, 3) * rng.uniform(0.7, 1.35)).astype(np.float32) + np.float32(rng.uniform(-20, 20))
        m = x.mean()
        x = (x - m) * np.float32(rng.uniform(0.6, 1.4)) + m
    if rng.random() < 0.2:
        haze = np.float32(rng.uniform(0.05, 0.35))
        x = x * (1 - haze) + haze * np.array([184, 199, 217], np.float32)
    if rng.random() < 0.25:
        x = 255 * np.clip(x / 255, 0, 1) ** np.float32(rng.uniform(0.6, 1.6))
    if rng.random() < 0.06:
        x = x[..., rng.permutation(3)]
    if rng.random() < 0.08:
        x = np.repeat(x.mean(2, keepdims=True), 3, 2)
    if rng.random() < 0.12:
        x = ndimage.uniform_filter(x, (2, 2, 0)) if rng.random() < 0.5 else ndimage.gaussian_filter(x, (0.8, 0.8, 0))
    if rng.random() < 0.25:
        x = x + rng.standard_normal(x.shape, np.float32) * np.float32(rng.uniform(1, 7))
    return np.clip(x, 0, 255)


# ----------------------------------------------------------------------------- prompts

def bounds(m):
    ys, xs = np.flatnonzero(m.any(1)), np.flatnonzero(m.any(0))
    return xs[0], ys[0], xs[-1] + 1, ys[-1] + 1


def one_part(rng, m, box):
    """One connected part of a mask, chosen by area."""
    x0, y0, x1, y1 = box
    parts, n = ndimage.label(m[y0:y1, x0:x1])
    if n <= 1:
        return m
    area = np.bincount(parts.ravel())[1:].astype(float)
    out = np.zeros_like(m)
    out[y0:y1, x0:x1] = parts == 1 + rng.choice(n, p=area / area.sum())
    return out


def inner_point(rng, m, box, low, deep=0.6):
    """A random pixel of the mask, with probability `deep` away from its edge, where people click; low is the mask at a quarter of the size."""
    x0, y0, x1, y1 = box
    if rng.random() < deep:
        s = low[y0 // 4:(y1 + 3) // 4, x0 // 4:(x1 + 3) // 4] > 0.9
        if s.sum() > 3:
            d = ndimage.distance_transform_edt(np.pad(s, 1))[1:-1, 1:-1]
            f = np.flatnonzero(d >= rng.uniform(0.4, 1.0) * d.max())
            k = f[rng.integers(len(f))]
            x, y = x0 // 4 + k % s.shape[1], y0 // 4 + k // s.shape[1]
            return x * 4 + rng.uniform(0.5, 3.5), y * 4 + rng.uniform(0.5, 3.5)
    f = np.flatnonzero(m[y0:y1, x0:x1])
    k = f[rng.integers(len(f))]
    return x0 + k % (x1 - x0) + 0.5, y0 + k // (x1 - x0) + 0.5


def outer_point(rng, m, box):
    """A pixel near the mask but not in it."""
    x0, y0, x1, y1 = box
    p = 2 + int(0.2 * max(x1 - x0, y1 - y0))
    x0, y0, x1, y1 = max(x0 - p, 0), max(y0 - p, 0), min(x1 + p, m.shape[1]), min(y1 + p, m.shape[0])
    f = np.flatnonzero(~m[y0:y1, x0:x1])
    if not len(f):
        return None
    k = f[rng.integers(len(f))]
    return x0 + k % (x1 - x0) + 0.5, y0 + k // (x1 - x0) + 0.5


def prompt(rng, m, box, low):
    """Coordinates, labels and kind: 0 one point, 1 box, 2 box and point, 3 several points. The last slot is left for a correction."""
    xy, lab = np.zeros((POINTS, 2), np.float32), np.full(POINTS, -1, np.float32)
    kind = rng.choice(4, p=[0.55, 0.27, 0.06, 0.12])
    x0, y0, x1, y1 = box
    put = [(*inner_point(rng, m, box, low), 1)] if kind != 1 else []
    if kind == 3:
        for _ in range(rng.integers(1, 3)):
            q = outer_point(rng, m, box) if rng.random() < 0.5 else None
            put.append((*q, 0) if q else (*inner_point(rng, m, box, low, 0.2), 1))
    if kind in (1, 2):
        s = rng.choice([0.0, 0.04, 0.1])
        jx, jy = s * (x1 - x0), s * (y1 - y0)
        put.append((x0 + rng.normal() * jx, y0 + rng.normal() * jy, 2))
        put.append((x1 + rng.normal() * jx, y1 + rng.normal() * jy, 3))
    for i, (x, y, k) in enumerate(put[:POINTS - 1]):
        xy[i], lab[i] = (x, y), k
    return xy, lab, kind


def quarter(m):
    """Share of each 4 x 4 cell that is in the mask."""
    u = m.view(np.uint8)
    u = u[0::4] + u[1::4] + u[2::4] + u[3::4]
    return (u[:, 0::4] + u[:, 1::4] + u[:, 2::4] + u[:, 3::4]).astype(np.float32) / 16


def dense(leaf, class_of, thing_of, pad):
    """What every fourth pixel is: its class, and whether a labelled thing ends there (1), goes on (0), or nobody knows (-1)."""
    leaf = leaf[2::4, 2::4]
    classes, thing = class_of[leaf], thing_of[leaf]
    differs = np.zeros(thing.shape, bool)
    for a, b in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        d = thing[a] != thing[b]
        differs[a] |= d
        differs[b] |= d
    edge = np.where((thing > 0) | differs, differs, -1).astype(np.int64)
    if pad is not None:
        quarter_pad = tuple(slice(None if p.start is None else p.start // 4, None) for p in pad)
        classes[quarter_pad], edge[quarter_pad] = -1, -1
    return classes, edge


class Samples:
    """Endless samples from several packed sets, each drawn with its share; seeded, so a run can be made again."""

    def __init__(self, sets, shares, seed, zoom=(0.5, 2.0), turned=0.3, min_area=32, labelled=0.8, pad=0.05):
        self.sets, self.shares = sets, np.asarray(shares, float) / sum(shares)
        self.rng = np.random.default_rng(seed)
        self.zoom, self.turned, self.min_area, self.labelled, self.pad = zoom, turned, min_area, labelled, pad

    def batch(self, images, prompts, size):
        """images (n,3,size,size), targets (n,p,size/4,size/4), coordinates (n,p,POINTS,2), labels (n,p,POINTS), kinds (n,p),
        classes and edges (n,size/4,size/4) as of `dense`."""
        made = []
        while len(made) < images:
            s = self.sets[self.rng.choice(len(self.sets), p=self.shares)]
            i = self.rng.integers(len(s))
            one = self.sample(*s.scene(i), *s.tables_of(i), prompts, size)
            if one is not None:
                made.append(one)
        return [torch.stack([torch.as_tensor(v) for v in column]) for column in zip(*made)]

    def sample(self, img, leaf, groups, source, class_of, thing_of, prompts, size):
        rng = self.rng
        img, leaf = crop(rng, img, leaf, size, *self.zoom, self.turned)
        pad = None
        if rng.random() < self.pad:                       # windows at a raster's edge arrive padded
            keep = int(rng.uniform(0.4, 0.95) * size)
            pad = np.s_[keep:, :] if rng.random() < 0.5 else np.s_[:, keep:]
            leaf[pad] = 0
        n = int(leaf.max()) + 1
        area = np.bincount(leaf.ravel(), minlength=n)
        ids, areas = [], []
        for k, g in enumerate(groups):
            a = area[g[g < n]].sum()
            if self.min_area <= a <= 0.85 * size * size:
                ids.append(k)
                areas.append(a)
        if len(ids) < 3:
            return None
        w = np.asarray(areas, float) ** rng.choice([0.0, 0.3, 0.6])
        known = source[ids] > 0
        if known.any() and not known.all():
            w[known] *= w[~known].sum() / w[known].sum() * self.labelled / (1 - self.labelled)
        few = len(ids) < prompts
        chosen = rng.choice(len(ids), prompts, replace=few, p=w / w.sum())
        target = np.zeros((prompts, size // 4, size // 4), np.float32)
        xy, labels, kinds = np.zeros((prompts, POINTS, 2), np.float32), np.zeros((prompts, POINTS), np.float32), np.zeros(prompts, np.int64)
        lut = np.zeros(n, bool)
        for j, c in enumerate(chosen):
            g = groups[ids[c]]
            g = g[g < n]
            lut[g] = True
            m = lut[leaf]
            lut[g] = False
            box = bounds(m)
            if len(g) == 1 or rng.random() < 0.7:
                part = one_part(rng, m, box)
                if part is not m:
                    m, box = part, bounds(part)
            target[j] = quarter(m)
            xy[j], labels[j], kinds[j] = prompt(rng, m, box, target[j])
        x = normalise(colour(rng, img))
        if pad is not None:
            x[(slice(None),) + pad] = 0
        return x, target, xy, labels, kinds, *dense(leaf, class_of, thing_of, pad)

"""Painted scenes with exact masks and classes, as files that pack.py reads.

    python3 scenes.py OUT --count 900 --towns 12 --seed 1

Each of the `count` scenes is one of synth.py's recipes (countryside, suburb, industry, woods, coast, coarse satellite mosaic) seen by a random
sensor. A town is composed like the sample scene, of another seed, and cut into 16 scenes. Which class a painted leaf has is noted
by the town's painters (sample-tiles/town.py).
"""
import argparse
import math
import os
import sys

import numpy as np

import synth
from classes import CLASSES, OF_PAINTER
from regions import save

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'sample-tiles'))
import town  # noqa: E402

SIZE = 512


class Scene(town.Town):
    """One of synth's scenes that knows the classes of its leaves."""

    def __init__(self, rng, size, metre):
        synth.Scene.__init__(self, rng, size, metre)      # not Town's: it makes noise for a large canvas
        self.objects, self.object_of, self._context = [], {0: -1}, []


def class_of(scene, group):
    names = {scene.objects[scene.object_of[l]] for l in group if scene.object_of.get(l, -1) >= 0}
    if len(names) != 1:
        return -1
    name = names.pop()
    return CLASSES.index(OF_PAINTER.get(name, name))


def within(leaf, groups, classes, min_area=36, max_part=0.9):
    """Leaves numbered anew, and the masks that are neither tiny nor nearly all."""
    present, compact = np.unique(leaf, return_inverse=True)
    number = {int(l): i for i, l in enumerate(present)}
    area, seen, out = np.bincount(compact), set(), []
    for g, c in zip(groups, classes):
        g = tuple(number[l] for l in g if l in number)
        if g and g not in seen and min_area <= area[list(g)].sum() <= max_part * leaf.size:
            seen.add(g)
            out.append((g, c))
    return compact.reshape(leaf.shape).astype(np.uint16), [g for g, _ in out], [c for _, c in out]


def recipe(seed):
    rng = np.random.default_rng(seed)
    share = np.array([q[1] for q in synth.RECIPES])
    paint, _, (lo, hi) = synth.RECIPES[rng.choice(len(share), p=share / share.sum())]
    s = Scene(rng, SIZE, math.exp(rng.uniform(math.log(lo), math.log(hi))))
    paint(s)
    if rng.random() < 0.08:
        s.clouds(rng.integers(1, 5))
    return synth.sensor(rng, s.rgb), s


def write(path, img, leaf, groups, classes):
    leaf, groups, classes = within(leaf, groups, classes)
    if len(groups) >= 3:
        save(path, img, leaf, groups, np.ones(len(groups)), classes)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('out')
    ap.add_argument('--count', type=int, default=900)
    ap.add_argument('--towns', type=int, default=12)
    ap.add_argument('--seed', type=int, default=1)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    for i in range(a.towns):
        seed = a.seed * 1000003 + i
        paths = [(y, x, os.path.join(a.out, 'town_%03d_%d_%d' % (i, y, x))) for y in range(0, 2048, SIZE) for x in range(0, 2048, SIZE)]
        if os.path.exists(paths[-1][2] + '.npz'):
            continue
        try:
            s = town.paint_town(seed)
        except IndexError:                                # a seed whose outline holds too few blocks for the town's plan
            continue
        rng = np.random.default_rng(seed)
        classes = [class_of(s, g) for g in s.groups]
        for y, x, path in paths:
            rgb = s.rgb[y:y + SIZE, x:x + SIZE]
            img = synth.sensor(rng, rgb) if rng.random() < 0.5 else town.photograph(rgb)
            write(path, img, s.leaf[y:y + SIZE, x:x + SIZE], s.groups, classes)
    synth._BANK = None                                    # a town's noise is for a large canvas
    for i in range(a.count):
        path = os.path.join(a.out, 'scene_%06d' % i)
        if not os.path.exists(path + '.npz'):
            img, s = recipe(a.seed * 1000003 + i)
            write(path, img, s.leaf, s.groups, [class_of(s, g) for g in s.groups])


if __name__ == '__main__':
    main()

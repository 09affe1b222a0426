"""Paints the sample scene: a small town with its river, reservoir, woods and fields, on one canvas.

The painters come from training/synth.py. Here they also note which object, and of which class, each leaf belongs to.
Positions are pixels (x right, y down).
"""
import contextlib
import math
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'training'))
import synth  # noqa: E402
from synth import blob, clip_half, fractal, rect, rot, shrink, smooth_line, split  # noqa: E402

CLASS_OF_MATERIAL = {'crop': 'crop', 'soil': 'soil', 'grass': 'grass', 'forest': 'tree', 'tree': 'tree', 'asphalt': 'road',
                     'water': 'water', 'pool': 'water', 'dirt': 'soil', 'sand': 'soil', 'car': 'vehicle', 'roof': 'building'}
ANGLE = 0.16                                              # of the streets, the fields and the highway
SOUTH, NORTH = (0.535, 0.575), (0.668, 0.335)           # where the country roads leave the town
HIGHWAY = 0.40                                            # where the highway meets the west edge, share of the canvas


class Bank:
    """Noise for a canvas larger than synth's bank, with grains of the same size in pixels."""

    def __init__(self, rng, size):
        self.size, k = size, size / 1024
        self.fields = {'smooth': [fractal(rng, size, int(6 * k), 4) for _ in range(3)],
                       'mottle': [fractal(rng, size, int(40 * k), 4, 0.7) for _ in range(3)],
                       'clump': [fractal(rng, size, int(160 * k), 3, 0.8) for _ in range(3)],
                       'grain': [rng.standard_normal((size, size)).astype(np.float32) for _ in range(2)]}

    window = synth.NoiseBank.window


_last_material = None
_pick = synth.pick


def pick(rng, name, jitter=10):
    global _last_material
    _last_material = name
    return _pick(rng, name, jitter)


synth.pick = pick


class Town(synth.Scene):
    """A scene that knows the class of every leaf; objects[i] is a class code, object_of maps leaf -> i."""

    def __init__(self, rng, size, metre):
        synth._BANK = Bank(np.random.default_rng(54321), size + 256)
        super().__init__(rng, size, metre)
        self.objects, self.object_of, self._context = [], {0: -1}, []

    @contextlib.contextmanager
    def thing(self, code, whole):
        """Leaves painted inside are of this class (None: of their material); whole: together one object."""
        self._context.append([code, whole, None])
        try:
            yield
        finally:
            self._context.pop()

    def paint(self, mk, colour, kind='flat', amp=0.03, leaf='new', extra=None, alpha=1.0):
        made = super().paint(mk, colour, kind, amp, leaf, extra, alpha)
        if leaf == 'new' and made is not None:
            context = self._context[-1] if self._context else [None, False, None]
            code, whole, number = context
            if not whole or number is None:
                number = len(self.objects)
                self.objects.append(code or CLASS_OF_MATERIAL.get(_last_material, 'other'))
                context[2] = number
            self.object_of[made] = number
        return made

    def line_mask(self, pts, width):
        """As the parent's, but only as large as the line: the canvas is big."""
        p = np.asarray(pts, np.float32)
        lo = np.clip(np.floor(p.min(0) - width - 2).astype(int), 0, self.size)
        hi = np.clip(np.ceil(p.max(0) + width + 3).astype(int), 0, self.size)
        if (hi - lo).min() < 1:
            return None
        im = synth.Image.new('1', (int(hi[0] - lo[0]), int(hi[1] - lo[1])))
        d = synth.ImageDraw.Draw(im)
        q = [(float(a), float(b)) for a, b in p - lo]
        d.line(q, fill=1, width=max(1, int(round(width))))
        if width >= 3:
            r = width / 2
            for a, b in q:
                d.ellipse((a - r, b - r, a + r, b + r), fill=1)
        m = np.array(im, dtype=bool)
        return (m, int(lo[1]), int(lo[0])) if m.any() else None

    def at(self, x, y):
        """Class at a pixel, or None."""
        if not (0 <= x < self.size and 0 <= y < self.size):
            return None
        number = self.object_of[int(self.leaf[int(y), int(x)])]
        return None if number < 0 else self.objects[number]


def _as(method, code, whole):
    painter = getattr(synth.Scene, method)

    def wrapped(self, *a, **k):
        with self.thing(code, whole):
            return painter(self, *a, **k)
    setattr(Town, method, wrapped)


for _method, _code, _whole in [('field', None, False), ('pivot', 'crop', False), ('water', 'water', True), ('road', 'road', True),
                               ('building', 'building', True), ('tree', 'tree', True), ('canopy', 'tree', True),
                               ('car', 'vehicle', True), ('boat', 'vehicle', True), ('car_park', 'road', True),
                               ('greenhouses', 'building', False), ('solar', 'other', False), ('sports', None, False),
                               ('tank', 'building', True), ('pool', 'water', True)]:
    _as(_method, _code, _whole)


def inside(poly, x, y):
    """Even-odd test."""
    p, hit = np.asarray(poly), False
    for (ax, ay), (bx, by) in zip(p, np.roll(p, -1, 0)):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            hit = not hit
    return hit


def both_sides_of_highway(s, min_size, depth):
    """Convex cells that the highway does not cross."""
    n = (-math.sin(ANGLE), math.cos(ANGLE))
    d, square = n[1] * HIGHWAY * s.size, synth._square(s.size)
    return [cell for half in (clip_half(square, *n, d), clip_half(square, -n[0], -n[1], -d))
            for cell in split(s.rng, half, min_size, depth, ANGLE)]


def fields(s, ang, town):
    r = s.rng
    for cell in both_sides_of_highway(s, 230, 9):
        c = np.mean(cell, 0)
        gap = shrink(cell, r.choice([1.0, 1.5, 3.0]))
        if len(gap) < 3 or inside(town, *c):
            continue
        k = r.random()
        if k < 0.86:
            s.field(gap)
        if k < 0.25:                                       # a hedge with trees along one side
            a, b = np.asarray(cell[0]), np.asarray(cell[1])
            for t in np.arange(0, 1, 26 / max(30, np.linalg.norm(b - a))):
                if r.random() < 0.6:
                    s.tree(*(a + (b - a) * t + r.normal(0, 2, 2)), r.uniform(10, 14))


def orchard(s, cx, cy, ang, nx, ny, pitch):
    s.paint(s.mask(rect(cx, cy, nx * pitch + 12, ny * pitch + 12, ang)), pick(s.rng, 'soil'), 'soil', 0.06)
    colour = pick(s.rng, 'tree')
    for i in range(nx):
        for j in range(ny):
            q = rot([((i - nx / 2 + .5) * pitch, (j - ny / 2 + .5) * pitch)], ang, (cx, cy))[0]
            if s.rng.random() < 0.95:
                s.tree(q[0], q[1], pitch * s.rng.uniform(0.3, 0.38), colour)


def woods(s, river):
    r, S = s.rng, s.size
    s.canopy(blob(r, S * 0.085, S * 0.17, S * 0.135, 0.5, 90, 1.1))
    s.canopy(blob(r, S * 0.10, S * 0.50, S * 0.065, 0.5, 70, 1.2))
    s.canopy(blob(r, S * 0.93, S * 0.95, S * 0.07, 0.5, 70, 1.3))
    for _ in range(22):                                    # scattered trees at the wood's edge
        s.tree(S * 0.11 + r.normal(0, S * 0.075), S * 0.26 + r.normal(0, S * 0.07), r.uniform(10, 15))
    for p in river:                                    # trees that follow the banks
        for side in (-1, 1):
            if r.random() < 0.4:
                s.tree(p[0] + side * r.uniform(30, 46), p[1] + r.normal(0, 8), r.uniform(10, 15))


def lot(s, poly, ang):
    r, p = s.rng, np.asarray(poly)
    c = p.mean(0)
    yard = r.choice(['grass', 'grass', 'soil', 'concrete'])
    s.paint(s.mask(poly), pick(r, yard, 6), 'veg', 0.07, leaf='new' if yard != 'concrete' and r.random() < 0.4 else 0)
    across = np.ptp(rot(p, -ang), axis=0)
    if min(across) < 26:
        return
    if r.random() < 0.92:
        w, h = across * r.uniform(0.45, 0.72, 2)
        s.building(c[0] + r.normal(0, 2), c[1] + r.normal(0, 2), w, h, ang)
    if r.random() < 0.06:
        s.pool(*(c + (p[r.integers(len(p))] - c) * 0.6), ang)
    if r.random() < 0.15:
        q = c + (p[r.integers(len(p))] - c) * 0.7
        s.car(q[0], q[1], ang + math.pi / 2 * r.integers(2))
    for _ in range(r.integers(0, 3)):
        q = c + (p[r.integers(len(p))] - c) * r.uniform(0.6, 0.95)
        s.tree(q[0], q[1], r.uniform(9, 12))


def plaza(s, block, ang):
    r, c = s.rng, np.mean(block, 0)
    s.paint(s.mask(block), np.array([0.72, 0.66, 0.58]), 'flat', 0.04, leaf=0)
    with s.thing('grass', False):
        for ox, oy in ((-28, -24), (28, -24), (-28, 24), (28, 24)):
            q = rot([(ox, oy)], ang, c)[0]
            s.paint(s.mask(rect(q[0], q[1], 42, 36, ang)), pick(r, 'grass'), 'veg', 0.06)
    for _ in range(7):
        q = rot([(r.uniform(-52, 52), r.uniform(-45, 45))], ang, c)[0]
        s.tree(q[0], q[1], r.uniform(10, 13))
    s.building(c[0], c[1], 15, 15, ang, 'hip')


def industry(s, block, ang, kind):
    r, c = s.rng, np.mean(block, 0)
    ext = np.ptp(rot(np.asarray(block), -ang), axis=0) * 0.72
    s.paint(s.mask(block), pick(r, r.choice(['concrete', 'soil'])), 'soil', 0.05, leaf=0)
    if kind == 'hall':
        s.building(c[0], c[1], ext[0] * 0.9, ext[1] * 0.75, ang, 'flat')
    elif kind == 'halls':
        for o in (-0.27, 0.27):
            q = rot([(o * ext[0], 0)], ang, c)[0]
            s.building(q[0], q[1], ext[0] * 0.42, ext[1] * r.uniform(0.6, 0.95), ang, r.choice(['flat', 'gable']))
    elif kind == 'cars':
        s.car_park(c[0], c[1], ext[0], ext[1], ang)
    elif kind == 'tanks':
        for i in range(2):
            for j in range(2):
                q = rot([((i - .5) * ext[0] * 0.5, (j - .5) * ext[1] * 0.5)], ang, c)[0]
                s.tank(q[0], q[1], r.uniform(14, 22))
    else:
        s.solar(c[0], c[1], ang, 9, ext[0] * 0.95, 8)
    for _ in range(r.integers(2, 6)):
        q = rot([(r.uniform(-.6, .6) * ext[0], r.choice([-.62, .62]) * ext[1])], ang, c)[0]
        s.car(q[0], q[1], ang) if r.random() < 0.6 else s.tree(q[0], q[1], r.uniform(5, 9))


def streets_and_blocks(s, ang, outline, works):
    """The built-up area: one street surface under the blocks, so that the streets join up."""
    r = s.rng
    blocks = [b for b in both_sides_of_highway(s, 190, 8) if len(b) >= 3 and inside(outline, *np.mean(b, 0))]
    asphalt = pick(r, 'asphalt', 3)
    with s.thing('road', True):
        for b in blocks:
            s.paint(s.mask(b), asphalt, 'soil', 0.035)
    order = sorted(range(len(blocks)), key=lambda i: np.hypot(*(np.mean(blocks[i], 0) - np.mean(outline, 0))))
    park = order[0]
    kinds = ['hall', 'cars', 'halls', 'tanks', 'hall', 'solar', 'halls', 'hall']
    for i, b in enumerate(blocks):
        walk = shrink(b, 9)
        if len(walk) < 3:
            continue
        s.paint(s.mask(walk), pick(r, 'concrete', 4), 'flat', 0.03, leaf=0)
        inner = shrink(walk, 3)
        if len(inner) < 3:
            continue
        if i == park:
            plaza(s, inner, ang)
        elif inside(works, *np.mean(b, 0)):
            industry(s, inner, ang, kinds.pop() if kinds else 'hall')
        elif i == order[5]:
            s.paint(s.mask(inner), pick(r, 'grass'), 'veg', 0.07)
            s.sports(*np.mean(inner, 0), ang, 'court')
            for _ in range(6):
                s.tree(*(np.mean(inner, 0) + r.uniform(-60, 60, 2)), r.uniform(9, 13))
        else:
            for q in split(r, inner, r.uniform(62, 84), 5, ang):
                q = shrink(q, 0.8)
                if len(q) >= 3:
                    lot(s, q, ang)
        for e0, e1 in ((np.asarray(b[0]), np.asarray(b[1])), (np.asarray(b[1]), np.asarray(b[2]))):   # cars along two kerbs
            d = e1 - e0
            normal = np.array([-d[1], d[0]]) / (np.linalg.norm(d) + 1e-6)
            to_centre = np.sign(normal @ (np.mean(b, 0) - e0))
            for _ in range(r.integers(0, 2)):
                q = e0 + d * r.uniform(0.1, 0.9) + normal * to_centre * 5
                s.car(q[0], q[1], math.atan2(d[1], d[0]))


def paint_town(seed, size=2048, scale=2):
    """Painted on a canvas of size / scale pixels, then enlarged: few large things, as in the scenes the model was trained on."""
    r = np.random.default_rng(seed)
    S = size // scale
    s = Town(r, S, 2.0)
    s.sun, s.sun_len, s.shade = -2.25, 0.55, 0.45           # morning sun in the south-east
    ang = ANGLE
    outline = blob(r, S * 0.63, S * 0.44, S * 0.235, 0.22, 60, 1.12, ang)
    works = rect(S * 0.87, S * 0.52, S * 0.17, S * 0.36, ang)
    s.ground('grass', 'veg', 0.07)
    river = smooth_line(np.random.default_rng(seed + 1), (S * 0.40, -60), (S * 0.20, S + 60), 55, 90)
    fields(s, ang, outline)
    s.pivot(S * 0.44, S * 0.86, S * 0.095)
    orchard(s, S * 0.66, S * 0.86, ang, 7, 5, 31)
    s.greenhouses(S * 0.80, S * 0.76, ang, 6, 22, 120)
    streets_and_blocks(s, ang, outline, works)
    s.water(line=river, width=44)
    with s.thing('water', True):
        s.water(blob(r, S * 0.088, S * 0.80, S * 0.075, 0.35, 90, 1.15))
    woods(s, river)
    slope = math.tan(ANGLE)
    highway = smooth_line(r, (-60, S * HIGHWAY - 60 * slope), (S + 60, S * HIGHWAY + (S + 60) * slope), 0, 60)
    s.road(highway, 26, 'asphalt')
    s.road(smooth_line(r, (S * SOUTH[0], S * SOUTH[1]), (S * 0.60, S + 60), 26, 40), 15, 'asphalt')
    s.road(smooth_line(r, (S * NORTH[0], S * NORTH[1]), (S * 0.74, -60), 12, 40), 14, 'asphalt')
    s.road(smooth_line(r, (S * 0.175, S * 0.43), (S * 0.13, S * 0.72), 14, 30), 9, 'dirt')
    for _ in range(12):                                      # traffic
        k = r.integers(2, len(highway) - 2)
        d = highway[k + 1] - highway[k]
        side = r.choice([-1, 1]) * np.array([-d[1], d[0]]) / np.linalg.norm(d) * 6
        s.car(*(highway[k] + side), math.atan2(d[1], d[0]), r.choice([1.0, 1.0, 1.7]))
    for x, y in ((0.47, 0.05), (0.88, 0.10), (0.56, 0.15), (0.26, 0.90), (0.72, 0.95), (0.91, 0.70)):    # farmsteads
        x, y = x * S, y * S
        for k in range(r.integers(2, 4)):
            s.building(x + k * 42, y + r.normal(0, 14), r.uniform(24, 40), r.uniform(18, 26), ang)
        for _ in range(4):
            s.tree(x + r.normal(0, 55), y + r.normal(0, 45), r.uniform(10, 14))
    for _ in range(5):
        x, y = S * 0.088 + r.normal(0, 55), S * 0.80 + r.normal(0, 60)
        if s.at(x, y) == 'water':
            s.boat(x, y, r.uniform(0, 6.28))
    return enlarged(s, scale)


def enlarged(s, scale):
    s.size *= scale
    s.leaf = np.kron(s.leaf, np.ones((scale, scale), s.leaf.dtype))
    bands = [synth._resize(s.rgb[..., c], s.size, s.size) for c in range(3)]
    s.rgb = np.clip(np.stack(bands, -1), 0, None)
    return s


def photograph(rgb):
    """A fixed, mild sensor: light haze, point spread, noise (synth.sensor draws these at random)."""
    x = np.clip(rgb, 0, 1.2) * 0.94 + 0.05 * np.array([0.72, 0.78, 0.85], np.float32)
    x = np.clip(x * 1.05, 0, 1) ** 0.95
    img = synth.Image.fromarray((x * 255).astype(np.uint8)).filter(synth.ImageFilter.GaussianBlur(0.6))
    noise = np.random.default_rng(7).normal(0, 1.6, rgb.shape)
    return np.clip(np.asarray(img, np.float32) + noise, 0, 255).astype(np.uint8)

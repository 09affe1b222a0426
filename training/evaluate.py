"""How well a model answers clicks and boxes on images it was never trained on, beside trivial baselines.

    python3 evaluate.py MODEL --scenes scenes/validation painted_validation --out figures.json

MODEL is a checkpoint (.pt) or a model's folder. A click is the innermost pixel of a mask ("point") or a random one ("random"), and its answer
the output with the highest predicted IoU; for a box it is output 0. Masks are compared at full resolution. A labelled class's part is
one mask, so joined street nets count as one thing. Baselines: a disc around the point, a flood fill from it, the box itself, the
flood fill within it; their radius and tolerance are the best on the very masks they are judged on, so they are flattered.
"""
import argparse
import glob
import json
import os
from collections import defaultdict

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from samples import bounds, normalise, one_part

DISCS = (6, 10, 16, 26, 42, 68)
TOLERANCES = (8, 14, 22, 34, 50)
LABELLED, FOUND = 1, 0


def open_model(path):
    """The network, ready to ask: of a checkpoint (its moving average) or of a folder with model.json."""
    if not path.endswith('.pt'):
        from onnx_weights import load
        return load(path)[1]
    from network import Config, TileSam
    state = torch.load(path, map_location='cpu')
    net = TileSam(Config.from_dict(state['config']))
    net.load_state_dict(state['ema'])
    return net.eval()


def iou(a, b):
    return float((a & b).sum()) / max(1, int((a | b).sum()))


def masks_of(rng, leaf, groups, source, kind, most, min_area=100):
    """Up to `most` masks of a scene, each reduced to one connected part, with their bounds."""
    n = int(leaf.max()) + 1
    area = np.bincount(leaf.ravel(), minlength=n)
    ids = [i for i in range(len(groups)) if source[i] == kind and min_area <= area[groups[i]].sum() <= 0.7 * leaf.size]
    out = []
    for i in rng.permutation(ids)[:most]:
        lut = np.zeros(n, bool)
        lut[groups[i]] = True
        m = lut[leaf]
        m = one_part(rng, m, bounds(m))
        if m.sum() >= min_area:
            out.append((m, bounds(m)))
    return out


def innermost(m, box):
    x0, y0, x1, y1 = box
    k = int(ndimage.distance_transform_edt(np.pad(m[y0:y1, x0:x1], 1))[1:-1, 1:-1].argmax())
    return x0 + k % (x1 - x0), y0 + k // (x1 - x0)


def anywhere(rng, m):
    k = rng.choice(np.flatnonzero(m))
    return k % m.shape[1], k // m.shape[1]


def answers(net, image, prompts):
    """Logits at the image's size (n,4,h,w) and predicted IoUs (n,4); the image lies at the frame's top left, as a window of a run does."""
    h, w = image.shape[:2]
    x = torch.zeros(1, 3, net.cfg.image_size, net.cfg.image_size)
    x[0, :, :h, :w] = normalise(image)
    e = net.encoder(x)
    for at in range(0, len(prompts), 16):
        coords = torch.tensor([[p[:2] for p in q] for q in prompts[at:at + 16]], dtype=torch.float32)
        labels = torch.tensor([[p[2] for p in q] for q in prompts[at:at + 16]], dtype=torch.float32)
        low, score = net.decode(e, coords[None], labels[None])
        full = F.interpolate(low.float(), scale_factor=4, mode='bilinear', align_corners=False)[:, :, :h, :w]
        yield from zip(full.numpy(), score.numpy())


def baselines(image, m, box, x, y):
    h, w = m.shape
    yy, xx = np.mgrid[:h, :w]
    inside = np.zeros_like(m)
    inside[box[1]:box[3], box[0]:box[2]] = True
    soft = ndimage.uniform_filter(image.astype(np.float32), (3, 3, 1))
    difference = np.abs(soft - soft[y, x]).max(2)
    floods = []
    for tolerance in TOLERANCES:
        parts, _ = ndimage.label(difference <= tolerance)
        floods.append(parts == parts[y, x])
    away = (xx - x) ** 2 + (yy - y) ** 2
    return dict(disc=[iou(away <= r * r, m) for r in DISCS], flood=[iou(f, m) for f in floods], box=[iou(inside, m)],
                box_flood=[iou(f & inside, m) for f in floods])


@torch.no_grad()
def measure(net, paths, kind, per_scene, with_baselines=True, seed=0):
    """Mean figures over the masks of the scenes."""
    rng, rows, trivial = np.random.default_rng(seed), [], defaultdict(list)
    for path in paths:
        with np.load(path) as z:
            image, leaf, source = z['image'], z['leaf'].astype(np.int64), z['source']
            groups = np.split(z['flat'].astype(np.int64), z['ends'][:-1])
        chosen = masks_of(rng, leaf, groups, source, kind, per_scene)
        prompts, points = [], []
        for m, box in chosen:
            x, y = innermost(m, box)
            rx, ry = anywhere(rng, m)
            points.append((x, y))
            nothing = (0, 0, -1)
            prompts += [[(x + .5, y + .5, 1), nothing], [(rx + .5, ry + .5, 1), nothing], [(box[0], box[1], 2), (box[2], box[3], 3)]]
        row = {}
        for i, (logits, score) in enumerate(answers(net, image, prompts)):
            m, box = chosen[i // 3]
            real = [iou(plane > 0, m) for plane in logits]
            name = ('point', 'random', 'box')[i % 3]
            top = int(score.argmax()) if i % 3 < 2 else 0
            row[name], row[name + '_best'], row[name + '_iou_error'] = real[top], max(real[1:]), abs(float(score[top]) - real[top])
            row[name + '_stability'] = float((logits[top] > 1).sum()) / max(1, int((logits[top] > -1).sum()))
            if i % 3 == 2:
                rows.append(row)
                row = {}
        if with_baselines:
            for (m, box), (x, y) in zip(chosen, points):
                for name, values in baselines(image, m, box, x, y).items():
                    trivial[name].append(values)
    if not rows:
        return None
    out = dict(masks=len(rows), images=len(paths), **{k: round(float(np.mean([r[k] for r in rows])), 4) for k in rows[0]})
    if with_baselines:
        out['baselines'] = {k: round(float(np.mean(v, 0).max()), 4) for k, v in trivial.items()}
    return out


def set_of(path):
    name = os.path.basename(path)
    return name.split('__')[0].split('_')[0] if '__' in name else 'painted'


def pooled(results, names):
    """The sets together, each mask counting once."""
    total = sum(results[n]['masks'] for n in names)
    mean = lambda get: round(sum(get(results[n]) * results[n]['masks'] for n in names) / total, 4)
    keys = [k for k in results[names[0]] if k not in ('masks', 'images', 'baselines')]
    out = dict(masks=total, **{k: mean(lambda r, k=k: r[k]) for k in keys})
    if 'baselines' in results[names[0]]:
        out['baselines'] = {k: mean(lambda r, k=k: r['baselines'][k]) for k in results[names[0]]['baselines']}
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('model')
    ap.add_argument('--scenes', nargs='+', required=True, help='folders of scenes (.npz)')
    ap.add_argument('--out')
    ap.add_argument('--per-scene', type=int, default=10)
    ap.add_argument('--most', type=int, default=24, help='scenes of a set, evenly spread')
    ap.add_argument('--no-baselines', action='store_true')
    ap.add_argument('--threads', type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    net, results, sets = open_model(a.model), {}, defaultdict(list)
    for folder in a.scenes:
        for path in sorted(glob.glob(os.path.join(folder, '*.npz'))):
            sets[set_of(path)].append(path)

    def report(name, r):
        if r:
            results[name] = r
            print('%-14s %4d masks  point %.3f (best of 3 %.3f)  random %.3f  box %.3f  predicted IoU off by %.3f  stability %.2f  %s' % (
                name, r['masks'], r['point'], r['point_best'], r['random'], r['box'], r['point_iou_error'], r['point_stability'],
                ' '.join('%s %.3f' % kv for kv in r.get('baselines', {}).items())), flush=True)
    spread = lambda paths: [paths[i] for i in np.unique(np.linspace(0, len(paths) - 1, min(len(paths), a.most)).astype(int))]
    for name, paths in sets.items():
        report(name, measure(net, spread(paths), LABELLED, a.per_scene, not a.no_baselines))
    real = [n for n in results if n != 'painted']
    if real:
        report('real', pooled(results, real))
        found = spread([p for n, paths in sets.items() if n != 'painted' for p in paths])
        report('regions', measure(net, found, FOUND, a.per_scene, not a.no_baselines))
    if a.out:
        with open(a.out, 'w') as f:
            json.dump(results, f, indent=1)


if __name__ == '__main__':
    main()

"""The class head: probabilities of the classes for a mask, from the mean of the encoder's features over it.

    python3 class_head.py MODEL --train PACKED/real PACKED/painted --validation SCENES... --figures head.json --picture reliability.svg

MODEL is a model's folder (export.py): class_head.onnx goes into it and its model.json names it. Fitted on the labelled masks of training images
only, as they are and in other colours. The validation images give the figures: F1 of each class, confusion, reliability, and the expected
calibration error less what a perfectly calibrated head of as many masks would show (bootstrap by image). The temperature that makes the
probabilities calibrated is chosen on the validation sets, as thresholds are, each counting the same; the figures are those of each place with the
temperature of all others. Folds of the training places give one that is too high (1.5): a head that lacks a fifth of so few places
errs more. Where a set labels one class alone, such as roofs, what has no label there is learnt as not of that class.
"""
import argparse
import glob
import hashlib
import json
import os
from collections import defaultdict

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper

from classes import CLASSES
from evaluate import open_model, set_of
from samples import Packed, bounds, colour, normalise, one_part

HIDDEN, EPOCHS, VIEWS, BINS = 64, 20, 3, 15
NOT = len(CLASSES)                          # NOT + c stands for "any class but c"


# ----------------------------------------------------------------------------- features

def cells(m, side):
    """Share of each 16 x 16 cell of the frame that is in the mask."""
    full = np.zeros((side, side), np.float32)
    full[:m.shape[0], :m.shape[1]] = m
    return full.reshape(side // 16, 16, side // 16, 16).mean((1, 3))


@torch.no_grad()
def features_of(net, image, leaf, groups, classes, only, rng, most):
    """Mean feature over each labelled mask, as Geo averages it, and its class; and over found regions that no label touches, where `only` one class is labelled."""
    side = net.cfg.image_size
    x = torch.zeros(1, 3, side, side)
    x[0, :, :image.shape[0], :image.shape[1]] = normalise(np.asarray(image))
    e = net.encoder(x)[0].flatten(1).numpy()
    leaf, classes, out = np.asarray(leaf), np.asarray(classes, np.int64), []
    chosen, labelled = np.zeros(int(leaf.max()) + 1, bool), np.flatnonzero(classes >= 0)
    picked = list(rng.permutation(labelled)[:most])
    if only is not None:
        taken = np.concatenate([groups[i] for i in labelled] or [[]])
        free = [i for i in np.flatnonzero(classes < 0) if not np.isin(groups[i], taken).any()]
        classes[free] = NOT + only
        picked += list(rng.permutation(free)[:most])
    for i in picked:
        chosen[groups[i]] = True
        m = chosen[leaf]
        chosen[groups[i]] = False
        if m.sum() < 64:
            continue
        w = cells(one_part(rng, m, bounds(m)), side).ravel()
        out.append((e @ w / w.sum(), classes[i]))
    return out


def image(name):
    """Tiles of one image share what is before the two underscores."""
    return str(name).split('__')[0]


def place(name):
    """Images of one Dubai tile show one place."""
    return image(name).split('_image')[0]


def only_classes(labels):
    """The class of each set in which it alone was labelled; labels: name and classes of each scene's masks."""
    seen = defaultdict(set)
    for name, classes in labels:
        seen[set_of(name)].update(int(c) for c in classes if c >= 0)
    return {name: c.pop() for name, c in seen.items() if len(c) == 1}


def gather(net, scenes, only, most):
    """Features (n,channels), classes (n), and the name of each mask's scene (n)."""
    rng, x, y, names = np.random.default_rng(0), [], [], []
    for name, picture, leaf, groups, classes in scenes:
        for feature, c in features_of(net, picture, leaf, groups, classes, only.get(set_of(name)), rng, most):
            x.append(feature)
            y.append(c)
            names.append(name)
    return np.array(x, np.float32), np.array(y, np.int64), np.array(names)


def packed_scenes(folders, most):
    """Each scene as it is, then in other colours."""
    rng = np.random.default_rng(1)
    for folder in folders:
        s = Packed(folder)
        for i in sorted(rng.permutation(len(s))[:most]):
            image, leaf, groups, _ = s.scene(i)
            for view in range(VIEWS):
                yield s.names[i], colour(rng, np.asarray(image)).astype(np.uint8) if view else image, leaf, groups, s.classes[i]


def scene_files(folders):
    for path in sorted(p for f in folders for p in glob.glob(os.path.join(f, '*.npz'))):
        with np.load(path) as z:
            yield os.path.basename(path)[:-4], z['image'], z['leaf'], np.split(z['flat'].astype(np.int64), z['ends'][:-1]), z['classes']


# ----------------------------------------------------------------------------- the head

class Head(torch.nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.mean, self.deviation = torch.as_tensor(mean), torch.as_tensor(deviation)
        self.first, self.second = torch.nn.Linear(len(mean), HIDDEN), torch.nn.Linear(HIDDEN, len(CLASSES))

    def forward(self, x):
        x = (x - self.mean) / self.deviation
        return self.second(F.dropout(F.relu(self.first(F.dropout(x, 0.1, self.training))), 0.3, self.training))


def fit(x, y, seed=0):
    torch.manual_seed(seed)
    head = Head(x.mean(0), x.std(0) + 1e-3)
    optimiser = torch.optim.AdamW(head.parameters(), lr=2e-3, weight_decay=0.05)
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    counts = torch.bincount(y, minlength=2 * NOT).float()
    weight = (counts[:NOT].sum() / (NOT * counts[:NOT].clamp(min=1))).sqrt().clamp(max=4)
    weight = torch.cat([weight, torch.full((NOT,), 0.5)])
    for epoch in range(EPOCHS):
        for g in optimiser.param_groups:
            g['lr'] = 2e-3 * (1 - epoch / EPOCHS)
        for batch in torch.randperm(len(y)).split(128):
            own = F.log_softmax(head(x[batch]), 1).gather(1, y[batch, None] % NOT)[:, 0]
            wrong = torch.log1p(-own.exp().clamp(max=1 - 1e-4))
            loss = -torch.where(y[batch] < NOT, own, wrong) * weight[y[batch]]
            optimiser.zero_grad()
            (loss.sum() / weight[y[batch]].sum()).backward()
            optimiser.step()
    return head.eval()


@torch.no_grad()
def logits(head, x):
    return head(torch.as_tensor(x)).numpy()


def temperature(sets):
    """What the logits are divided by for the smallest negative log likelihood, each set counting the same; sets: logits and classes."""
    values = np.geomspace(0.3, 6, 120)
    nll = [sum(F.cross_entropy(torch.as_tensor(z / t), torch.as_tensor(y)).item() for z, y in sets if len(y)) for t in values]
    return float(values[int(np.argmin(nll))])


def calibrated(sets, k):
    """Probabilities of the masks of set k, each place with the temperature of all others; sets: logits, classes and names."""
    z, y, names = sets[k]
    others = [s[:2] for i, s in enumerate(sets) if i != k]
    places, out = np.array([place(n) for n in names]), np.zeros_like(z)
    for p in np.unique(places):
        own = places == p
        out[own] = z[own] / temperature([*others, (z[~own], y[~own])])
    return softmax(out)


def softmax(z):
    return F.softmax(torch.as_tensor(z), 1).numpy()


# ----------------------------------------------------------------------------- figures

def bins(confidence, right):
    """Of each bin of confidence: its share, mean confidence and share of right answers."""
    k = np.minimum((confidence * BINS).astype(int), BINS - 1)
    return [((k == b).mean(), confidence[k == b].mean(), right[k == b].mean()) for b in range(BINS) if (k == b).any()]


def calibration_error(confidence, right):
    return float(sum(share * abs(c - r) for share, c, r in bins(confidence, right)))


def figures(probability, y, names):
    told, confidence = probability.argmax(1), probability.max(1)
    right = told == y
    confusion = np.zeros((len(CLASSES), len(CLASSES)), int)
    np.add.at(confusion, (y, told), 1)
    hit = np.diag(confusion)
    f1 = 2 * hit / np.maximum(1, confusion.sum(0) + confusion.sum(1))
    image_of = np.array([image(n) for n in names])
    rng, images, excess = np.random.default_rng(0), np.unique(image_of), []
    rows = [np.flatnonzero(image_of == i) for i in images]
    for _ in range(400):                                   # images drawn with return; right answers as a calibrated head would have them
        some = np.concatenate([rows[i] for i in rng.integers(len(images), size=len(images))])
        perfect = rng.random(len(some)) < confidence[some]
        excess.append((calibration_error(confidence[some], right[some]), calibration_error(confidence[some], perfect)))
    seen, expected = np.mean(excess, 0)
    present = confusion.sum(1) > 0
    return dict(masks=len(y), images=len(images), accuracy=round(float(right.mean()), 4), macro_f1=round(float(f1[present].mean()), 4),
                f1={c: round(float(v), 4) for c, v, p in zip(CLASSES, f1, present) if p}, classes=CLASSES, confusion=confusion.tolist(),
                ece=round(calibration_error(confidence, right), 4), ece_if_calibrated=round(float(expected), 4), ece_excess=round(float(seen - expected), 4),
                reliability=[[round(float(v), 4) for v in b] for b in bins(confidence, right)])


def picture(result, path):
    """Reliability diagram: share of right answers by confidence; the circles' areas are the bins' shares."""
    at = lambda v: 40 + 320 * v
    circles = ''.join('<circle cx="%.1f" cy="%.1f" r="%.1f"/>' % (at(c), 400 - at(r), 3 + 40 * s ** 0.5) for s, c, r in result['reliability'])
    ticks = ''.join('<text x="%d" y="378" text-anchor="middle">%.1f</text><text x="34" y="%d" text-anchor="end">%.1f</text>' % (at(v), v, 404 - at(v), v)
                    for v in (0, 0.5, 1))
    with open(path, 'w') as f:
        f.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="12"><rect width="400" height="400" fill="#fff"/>'
                '<path d="M40 360H360V40H40Z M40 360L360 40" fill="none" stroke="#888"/><g fill="#26c" fill-opacity=".5" stroke="#26c">%s</g>%s'
                '<text x="200" y="394" text-anchor="middle">confidence</text><text x="12" y="200" transform="rotate(-90 12 200)" text-anchor="middle">share right</text>'
                '<text x="200" y="28" text-anchor="middle">%d masks of %d images, excess ECE %.3f</text></svg>\n'
                % (circles, ticks, result['masks'], result['images'], result['ece_excess']))


# ----------------------------------------------------------------------------- export

def export(head, t, channels, folder):
    """class_head.onnx: features [N,channels] -> probabilities [N,classes]; standardisation and temperature are folded into the weights."""
    with torch.no_grad():
        w1 = head.first.weight / head.deviation
        b1 = head.first.bias - w1 @ head.mean
        tables = dict(w1=w1.T, b1=b1, w2=head.second.weight.T / t, b2=head.second.bias / t)
    graph = helper.make_graph(
        [helper.make_node('Gemm', ['features', 'w1', 'b1'], ['h']), helper.make_node('Relu', ['h'], ['r']),
         helper.make_node('Gemm', ['r', 'w2', 'b2'], ['z']), helper.make_node('Softmax', ['z'], ['probabilities'], axis=1)], 'class_head',
        [helper.make_tensor_value_info('features', onnx.TensorProto.FLOAT, ['N', channels])],
        [helper.make_tensor_value_info('probabilities', onnx.TensorProto.FLOAT, ['N', len(CLASSES)])],
        [numpy_helper.from_array(v.numpy().astype(np.float32).copy(), k) for k, v in tables.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 16)], producer_name='')
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    with open(os.path.join(folder, 'class_head.onnx'), 'wb') as f:
        f.write(data)
    return dict(file='class_head.onnx', sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), classes=CLASSES)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('model')
    ap.add_argument('--train', nargs='+', required=True)
    ap.add_argument('--validation', nargs='+', required=True)
    ap.add_argument('--figures')
    ap.add_argument('--picture')
    ap.add_argument('--scenes', type=int, default=250, help='scenes of each training set')
    ap.add_argument('--masks', type=int, default=24, help='masks of a scene')
    ap.add_argument('--threads', type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    net = open_model(a.model)
    only = only_classes((name, c) for s in map(Packed, a.train) for name, c in zip(s.names, s.classes))
    x, y, names = gather(net, packed_scenes(a.train, a.scenes), only, a.masks)
    print('%d masks of %d places: %s' % (len(y), len({place(n) for n in names}), dict(zip(CLASSES + ['not ' + c for c in CLASSES], np.bincount(y).tolist()))), flush=True)
    head, sets, mistaken = fit(x, y), [], []
    for folder in a.validation:
        vx, vy, names = gather(net, scene_files([folder]), only, a.masks)
        z = logits(head, vx)
        mistaken.append({CLASSES[c]: round(float((z[vy == NOT + c].argmax(1) == c).mean()), 4) for c in only.values() if (vy == NOT + c).any()})
        sets.append((z[vy < NOT], vy[vy < NOT], names[vy < NOT]))
    t = temperature([s[:2] for s in sets])
    result = dict(temperature=round(t, 3))
    for k, folder in enumerate(a.validation):
        r = {**figures(calibrated(sets, k), *sets[k][1:]), 'mistaken_for': mistaken[k]}
        result[os.path.basename(os.path.normpath(folder))] = r
        print('%s: accuracy %.3f, F1 %s, ECE %.3f, %.3f over a calibrated head; unlabelled regions taken for the only class of their set: %s' % (
            folder, r['accuracy'], r['f1'], r['ece'], r['ece_excess'], mistaken[k]), flush=True)
        if a.picture and k == 0:
            picture(r, a.picture)
    block = export(head, t, x.shape[1], a.model)
    with open(os.path.join(a.model, 'model.json')) as f:
        about = json.load(f)
    about['class_head'] = block
    with open(os.path.join(a.model, 'model.json'), 'w') as f:
        json.dump(about, f, indent=2)
        f.write('\n')
    if a.figures:
        with open(a.figures, 'w') as f:
            json.dump(result, f, indent=1)


if __name__ == '__main__':
    main()

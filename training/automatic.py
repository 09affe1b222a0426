"""Automatic masks of a labelled set by the reference generator in PyTorch, judged as `geo eval` judges its own.

    python3 automatic.py MODEL SET [--limit N] [--json RESULT.json]     RESULT.json: what `geo eval SET --json` wrote, to compare with

Images of exactly the model's frame only: those are one window in a run, too, so both must find the same. Exit 1 when a figure differs by more than 0.02.
"""
import argparse
import glob
import json
import os
import sys
from collections import defaultdict

import numpy as np
import torch
from PIL import Image

from onnx_weights import load
from reference_amg import Generator, rle_to_mask, settings

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'benchmarks'))
from eval_check import figures, score, truth_of_masks  # noqa: E402

AGREE = 0.02


def shown(image):
    """As Geo shows it to a model: stretched between its 2nd and 98th percentile where every band has little range."""
    ordered = np.sort(image.reshape(-1, 3), 0)
    low, high = (ordered[k(q * (len(ordered) - 1))].astype(float) for q, k in ((0.02, int), (0.98, lambda v: int(np.ceil(v)))))
    if (high - low).max() >= 64 or (high == low).any():
        return image
    return np.clip((image - low) / (high - low) * 255 + 0.5, 0, 255).astype(np.uint8)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('model')
    ap.add_argument('set')
    ap.add_argument('--limit', type=int)
    ap.add_argument('--json')
    ap.add_argument('--threads', type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    about, net = load(a.model)
    generator, sums = Generator(about, net, settings(about)), defaultdict(lambda: np.zeros(8))
    paths = sorted(glob.glob(os.path.join(a.set, 'images', '*')))[:a.limit]
    for path in paths:
        image = np.asarray(Image.open(path).convert('RGB'))
        if image.shape[:2] != (about['image_size'],) * 2:
            sys.exit('%s is %d x %d: only images of %d x %d are one window.' % (path, *image.shape[1::-1], *[about['image_size']] * 2))
        masks = [rle_to_mask(m['rle']) for m in generator.generate(shown(image))]
        score(*truth_of_masks(a.set, os.path.splitext(os.path.basename(path))[0]), masks, sums)
    ours = figures(sum(sums.values()))
    print(ours)
    if a.json:
        with open(a.json) as f:
            theirs = json.loads(f.read().strip().splitlines()[-1])
        worst = max(abs(v - theirs[k]) for k, v in ours.items() if k != 'objects' and v is not None)
        print('largest difference to geo eval %.4f' % worst)
        sys.exit(1 if worst > AGREE or ours['objects'] != theirs['objects'] else 0)


if __name__ == '__main__':
    main()

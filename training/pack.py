"""Scene files -> one packed set that training reads by memory map.

    python3 pack.py OUT SCENES...            SCENES: folders of .npz written by scenes.py and regions.py

A set is a folder of images.npy (n,512,512,3) uint8, leaf.npy (n,512,512) uint16 and groups.npz: what the masks of each scene are, as
lists of leaves, for each mask whether it was labelled (1) or found without labels (0), and its class (-1: not known).
"""
import glob
import os
import sys

import numpy as np

SIZE = 512


def pack(out, folders):
    paths = [p for f in folders for p in sorted(glob.glob(os.path.join(f, '*.npz'))) if not p.endswith('.tmp.npz')]
    if not paths:
        sys.exit('No scene (*.npz) in %s.' % ', '.join(folders))
    os.makedirs(out, exist_ok=True)
    make = lambda name, kind, *shape: np.lib.format.open_memmap(os.path.join(out, name), 'w+', kind, (len(paths), SIZE, SIZE, *shape))
    images, leaf = make('images.npy', np.uint8, 3), make('leaf.npy', np.uint16)
    flat, ends, source, classes, masks, shapes = [], [], [], [], [], []
    for i, p in enumerate(paths):
        with np.load(p) as z:
            h, w = z['leaf'].shape
            if max(h, w) > SIZE:
                sys.exit('%s is %d x %d; scenes are at most %d pixels a side.' % (p, w, h, SIZE))
            images[i, :h, :w], leaf[i, :h, :w] = z['image'], z['leaf']
            ends.append(z['ends'] + (ends[-1][-1] if ends else 0))
            flat.append(z['flat'])
            source.append(z['source'])
            classes.append(z['classes'])
            masks.append(len(z['ends']))
            shapes.append((h, w))
    np.savez_compressed(os.path.join(out, 'groups.npz'), flat=np.concatenate(flat), ends=np.concatenate(ends), source=np.concatenate(source),
                        classes=np.concatenate(classes), masks=np.array(masks), shapes=np.array(shapes), names=np.array([os.path.basename(p)[:-4] for p in paths]))
    print('%s: %d scenes, %d masks' % (out, len(paths), sum(masks)))


if __name__ == '__main__':
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    pack(sys.argv[1], sys.argv[2:])

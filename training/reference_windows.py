"""The windows on which the engine is compared with reference_amg.py, and how their results are stored (small JSON, no pixels)."""
import hashlib
import json
import os

import numpy as np
import torch
from osgeo import gdal

from onnx_weights import load
from reference_amg import Generator, settings

OUT = 'tests/Geo.Pipeline.Tests/Segmentation/Exact'
IMAGERY = '../shared/data/imagery/'

# name, file, window (x, y, width, height), settings that differ from model.json's
WINDOWS = [
    ('town', 'sample-tiles/scene.tif', (0, 0, 512, 512), {}),
    ('town-crops', 'sample-tiles/scene.tif', (1200, 700, 512, 512), dict(points_per_side=8, crop_layers=1, min_mask_region_area=0)),
    ('dubai', IMAGERY + 'dubai_mbrsc/tile_1/images/image_part_001.jpg', (100, 50, 512, 512), {}),
    ('dubai-large', IMAGERY + 'dubai_mbrsc/tile_7/images/image_part_001.jpg', (600, 600, 512, 512),
     dict(predicted_iou_threshold=0.3, stability_threshold=0.6, min_mask_region_area=0)),
    ('kampala', IMAGERY + 'kampala_oam_buildings/tiles/20/619225/523265.png', (0, 0, 256, 256), {}),
    ('tapachula', IMAGERY + 'tapachula_drone/image_x5_331.jpg', (300, 200, 640, 420), {}),
    ('levir', IMAGERY + 'levir_cd_change/B/test_2_0000_0000.png', (0, 0, 256, 256), dict(min_mask_region_area=0, box_nms_threshold=0.5)),
    ('cogeo', '../shared/data/geotiff/cogeo.tif', (200, 300, 512, 512), dict(stability_offset=0.5, min_mask_region_area=400)),
]


def pixels(path, window):
    raster = gdal.Open(path)
    return np.ascontiguousarray(raster.ReadAsArray(*window)[:3].transpose(1, 2, 0))


def coco(counts):
    """Counts as the string of COCO's rleToString: differences to the count before last, 5 bits a character."""
    text = []
    for i, c in enumerate(counts):
        x = c - counts[i - 2] if i > 2 else c
        more = True
        while more:
            bits, x = x & 31, x >> 5
            more = x != (-1 if bits & 16 else 0)
            text.append(chr((bits | 32 if more else bits) + 48))
    return ''.join(text)


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def spread(tensor, n):
    """n values at equal distances through the tensor."""
    flat = tensor.flatten()
    return [round(float(v), 6) for v in flat[torch.arange(n) * (len(flat) // n)]]


def write(a):
    torch.set_num_threads(a.threads)
    about, net = load(a.model)
    os.makedirs(OUT, exist_ok=True)
    for name, path, window, changes in WINDOWS:
        if a.write and name not in a.write:
            continue
        image = pixels(path, window)
        generator = Generator(about, net, settings(about, **changes))
        masks = generator.generate(image)
        head = dict(file=path, window=window, pixels_sha256=sha256(image), made_with='PyTorch ' + torch.__version__,
                    encoder_sha256=about['encoder']['sha256'], decoder_sha256=about['decoder']['sha256'], settings=changes,
                    frames_sha256=[sha256(f) for f in generator.frames], embedding=spread(generator.embeddings[0], 64),
                    logits=spread(generator.first[0], 64), ious=spread(generator.first[1], 16))
        rows = [json.dumps(dict(rle=coco(m['rle']['counts']), predicted_iou=round(m['predicted_iou'], 6), stability=round(m['stability'], 6),
                                box=m['box'], point=[round(v, 3) for v in m['point']], crop=m['crop'])) for m in masks]
        with open('%s/%s.json' % (OUT, name), 'w') as f:
            f.write(json.dumps(head)[:-1] + ', "masks": [\n' + ',\n'.join(rows) + '\n]}\n')
        print('%s: %d masks' % (name, len(masks)), {k: round(v, 2) for k, v in generator.stages.items()}, flush=True)

"""Segment Anything's automatic mask generator, plainly: what Geo's engine is compared with, and timed against.

Follows segment_anything/automatic_mask_generator.py and utils/amg.py step by step, with tile-sam's network and the settings of its
model.json. What is needed from torchvision and OpenCV (NMS, connected components) is written out with numpy and scipy.

    python3 reference_amg.py --write        # makes tests/Geo.Pipeline.Tests/Segmentation/Exact/*.json anew
    python3 reference_amg.py --write dubai  # only one of them
    python3 reference_amg.py --time WINDOW.rgb... --size W H --threads N [--batch N] [--set name=value...]
"""
import argparse
import json
import math
import time
from itertools import product

import numpy as np
import scipy.ndimage
import torch
import torch.nn.functional as F
from PIL import Image

EDGE = 20.0                    # is_box_near_crop_edge: atol


def settings(about, **changes):
    """SAM's defaults, changed by the model's own block, changed by the caller."""
    s = dict(points_per_side=32, points_per_batch=64, predicted_iou_threshold=0.88, stability_threshold=0.95, stability_offset=1.0,
             box_nms_threshold=0.7, crop_layers=0, crop_nms_threshold=0.7, crop_overlap_ratio=512 / 1500, crop_points_downscale=1,
             min_mask_region_area=0)
    s.update(about.get('automatic', {}))
    s['points_per_batch'] = about.get('prompts_per_call', {}).get('suggested_maximum', s['points_per_batch'])
    s.update(changes)
    return s


class Stages(dict):
    def time(self, name, work):
        start = time.perf_counter()
        result = work()
        self[name] = self.get(name, 0.0) + time.perf_counter() - start
        return result


class Generator:
    def __init__(self, about, net, options):
        self.net, self.o, self.size = net, options, about['image_size']
        self.mean = torch.tensor(about['pixel_mean']).view(1, 3, 1, 1)
        self.std = torch.tensor(about['pixel_std']).view(1, 3, 1, 1)
        self.outputs = about['multimask']['automatic_outputs']
        self.threshold = about['mask_threshold']
        self.stages = Stages()

    @torch.no_grad()
    def generate(self, image):
        """image: height x width x 3, uint8. Returns the records, best first, as SAM does."""
        self.stages, self.frames, self.embeddings, self.first = Stages(), [], [], None
        h, w = image.shape[:2]
        boxes, layers = crop_boxes(h, w, self.o['crop_layers'], self.o['crop_overlap_ratio'])
        found = [self.of_crop(image, box, layer) for box, layer in zip(boxes, layers)]
        return self.stages.time('post', lambda: self.finish(joined(found), len(boxes) > 1))

    def of_crop(self, image, crop_box, layer):
        x0, y0, x1, y1 = crop_box
        crop = image[y0:y1, x0:x1]
        h, w = crop.shape[:2]
        scale = self.size / max(h, w)
        new_h, new_w = int(h * scale + 0.5), int(w * scale + 0.5)
        frame = np.array(Image.fromarray(crop).resize((new_w, new_h), Image.BILINEAR))

        def encode():
            x = (torch.from_numpy(frame.copy()).permute(2, 0, 1)[None].float() - self.mean) / self.std
            return self.net.encoder(F.pad(x, (0, self.size - new_w, 0, self.size - new_h)))
        embedding = self.stages.time('encode', encode)
        self.frames.append(frame)
        self.embeddings.append(embedding)

        n = max(1, int(self.o['points_per_side'] / self.o['crop_points_downscale'] ** layer))
        points = point_grid(n) * np.array([[w, h]])
        batches = []
        for at in range(0, len(points), self.o['points_per_batch']):
            some = points[at:at + self.o['points_per_batch']]
            coords = torch.as_tensor(some * np.array([new_w / w, new_h / h]), dtype=torch.float32)[:, None]
            low, ious = self.stages.time('decode', lambda: self.net.decode(embedding, coords[None], torch.ones(1, len(some), 1)))
            self.first = self.first or (low, ious)
            batches.append(self.stages.time('post', lambda: self.of_batch(low[:, self.outputs], ious[:, self.outputs], some,
                                                                          (new_h, new_w), (h, w), crop_box, image.shape[:2])))

        def suppress():
            data = joined(batches)
            data = chosen(data, nms(data['boxes'].float(), data['iou_preds'], self.o['box_nms_threshold']))
            data['boxes'] = data['boxes'] + torch.tensor([[x0, y0, x0, y0]])
            data['points'] = data['points'] + np.array([[x0, y0]])
            data['crop_boxes'] = torch.tensor([crop_box] * len(data['rles'])).reshape(-1, 4)
            return data
        return self.stages.time('post', suppress)

    def of_batch(self, low, iou_preds, points, content, size, crop_box, image_size):
        """_process_batch: everything on full-size logits."""
        masks = F.interpolate(low, (self.size, self.size), mode='bilinear', align_corners=False)[..., :content[0], :content[1]]
        masks = F.interpolate(masks, size, mode='bilinear', align_corners=False)
        data = dict(masks=masks.flatten(0, 1), iou_preds=iou_preds.flatten(0, 1), points=np.repeat(points, masks.shape[1], axis=0))
        data = chosen(data, data['iou_preds'] > self.o['predicted_iou_threshold'])
        data['stability'] = stability_score(data['masks'], self.threshold, self.o['stability_offset'])
        data = chosen(data, data['stability'] >= self.o['stability_threshold'])
        data['masks'] = data['masks'] > self.threshold
        data['boxes'] = mask_to_box(data['masks'])
        data = chosen(data, ~near_crop_edge(data['boxes'], crop_box, [0, 0, image_size[1], image_size[0]]))
        x0, y0, x1, y1 = crop_box
        data['masks'] = F.pad(data['masks'], (x0, image_size[1] - x1, y0, image_size[0] - y1))
        data['rles'] = mask_to_rle(data['masks'])
        del data['masks']
        return data

    def finish(self, data, has_crops):
        if has_crops:
            areas = (data['crop_boxes'][:, 2] - data['crop_boxes'][:, 0]) * (data['crop_boxes'][:, 3] - data['crop_boxes'][:, 1])
            data = chosen(data, nms(data['boxes'].float(), 1 / areas.float(), self.o['crop_nms_threshold']))
        if self.o['min_mask_region_area'] > 0:
            data = clean_regions(data, self.o['min_mask_region_area'], max(self.o['box_nms_threshold'], self.o['crop_nms_threshold']))
        return [dict(rle=data['rles'][i], box=data['boxes'][i].tolist(), predicted_iou=data['iou_preds'][i].item(),
                     stability=data['stability'][i].item(), point=data['points'][i].tolist(), crop=data['crop_boxes'][i].tolist())
                for i in range(len(data['rles']))]


# ----------------------------------------------------------------------------- lists of masks, column by column

def chosen(data, which):
    """MaskData.filter: which is a mask of booleans or a list of indices."""
    index = torch.nonzero(which).flatten() if which.dtype == torch.bool else which
    return {k: v[index] if torch.is_tensor(v) else v[index.numpy()] if isinstance(v, np.ndarray) else [v[i] for i in index.tolist()]
            for k, v in data.items()}


def joined(parts):
    return {k: torch.cat([p[k] for p in parts]) if torch.is_tensor(v) else np.concatenate([p[k] for p in parts]) if isinstance(v, np.ndarray)
            else [x for p in parts for x in p[k]] for k, v in parts[0].items()}


# ----------------------------------------------------------------------------- utils/amg.py

def point_grid(n):
    offset = 1 / (2 * n)
    side = np.linspace(offset, 1 - offset, n)
    return np.stack([np.tile(side[None, :], (n, 1)), np.tile(side[:, None], (1, n))], axis=-1).reshape(-1, 2)


def crop_boxes(h, w, n_layers, ratio):
    boxes, layers = [[0, 0, w, h]], [0]
    for layer in range(1, n_layers + 1):
        n = 2 ** layer
        overlap = int(ratio * min(h, w) * (2 / n))
        crop_w, crop_h = (int(math.ceil((overlap * (n - 1) + length) / n)) for length in (w, h))
        for x, y in product([int((crop_w - overlap) * i) for i in range(n)], [int((crop_h - overlap) * i) for i in range(n)]):
            boxes.append([x, y, min(x + crop_w, w), min(y + crop_h, h)])
            layers.append(layer)
    return boxes, layers


def stability_score(masks, threshold, offset):
    count = lambda m: m.sum(-1, dtype=torch.int16).sum(-1, dtype=torch.int32)
    return count(masks > threshold + offset) / count(masks > threshold - offset)


def mask_to_box(masks):
    """batched_mask_to_box: x0, y0, x1, y1 of the outermost set pixels; zeros for an empty mask."""
    if masks.numel() == 0:
        return torch.zeros(len(masks), 4, dtype=torch.int64)
    h, w = masks.shape[-2:]
    in_h, in_w = masks.max(-1).values, masks.max(-2).values
    ys, xs = in_h * torch.arange(h)[None], in_w * torch.arange(w)[None]
    bottom, right = ys.max(-1).values, xs.max(-1).values
    top, left = (ys + h * ~in_h).min(-1).values, (xs + w * ~in_w).min(-1).values
    empty = (right < left) | (bottom < top)
    return torch.stack([left, top, right, bottom], -1) * (~empty)[:, None]


def near_crop_edge(boxes, crop_box, image_box):
    crop, image = torch.tensor(crop_box).float(), torch.tensor(image_box).float()
    at = boxes.float() + crop[[0, 1, 0, 1]]
    near = lambda edges: torch.isclose(at, edges[None], atol=EDGE, rtol=0)
    return (near(crop) & ~near(image)).any(1)


def mask_to_rle(masks):
    """Column-major counts, that of unset pixels first."""
    b, h, w = masks.shape
    flat = masks.permute(0, 2, 1).flatten(1)
    changes = (flat[:, 1:] ^ flat[:, :-1]).nonzero()
    rles = []
    for i in range(b):
        at = changes[changes[:, 0] == i, 1] + 1
        at = torch.cat([torch.tensor([0]), at, torch.tensor([h * w])])
        counts = [] if flat[i, 0] == 0 else [0]
        rles.append(dict(size=[h, w], counts=counts + (at[1:] - at[:-1]).tolist()))
    return rles


def rle_to_mask(rle):
    h, w = rle['size']
    values = np.zeros(len(rle['counts']), bool)
    values[1::2] = True
    return np.repeat(values, rle['counts']).reshape(w, h).T


def remove_small_regions(mask, area, holes):
    regions, n = scipy.ndimage.label(mask ^ holes, np.ones((3, 3)))
    sizes = np.bincount(regions.ravel(), minlength=n + 1)[1:]
    small = [i + 1 for i, s in enumerate(sizes) if s < area]
    if not small:
        return mask, False
    if holes:
        return np.isin(regions, [0] + small), True
    keep = [i for i in range(1, n + 1) if i not in small] or [int(np.argmax(sizes)) + 1]
    return np.isin(regions, keep), True


def clean_regions(data, area, threshold):
    """postprocess_small_regions: changed masks rank below the others."""
    if not data['rles']:
        return data
    masks, scores = [], []
    for rle in data['rles']:
        mask, filled = remove_small_regions(rle_to_mask(rle), area, True)
        mask, dropped = remove_small_regions(mask, area, False)
        masks.append(torch.as_tensor(mask.copy())[None])
        scores.append(float(not filled and not dropped))
    masks = torch.cat(masks)
    boxes = mask_to_box(masks)
    keep = nms(boxes.float(), torch.tensor(scores), threshold)
    for i in keep.tolist():
        if scores[i] == 0:
            data['rles'][i] = mask_to_rle(masks[i][None])[0]
            data['boxes'][i] = boxes[i]
    return chosen(data, keep)


def nms(boxes, scores, threshold):
    """torchvision.ops.nms: greedy, descending score, equal scores in the order given."""
    b = boxes.numpy()
    area = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    order = torch.sort(scores, stable=True, descending=True).indices.numpy()
    dead, keep = np.zeros(len(b), bool), []
    with np.errstate(invalid='ignore'):
        for at, i in enumerate(order):
            if dead[i]:
                continue
            keep.append(i)
            rest = order[at + 1:]
            w = np.clip(np.minimum(b[rest, 2], b[i, 2]) - np.maximum(b[rest, 0], b[i, 0]), 0, None)
            h = np.clip(np.minimum(b[rest, 3], b[i, 3]) - np.maximum(b[rest, 1], b[i, 1]), 0, None)
            dead[rest[w * h / (area[rest] + area[i] - w * h) > threshold]] = True
    return torch.tensor(np.array(keep, dtype=np.int64))


# ----------------------------------------------------------------------------- command

def number(text):
    value = float(text)
    return int(value) if value == int(value) and '.' not in text else value


def time_windows(a):
    from onnx_weights import load
    torch.set_num_threads(a.threads)
    about, net = load(a.model)
    changes = {k: number(v) for k, v in (s.split('=') for s in a.set)}
    if a.batch:
        changes['points_per_batch'] = a.batch
    generator = Generator(about, net, settings(about, **changes))
    windows = [np.fromfile(f, np.uint8).reshape(a.size[1], a.size[0], 3) for f in a.time]
    with torch.no_grad():                          # one call of each network, so that what they set up once is not timed
        e = net.encoder(torch.zeros(1, 3, generator.size, generator.size))
        net.decode(e, torch.zeros(1, generator.o['points_per_batch'], 1, 2), torch.ones(1, generator.o['points_per_batch'], 1))
    rows = []
    for image in windows:
        start, processor = time.perf_counter(), time.process_time()
        masks = generator.generate(image)
        rows.append(dict(masks=len(masks), seconds=time.perf_counter() - start, processor=time.process_time() - processor, **generator.stages))
    print(json.dumps(dict(peer='PyTorch %s' % torch.__version__, threads=torch.get_num_threads(), blas=blas(),
                          batch=generator.o['points_per_batch'], windows=rows)))


def blas():
    with open('/proc/self/maps') as f:
        names = {line.split('/')[-1].strip() for line in f if 'blas' in line}
    return ' '.join(sorted(names))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--model', default='models/tile-sam')
    ap.add_argument('--write', nargs='*', metavar='NAME')
    ap.add_argument('--time', nargs='+', metavar='FILE')
    ap.add_argument('--size', nargs=2, type=int)
    ap.add_argument('--threads', type=int, default=1)
    ap.add_argument('--batch', type=int)
    ap.add_argument('--set', nargs='*', default=[])
    a = ap.parse_args()
    if a.time:
        time_windows(a)
    elif a.write is not None:
        from reference_windows import write
        write(a)
    else:
        ap.error('--write or --time')


if __name__ == '__main__':
    main()

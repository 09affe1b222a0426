"""Checkpoint -> a model's folder: encoder.onnx, decoder.onnx, model.json, and official_decoder.onnx for other SAM tools.

    python3 export.py RUN/last.pt config/s.json OUT --version 1.0.0 [--figures figures.json] [--training "how it was trained"]

The moving average of the weights is exported, batch normalisation folded into the convolutions. Weights are stored with 16 bits and widened when
the model is opened, so what computes stays float32. Each weight keeps its parameter's name: onnx_weights.py reads them back.
"""
import argparse
import hashlib
import json
import os
from collections import Counter

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from torch.nn.utils.fusion import fuse_conv_bn_eval

from network import Config, TileSam, count
from samples import MEAN, STD

OPSET = 16
DECODER_INPUTS = ['image_embeddings', 'point_coords', 'point_labels', 'mask_input', 'has_mask_input']


def fold_batch_norms(net):
    """Convolution + batch normalisation -> convolution with a bias, everywhere in the network."""
    for module in net.modules():
        if isinstance(module, torch.nn.Sequential):
            for i in range(len(module) - 1):
                if isinstance(module[i + 1], torch.nn.BatchNorm2d):
                    module[i], module[i + 1] = fuse_conv_bn_eval(module[i], module[i + 1]), torch.nn.Identity()
    return net


def load(path, mask_scale):
    state = torch.load(path, map_location='cpu')
    net = TileSam(Config.from_dict({**state['config'], 'mask_scale': mask_scale})).eval()
    net.load_state_dict(state['ema'])
    return fold_batch_norms(net).requires_grad_(False), state


class OfficialDecoder(torch.nn.Module):
    """segment-anything's signature (scripts/export_onnx_model.py): one prompt, masks also at the picture's size. Points are in pixels of the frame."""

    def __init__(self, decoder):
        super().__init__()
        self.decoder, self.frame = decoder, decoder.cfg.image_size

    def forward(self, image_embeddings, point_coords, point_labels, mask_input, has_mask_input, orig_im_size):
        low, iou = self.decoder(image_embeddings, point_coords, point_labels, mask_input, has_mask_input)
        masks = F.interpolate(low, (self.frame, self.frame), mode='bilinear', align_corners=False)
        size = orig_im_size.to(torch.int64)
        content = torch.floor(orig_im_size * (self.frame / orig_im_size.max()) + 0.5).to(torch.int64)
        masks = masks[..., :content[0], :content[1]]
        return F.interpolate(masks, (size[0], size[1]), mode='bilinear', align_corners=False), iou, low


def write(module, inputs, path, names, outputs, axes, net):
    legacy = {'dynamo': False} if tuple(int(v) for v in torch.__version__.split('.')[:2]) >= (2, 5) else {}
    torch.onnx.export(module, inputs, path, opset_version=OPSET, input_names=names, output_names=outputs, dynamic_axes=axes, **legacy)
    model = onnx.load(path)
    name_weights(model.graph, net)
    halve_weights(model.graph)
    del model.graph.value_info[:]
    onnx.checker.check_model(model, full_check=True)
    data = model.SerializeToString()
    with open(path, 'wb') as f:
        f.write(data)
    return dict(file=os.path.basename(path), sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), parameters=count(module), opset=OPSET,
                operators=dict(sorted(Counter(n.op_type for n in model.graph.node).items())))


def name_weights(graph, net):
    """Gives the exporter's tables their parameter's name: it turned some matrices round (`.T`) and gave others another shape."""
    parameters = {n: p.detach().numpy() for n, p in net.state_dict().items()}
    to = {}
    for tensor in graph.initializer:
        if tensor.name not in parameters:
            value = numpy_helper.to_array(tensor).ravel()
            for name, p in parameters.items():
                if p.size == value.size and p.size > 1:
                    if np.array_equal(p.ravel(), value):
                        to[tensor.name] = name
                    elif p.ndim == 2 and np.array_equal(p.T.ravel(), value):
                        to[tensor.name] = name + '.T'
    for tensor in graph.initializer:
        tensor.name = to.get(tensor.name, tensor.name)
    kept = {t.name for t in graph.initializer} | {t.name for t in [*graph.input, *graph.output]}
    for node in graph.node:                                # what is between needs no long names
        node.name = ''
        for names in (node.input, node.output):
            for i, name in enumerate(names):
                names[i] = to.get(name, name)
                if name and names[i] not in kept:
                    names[i] = to.setdefault(name, '%x' % len(to))


def halve_weights(graph, least=256):
    """Stores large tables as 16-bit floats, each followed by a Cast; ONNX Runtime does these once, when it opens the file."""
    casts = []
    for tensor in graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.dtype == np.float32 and value.size >= least:
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(value.astype(np.float16), name + '.half'))
            casts.append(helper.make_node('Cast', [name + '.half'], [name], name + '.wide', to=onnx.TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)


def halved(net):
    """The weights as they will be stored, so that whatever is measured or compared is the exported model."""
    for p in net.parameters():
        if p.numel() >= 256:
            p.data = p.data.half().float()
    return net


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('checkpoint')
    ap.add_argument('config')
    ap.add_argument('out')
    ap.add_argument('--version', default='1.0.0')
    ap.add_argument('--training', default='')
    ap.add_argument('--figures', help='JSON written by evaluate.py')
    ap.add_argument('--mask-scale', type=float, default=1.0, help='factor on the logits, which moves no mask but the stability score')
    a = ap.parse_args()
    with open(a.config) as f:
        about = json.load(f)
    os.makedirs(a.out, exist_ok=True)
    net, state = load(a.checkpoint, a.mask_scale)
    net, cfg = halved(net), net.cfg
    side, low = cfg.image_size, cfg.image_size // 4
    image = torch.zeros(1, 3, side, side)
    embedding = net.encoder(image)
    coords = torch.tensor([[[40.0, 50], [0, 0]], [[60, 60], [200, 300]], [[9, 9], [90, 20]]])
    labels = torch.tensor([[1.0, -1], [2, 3], [1, 0]])
    mask, has = torch.zeros(1, 1, low, low), torch.zeros(1)
    at = lambda name: os.path.join(a.out, name)
    encoder = write(net.encoder, (image,), at('encoder.onnx'), ['image'], ['image_embeddings'], {'image': {0: 'N'}, 'image_embeddings': {0: 'N'}}, net.encoder)
    prompts = {0: 'prompts', 1: 'points'}
    decoder = write(net.decoder, (embedding, coords, labels, mask, has), at('decoder.onnx'), DECODER_INPUTS, ['low_res_masks', 'iou_predictions'],
                    {'point_coords': prompts, 'point_labels': prompts, 'mask_input': {0: 'prompts_or_one'}, 'low_res_masks': {0: 'prompts'},
                     'iou_predictions': {0: 'prompts'}}, net.decoder)
    official = OfficialDecoder(net.decoder).eval()
    write(official, (embedding, coords[:1], labels[:1], mask, has, torch.tensor([300.0, 400.0])), at('official_decoder.onnx'),
          DECODER_INPUTS + ['orig_im_size'], ['masks', 'iou_predictions', 'low_res_masks'],
          {'point_coords': {1: 'points'}, 'point_labels': {1: 'points'}, 'masks': {2: 'height', 3: 'width'}}, official)
    shape = lambda *s: list(s)
    encoder.update(inputs={'image': shape('N', 3, side, side)}, outputs={'image_embeddings': shape('N', cfg.channels, side // 16, side // 16)})
    decoder.update(inputs={'image_embeddings': shape(1, cfg.channels, side // 16, side // 16), 'point_coords': shape('B', 'N', 2),
                           'point_labels': shape('B', 'N'), 'mask_input': shape('B or 1', 1, low, low), 'has_mask_input': shape(1)},
                   outputs={'low_res_masks': shape('B', cfg.masks, low, low), 'iou_predictions': shape('B', cfg.masks)})
    manifest = {
        'name': about['name'], 'version': a.version, 'license': about['license'], 'description': about['description'], 'image_size': side,
        'resize': 'longest side to image_size, then pad with zeros (after normalisation) at the bottom and right',
        'pixel_mean': [float(v) for v in MEAN], 'pixel_std': [float(v) for v in STD], 'channel_order': 'RGB',
        'embedding': {'channels': cfg.channels, 'stride': 16}, 'low_res_mask_size': low, 'mask_threshold': 0.0,
        'multimask': {'outputs': cfg.masks, 'single_mask_index': 0, 'automatic_outputs': list(range(cfg.masks)),
                      'rule': 'for a single click take the output with the highest iou_predictions; for a box or several points take output 0'},
        'automatic': about['automatic'], 'prompts_per_call': about['prompts_per_call'],
        'point_labels': {'background': 0, 'foreground': 1, 'box_top_left': 2, 'box_bottom_right': 3, 'padding': -1},
        'encoder': encoder, 'decoder': decoder, 'config': cfg.to_dict(),
        'training': {'summary': a.training, 'steps': state['step'], 'seconds': round(state['seconds'])},
    }
    if a.figures:
        with open(a.figures) as f:
            manifest['figures'] = json.load(f)
    with open(at('model.json'), 'w') as f:
        json.dump(manifest, f, indent=2)
        f.write('\n')
    print('%s: encoder %.1f MB, decoder %.1f MB' % (a.out, encoder['bytes'] / 1e6, decoder['bytes'] / 1e6))


if __name__ == '__main__':
    main()

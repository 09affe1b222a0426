"""The PyTorch network with the weights that a model's ONNX files hold (export.py keeps the parameters' names)."""
import json
import os

import onnx
import torch
from onnx import numpy_helper

from export import fold_batch_norms
from network import Config, TileSam


def load(folder):
    """The folder's model.json and its network, ready to ask (eval, no gradients). Raises where a parameter is missing or of another shape."""
    with open(os.path.join(folder, 'model.json')) as f:
        about = json.load(f)
    net = fold_batch_norms(TileSam(Config.from_dict(about['config'])).eval())
    for part in ('encoder', 'decoder'):
        own, state = getattr(net, part), {}
        shapes = {n: p.shape for n, p in own.state_dict().items()}
        for tensor in onnx.load(os.path.join(folder, about[part]['file'])).graph.initializer:
            name, value = tensor.name.replace('.half', ''), torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
            if name.removesuffix('.T') in shapes:
                state[name.removesuffix('.T')] = value.t() if name.endswith('.T') else value.reshape(shapes[name])
        state.update((n, b) for n, b in own.named_buffers() if n not in state)       # the fixed table of the position code
        own.load_state_dict(state, strict=True)
    return about, net.requires_grad_(False)

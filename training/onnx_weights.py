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


@torch.no_grad()
def with_batch_norms(folded, batches):
    """State of a network with batch normalisation that does what a folded one does on these images (n,3,S,S each), so that it can be trained on.

    A folded convolution gives w x + b. Its normalisation is set to the mean m and variance v that w x has here, scaled by their root and moved by m + b.
    """
    net, eps = TileSam(folded.cfg), 1e-5
    places = [name for name, m in net.named_modules() if isinstance(m, torch.nn.BatchNorm2d)]
    modules, seen = dict(folded.named_modules()), {name: [] for name in places}

    def look(name, bias):
        def hook(_, __, out):
            x = out - bias[:, None, None]
            seen[name].append(torch.stack([x.mean((0, 2, 3)), x.square().mean((0, 2, 3))]))
        return hook
    convolution = lambda name: name[:-1] + str(int(name[-1]) - 1)
    hooks = [modules[convolution(n)].register_forward_hook(look(n, modules[convolution(n)].bias)) for n in places]
    for images in batches:
        folded.encoder(images)
    for h in hooks:
        h.remove()
    state, old = net.state_dict(), folded.state_dict()
    state.update({k: v for k, v in old.items() if k in state})
    for name in places:
        mean, square = torch.stack(seen[name]).mean(0)
        variance = (square - mean.square()).clamp(min=0)
        state[name + '.running_mean'], state[name + '.running_var'] = mean, variance
        state[name + '.weight'], state[name + '.bias'] = (variance + eps).sqrt(), mean + old[convolution(name) + '.bias']
    return state

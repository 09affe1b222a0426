"""tile-sam's PyTorch form with the weights that its ONNX files hold.

Files of export.py (version 1) keep the parameters' names. In those of version 0.3 most are found by their place in the graph:
The exporter gave its names to biases and to what it left as it was. It folded batch normalisation into the convolutions, turned the matrices of
linear layers round, and split tables into rows: those parts are found by their place in the graph. Every weight of the file must be
used once, and every parameter of the model must be set once; else this raises.
"""
import json
import os

import onnx
import torch
from onnx import numpy_helper

from model import Config, TileSam


def load(folder):
    """The folder's model.json and its network, ready to ask (eval, no gradients)."""
    with open(os.path.join(folder, 'model.json')) as f:
        about = json.load(f)
    if 'maps' in about['config']:
        return about, named(folder, about)
    net = TileSam(Config.from_dict(about['config'])).eval()
    unfold_batch_norms(net)
    fill(net.encoder, Graph(os.path.join(folder, about['encoder']['file'])), encoder=True)
    fill(net.decoder, Graph(os.path.join(folder, about['decoder']['file'])), encoder=False)
    for p in net.parameters():
        p.requires_grad_(False)
    return about, net


def named(folder, about):
    import network
    from export import fold_batch_norms
    net = fold_batch_norms(network.TileSam(network.Config.from_dict(about['config'])).eval())
    for part in ('encoder', 'decoder'):
        own, state = getattr(net, part), {}
        shapes = {n: p.shape for n, p in own.state_dict().items()}
        for tensor in onnx.load(os.path.join(folder, about[part]['file'])).graph.initializer:
            name, value = tensor.name.replace('.half', ''), torch.from_numpy(numpy_helper.to_array(tensor).copy()).float()
            if name.removesuffix('.T') in shapes:
                state[name.removesuffix('.T')] = value.t() if name.endswith('.T') else value.reshape(shapes[name])
        state.update((n, b) for n, b in own.named_buffers() if n not in state)       # the fixed table of the position code
        own.load_state_dict(state, strict=True)
    return net.requires_grad_(False)


class Graph:
    def __init__(self, path):
        self.nodes = list(onnx.load(path).graph.node)
        self.weights = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer}
        self.users = {}
        for node in self.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)

    def bias_added_to(self, value):
        """The name of the bias, among the weights, that an Add gives to this value."""
        for node in self.users[value]:
            if node.op_type == 'Add':
                for name in node.input:
                    if name in self.weights:
                        return name
        return None


def unfold_batch_norms(module):
    """Convolution + batch normalisation -> convolution with a bias."""
    for child in module.modules():
        if isinstance(child, torch.nn.Sequential):
            for i in range(len(child) - 1):
                if isinstance(child[i + 1], torch.nn.BatchNorm2d):
                    c = child[i]
                    child[i] = torch.nn.Conv2d(c.in_channels, c.out_channels, c.kernel_size, c.stride, c.padding)
                    child[i + 1] = torch.nn.Identity()


def fill(net, graph, encoder):
    own = {name[len('net.'):]: value for name, value in graph.weights.items() if name.startswith('net.')}
    taken = {'net.' + name for name in own}

    def take(name, value, source):
        assert name not in own, '%s is set twice' % name
        own[name] = value
        taken.add(source)

    for node in graph.nodes:                       # a linear layer: x @ W, then + its named bias; W without one is told by its shape below
        if node.op_type == 'MatMul' and node.input[1].startswith('onnx::'):
            bias = graph.bias_added_to(node.output[0])
            assert bias is not None and bias.endswith('.bias'), 'a product without a bias: ' + node.name
            take(bias[len('net.'):-len('bias')] + 'weight', graph.weights[node.input[1]].t().contiguous(), node.input[1])
    if encoder:
        folded = [n for n in graph.nodes if n.op_type == 'Conv' and n.input[1].startswith('onnx::')]
        for name, node in zip(convolutions_in_order(net), folded):
            take(name + '.weight', graph.weights[node.input[1]], node.input[1])
            take(name + '.bias', graph.weights[node.input[2]], node.input[2])
    else:
        rows = [n.input[i] for n in graph.nodes if n.op_type == 'Mul' for i in (0, 1) if n.input[i].startswith('onnx::Mul')]
        take('label_embed', torch.stack([graph.weights[r] for r in rows]), rows[0])
        taken.update(rows)
        tokens = [name for name, w in graph.weights.items() if w.dim() == 3 and name.startswith('onnx::Add')]
        take('tokens', graph.weights[tokens[0]][0], tokens[0])
    left = set(graph.weights) - taken
    assert not left, 'weights of the file that were not used: %s' % sorted(left)
    net.load_state_dict(own, strict=True)


def convolutions_in_order(net):
    """Names of the folded convolutions in the order in which they compute, which is that of the graph."""
    names, hooks = [], []
    for name, m in net.named_modules():
        if isinstance(m, torch.nn.Sequential):
            for i in range(len(m) - 1):
                if isinstance(m[i], torch.nn.Conv2d) and isinstance(m[i + 1], torch.nn.Identity):
                    hooks.append(m[i].register_forward_hook(lambda *_, n='%s.%d' % (name, i): names.append(n)))
    with torch.no_grad():
        net(torch.zeros(1, 3, 64, 64))
    for h in hooks:
        h.remove()
    return names

"""Writes a model of SAM ViT-B's size with random weights, to measure what such a model costs: the encoder's 89.7 M parameters (12 blocks of width 768,
12 heads, windows of 14 with global attention in blocks 2, 5, 8 and 11, decomposed relative positions) at 1024 px, and a two-way decoder with the
signature of SAM's official export. The results mean nothing; the work and the memory are those of the real one.

    python vit_b.py /tmp/vit-b        (about 370 MB; needs numpy)
"""
import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tests', 'Geo.Pipeline.Tests', 'fixtures'))
from onnx_file import FLOAT, INT64, node, tensor, write  # noqa: E402

GRID, WIDTH, HEADS, WINDOW, BLOCKS, GLOBAL = 64, 768, 12, 14, 12, (2, 5, 8, 11)


class Graph:
    def __init__(self):
        self.nodes, self.initialisers, self.count, self.parameters = [], [], 0, 0
        self.random = numpy.random.default_rng(1)

    def add(self, op, *inputs, outputs=1, **attributes):
        names = [f'v{self.count + i}' for i in range(outputs)]
        self.count += outputs
        self.nodes.append(node(op, inputs, names, **attributes))
        return names[0] if outputs == 1 else names

    def weight(self, *shape, scale=None):
        """Normal with the usual deviation for its fan-in."""
        scale = scale if scale is not None else 1 / numpy.sqrt(numpy.prod(shape[1:]) if len(shape) > 2 else shape[0])
        values = (self.random.standard_normal(shape, dtype=numpy.float32) * numpy.float32(scale))
        self.parameters += values.size
        return self.constant(FLOAT, shape, values.tobytes())

    def constant(self, kind, shape, values):
        name = f'w{self.count}'
        self.count += 1
        self.initialisers.append(tensor(name, kind, list(shape), values))
        return name

    def ints(self, *values):
        return self.constant(INT64, [len(values)], list(values))

    def linear(self, x, inputs, outputs):
        return self.add('Add', self.add('MatMul', x, self.weight(inputs, outputs)), self.weight(outputs, scale=0.02))

    def reshape(self, x, *shape):
        return self.add('Reshape', x, self.ints(*shape))

    def norm(self, x, width):
        return self.add('LayerNormalization', x, self.weight(width, scale=0.1), self.weight(width, scale=0.02), axis=-1)

    def gelu(self, x):
        half, one, root = (self.constant(FLOAT, [], [v]) for v in (0.5, 1.0, 2 ** 0.5))
        return self.add('Mul', self.add('Mul', x, self.add('Add', self.add('Erf', self.add('Div', x, root)), one)), half)

    def norm_2d(self, x, width):
        """LayerNorm over the channels of [1,C,H,W]."""
        return self.add('Transpose', self.norm(self.add('Transpose', x, perm=[0, 2, 3, 1]), width), perm=[0, 3, 1, 2])


def relative(g, query, batch, side, axis):
    """Decomposed relative position of one axis: [batch, side, side, side] added over the other."""
    table = g.reshape(g.weight(2 * side - 1, WIDTH // HEADS, scale=0.02), 2 * side - 1, WIDTH // HEADS)
    index = g.constant(INT64, [side * side], [i - j + side - 1 for i in range(side) for j in range(side)])
    rows = g.reshape(g.add('Gather', table, index, axis=0), side, side, WIDTH // HEADS)          # query, key, channel
    keys = g.add('Transpose', rows, perm=[0, 2, 1])
    if axis == 0:                                                                                   # rows: [b, h, w, c] x [h, c, k]
        return g.add('Unsqueeze', g.add('MatMul', query, keys_by_row(g, keys, side)), g.ints(4))
    turned = g.add('Transpose', query, perm=[0, 2, 1, 3])
    return g.add('Unsqueeze', g.add('Transpose', g.add('MatMul', turned, keys_by_row(g, keys, side)), perm=[0, 2, 1, 3]), g.ints(3))


def keys_by_row(g, keys, side):
    return g.reshape(keys, 1, side, WIDTH // HEADS, side)


def attention(g, x, batch, side):
    """x: [batch, side, side, width]."""
    tokens, head = side * side, WIDTH // HEADS
    qkv = g.reshape(g.linear(x, WIDTH, 3 * WIDTH), batch, tokens, 3, HEADS, head)
    qkv = g.reshape(g.add('Transpose', qkv, perm=[2, 0, 3, 1, 4]), 3, batch * HEADS, tokens, head)
    q, k, v = (g.reshape(part, batch * HEADS, tokens, head) for part in g.add('Split', qkv, outputs=3, axis=0))
    scale = g.constant(FLOAT, [], [head ** -0.5])
    scores = g.add('MatMul', g.add('Mul', q, scale), g.add('Transpose', k, perm=[0, 2, 1]))
    grid = g.reshape(q, batch * HEADS, side, side, head)
    scores = g.reshape(scores, batch * HEADS, side, side, side, side)
    scores = g.add('Add', g.add('Add', scores, relative(g, grid, batch, side, 0)), relative(g, grid, batch, side, 1))
    weights = g.add('Softmax', g.reshape(scores, batch * HEADS, tokens, tokens), axis=-1)
    out = g.reshape(g.add('MatMul', weights, v), batch, HEADS, tokens, head)
    out = g.reshape(g.add('Transpose', out, perm=[0, 2, 1, 3]), batch, side, side, WIDTH)
    return g.linear(out, WIDTH, WIDTH)


def block(g, x, is_global):
    y = g.norm(x, WIDTH)
    if is_global:
        y = attention(g, y, 1, GRID)
    else:
        padded = -(-GRID // WINDOW) * WINDOW
        n = padded // WINDOW
        y = g.add('Pad', y, g.ints(0, 0, 0, 0, 0, padded - GRID, padded - GRID, 0))
        y = g.add('Transpose', g.reshape(y, n, WINDOW, n, WINDOW, WIDTH), perm=[0, 2, 1, 3, 4])
        y = attention(g, g.reshape(y, n * n, WINDOW, WINDOW, WIDTH), n * n, WINDOW)
        y = g.add('Transpose', g.reshape(y, n, n, WINDOW, WINDOW, WIDTH), perm=[0, 2, 1, 3, 4])
        y = g.add('Slice', g.reshape(y, 1, padded, padded, WIDTH), g.ints(0, 0), g.ints(GRID, GRID), g.ints(1, 2))
    x = g.add('Add', x, y)
    return g.add('Add', x, g.linear(g.gelu(g.linear(g.norm(x, WIDTH), WIDTH, 4 * WIDTH)), 4 * WIDTH, WIDTH))


def encoder(path):
    g = Graph()
    x = g.add('Conv', 'x', g.weight(WIDTH, 3, 16, 16), g.weight(WIDTH, scale=0.02), kernel_shape=[16, 16], strides=[16, 16])
    x = g.add('Add', g.add('Transpose', x, perm=[0, 2, 3, 1]), g.weight(1, GRID, GRID, WIDTH, scale=0.02))
    for i in range(BLOCKS):
        x = block(g, x, i in GLOBAL)
    x = g.add('Transpose', x, perm=[0, 3, 1, 2])
    x = g.norm_2d(g.add('Conv', x, g.weight(256, WIDTH, 1, 1), kernel_shape=[1, 1]), 256)
    x = g.norm_2d(g.add('Conv', x, g.weight(256, 256, 3, 3), kernel_shape=[3, 3], pads=[1, 1, 1, 1]), 256)
    g.nodes.append(node('Identity', [x], ['image_embeddings']))
    return written(g, path, [('x', [1, 3, 1024, 1024])], [('image_embeddings', [1, 256, GRID, GRID])])


def cross(g, queries, keys, values, inner, heads=8):
    """[1, n, 256] attends to [1, m, 256]; 0 leaves the number of tokens as it is."""
    def split(x, perm):
        return g.add('Transpose', g.reshape(g.linear(x, 256, inner), 1, -1, heads, inner // heads), perm=perm)
    scale = g.constant(FLOAT, [], [(inner // heads) ** -0.5])
    scores = g.add('MatMul', g.add('Mul', split(queries, [0, 2, 1, 3]), scale), split(keys, [0, 2, 3, 1]))
    out = g.add('Transpose', g.add('MatMul', g.add('Softmax', scores, axis=-1), split(values, [0, 2, 1, 3])), perm=[0, 2, 1, 3])
    return g.linear(g.reshape(out, 1, -1, inner), inner, 256)


def decoder(path):
    g = Graph()
    # Sparse prompts: sines of the coordinates through a random matrix, as SAM embeds them; labels shift them.
    at = g.add('MatMul', g.add('Div', 'point_coords', g.constant(FLOAT, [], [1024.0])), g.weight(2, 128, scale=1))
    points = g.add('Concat', g.add('Sin', at), g.add('Cos', at), axis=2)
    points = g.add('Add', points, g.add('Unsqueeze', 'point_labels', g.ints(2)))
    tokens = g.add('Concat', g.weight(1, 5, 256, scale=1), points, axis=1)
    mask = g.add('Mul', g.add('ReduceMean', 'mask_input', keepdims=1), 'has_mask_input')
    image = g.add('Add', 'image_embeddings', g.add('Add', g.weight(1, 256, 1, 1, scale=0.02), mask))
    keys = g.add('Transpose', g.reshape(image, 1, 256, GRID * GRID), perm=[0, 2, 1])
    position = g.weight(1, GRID * GRID, 256, scale=0.5)
    queries = tokens
    for _ in range(2):
        own = g.add('Add', queries, tokens)
        queries = g.norm(g.add('Add', queries, cross(g, own, own, queries, 256)), 256)
        placed = g.add('Add', keys, position)
        queries = g.norm(g.add('Add', queries, cross(g, g.add('Add', queries, tokens), placed, keys, 128)), 256)
        queries = g.norm(g.add('Add', queries, g.linear(g.add('Relu', g.linear(queries, 256, 2048)), 2048, 256)), 256)
        keys = g.norm(g.add('Add', keys, cross(g, placed, g.add('Add', queries, tokens), queries, 128)), 256)
    queries = g.norm(g.add('Add', queries, cross(g, g.add('Add', queries, tokens), g.add('Add', keys, position), keys, 128)), 256)
    planes = g.reshape(g.add('Transpose', keys, perm=[0, 2, 1]), 1, 256, GRID, GRID)
    up = g.gelu(g.norm_2d(g.add('ConvTranspose', planes, g.weight(256, 64, 2, 2), kernel_shape=[2, 2], strides=[2, 2]), 64))
    up = g.gelu(g.add('ConvTranspose', up, g.weight(64, 32, 2, 2), kernel_shape=[2, 2], strides=[2, 2]))
    mask_tokens = g.add('Slice', queries, g.ints(1), g.ints(5), g.ints(1))
    weights = g.linear(g.add('Relu', g.linear(g.add('Relu', g.linear(mask_tokens, 256, 256)), 256, 256)), 256, 32)
    low = g.reshape(g.add('MatMul', weights, g.reshape(up, 1, 32, 256 * 256)), 1, 4, 256, 256)
    g.nodes.append(node('Identity', [low], ['low_res_masks']))
    iou = g.linear(g.add('Relu', g.linear(g.add('Slice', queries, g.ints(0), g.ints(1), g.ints(1)), 256, 256)), 256, 4)
    g.nodes.append(node('Sigmoid', [g.reshape(iou, 1, 4)], ['iou_predictions']))
    # The official graph goes through 1024 px to the size asked for.
    wide = g.add('Resize', low, '', '', g.ints(1, 4, 1024, 1024), mode='linear')
    target = g.add('Concat', g.ints(1, 4), g.add('Cast', 'orig_im_size', to=INT64), axis=0)
    g.nodes.append(node('Resize', [wide, '', '', target], ['masks'], mode='linear'))
    return written(g, path, [
        ('image_embeddings', [1, 256, GRID, GRID]), ('point_coords', [1, 'num_points', 2]), ('point_labels', [1, 'num_points']),
        ('mask_input', [1, 1, 256, 256]), ('has_mask_input', [1]), ('orig_im_size', [2])],
        [('masks', ['a', 'b', 'h', 'w']), ('iou_predictions', [1, 4]), ('low_res_masks', [1, 4, 256, 256])])


def written(g, path, inputs, outputs):
    print(f'{os.path.basename(path)}: {g.parameters / 1e6:.1f} M parameters')
    return write(path, g.nodes, g.initialisers, inputs, outputs)


if __name__ == '__main__':
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    model = {'name': 'vit-b-random', 'encoder': encoder(os.path.join(folder, 'encoder.onnx')), 'decoder': decoder(os.path.join(folder, 'decoder.onnx'))}
    with open(os.path.join(folder, 'model.json'), 'w') as f:
        json.dump(model, f, indent=2)

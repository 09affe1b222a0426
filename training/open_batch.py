"""Opens the batch axis of tile-sam's encoder: models/tile-sam/encoder.onnx then takes any number of pictures in one call.

    python3 training/open_batch.py            from the repository's root; does nothing to a file that is open already

The exporter was given one picture and wrote that 1 into the Reshape constants. They take the 0 of ONNX ("as it was") for the first axis, so the
weights and what is computed for one picture stay what they were. The flattening before each attention block, which it wrote as
Shape, Slice and Concat, becomes one constant too: on a GPU those are answered by the processor. model.json gets the new hash, size and signature.
"""
import collections
import hashlib
import json
import os

import numpy as np
import onnx
from onnx import helper, numpy_helper

FOLDER = os.path.join('models', 'tile-sam')


def open_batch(graph):
    constants = {n.output[0]: n for n in graph.node if n.op_type == 'Constant'}
    makers = {n.output[0]: n for n in graph.node}
    for node in list(graph.node):
        if node.op_type != 'Reshape':
            continue
        if node.input[1] in constants:
            shape = numpy_helper.to_array(constants[node.input[1]].attribute[0].t).copy()
            assert shape[0] in (0, 1), '%s joins pictures: %s' % (node.name, shape)
            shape[0] = 0
        else:
            assert makers[node.input[1]].op_type == 'Concat' and node.name.endswith('/Reshape'), node.name
            shape = np.array([0, 0, -1])
            del node.input[1]
            node.input.append(node.name + '_to')
        made = helper.make_node('Constant', [], [node.input[1]], node.input[1], value=numpy_helper.from_array(shape))
        if node.input[1] in constants:
            constants[node.input[1]].CopyFrom(made)
        else:
            graph.node.insert(list(graph.node).index(node), made)
    drop_unused(graph)
    for tensor in [*graph.input, *graph.output]:
        tensor.type.tensor_type.shape.dim[0].dim_param = 'N'
    del graph.value_info[:]


def drop_unused(graph):
    while True:
        used = {name for n in graph.node for name in n.input} | {o.name for o in graph.output}
        idle = [n for n in graph.node if not used & set(n.output)]
        if not idle:
            return
        for n in idle:
            graph.node.remove(n)


def main():
    path, about_path = os.path.join(FOLDER, 'encoder.onnx'), os.path.join(FOLDER, 'model.json')
    model = onnx.load(path)
    if model.graph.input[0].type.tensor_type.shape.dim[0].dim_param:
        print('%s is open already' % path)
        return
    weights = [w.SerializeToString() for w in model.graph.initializer]
    open_batch(model.graph)
    onnx.checker.check_model(model, full_check=True)
    assert weights == [w.SerializeToString() for w in model.graph.initializer]
    data = model.SerializeToString()
    with open(path, 'wb') as f:
        f.write(data)
    with open(about_path) as f:
        about = json.load(f)
    encoder = about['encoder']
    encoder.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data),
                   operators=dict(sorted(collections.Counter(n.op_type for n in model.graph.node).items())))
    for tensors in (encoder['inputs'], encoder['outputs']):
        for shape in tensors.values():
            shape[0] = 'N'
    with open(about_path, 'w') as f:
        json.dump(about, f, indent=2)
        f.write('\n')
    print('%s: %s' % (path, encoder['sha256']))


if __name__ == '__main__':
    main()

"""Training: CPU or CUDA (detected), bfloat16, checkpoints with a moving average of the weights; goes on from RUN/last.pt.

    python3 train.py config/s.json --data PACKED --out RUN --minutes 60
    python3 train.py config/s.json --data PACKED --out RUN --minutes 60 --peers 2 --rank 0 &      (and --rank 1: two processes of one thread,
                                                                                                  which average their weights)

The rate of learning rises over the first steps, stays, and falls over the last part of the call's minutes. The checkpoint stable.pt is the last one
before the fall: a later call goes on best from there (--resume RUN/stable.pt), or from last.pt.
"""
import argparse
import copy
import ctypes
import json
import math
import os
import time

import numpy as np
import torch

from classes import CLASSES
from losses import correction, dense_loss, loss_of
from muon import Muon
from network import Config, Dense, TileSam, count
from samples import Packed, Samples


def rate(plan, step, share):
    """Warm-up over the first steps of all, then level, then a straight fall over the last part of the call's time."""
    fall = plan['fall']
    return plan['rate'] * min(1.0, (step + 1) / plan['warm']) * min(1.0, max(0.02, (1 - share) / fall))


class Averaged:
    """Exponential moving average of the weights: what is evaluated and exported."""

    def __init__(self, net):
        self.net = copy.deepcopy(net).eval().requires_grad_(False)

    def update(self, net, step, steps):
        keep = min(0.9985, (step + 1) / (step + 10)) ** steps
        with torch.no_grad():
            torch._foreach_mul_(list(self.net.parameters()), keep)
            torch._foreach_add_(list(self.net.parameters()), list(net.parameters()), alpha=1 - keep)
            for mine, theirs in zip(self.net.buffers(), net.buffers()):
                mine.copy_(theirs)


def keep_memory():
    """Lets glibc keep freed blocks: large ones go back to the system otherwise, and clearing their pages again took a third of a step."""
    mallopt = getattr(ctypes.CDLL(None), 'mallopt', None)
    if mallopt:
        for option, value in ((-4, 0), (-1, 2**31 - 1), (-2, 2**28)):       # M_MMAP_MAX, M_TRIM_THRESHOLD, M_TOP_PAD of malloc.h
            mallopt(option, value)


def mean_of_peers(modules, peers, stop):
    """Local SGD: mean of the weights and statistics of all peers; true when any of them wants to stop."""
    tensors = [t for m in modules for t in [*m.parameters(), *m.buffers()] if t.is_floating_point()]
    flat = torch.cat([t.detach().flatten().float() for t in tensors] + [torch.tensor([float(stop)])])
    torch.distributed.all_reduce(flat)
    flat /= peers
    at = 0
    for t in tensors:
        t.data.copy_(flat[at:at + t.numel()].view_as(t))
        at += t.numel()
    return float(flat[-1]) > 0


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('config')
    ap.add_argument('--data', required=True, help='folder of packed sets, named as in the configuration')
    ap.add_argument('--out', required=True)
    ap.add_argument('--minutes', type=float, required=True)
    ap.add_argument('--resume', help='a checkpoint; RUN/last.pt if there is one')
    ap.add_argument('--start', help="a model's folder to go on from when there is no checkpoint, such as ../models/tile-sam; parts that it lacks start from nothing")
    ap.add_argument('--peers', type=int, default=1)
    ap.add_argument('--rank', type=int, default=0)
    ap.add_argument('--threads', type=int, default=0)
    a = ap.parse_args()
    start = time.time()
    keep_memory()
    with open(a.config) as f:
        about = json.load(f)
    plan = about['training']
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    if a.threads:
        torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    if a.peers > 1:
        meet = os.path.join(os.path.abspath(a.out), 'peers')
        torch.distributed.init_process_group('gloo', init_method='file://' + meet, rank=a.rank, world_size=a.peers)

    last = os.path.join(a.out, 'last.pt')
    resume = a.resume or (last if os.path.exists(last) else None)
    state = torch.load(resume, map_location='cpu') if resume else None
    seed = plan['seed'] * 1000 + a.rank
    torch.manual_seed(plan['seed'])
    cfg = Config.from_dict(state['config'] if state else about['network'])
    net = TileSam(cfg).to(device).to(memory_format=torch.channels_last)
    dense = Dense(cfg, len(CLASSES)).to(device)
    sets = [Packed(os.path.join(a.data, name)) for name in plan['sets']]
    if state:
        net.load_state_dict(state['model'])
        dense.load_state_dict(state['dense'])
    elif a.start:
        from onnx_weights import load, with_batch_norms
        some = Samples(sets, list(plan['sets'].values()), (plan['seed'], 0), plan['zoom'], plan['turned'], labelled=plan['labelled'])
        net.load_state_dict({**net.state_dict(), **with_batch_norms(load(a.start)[1], (some.batch(8, 4, 256)[0] for _ in range(12)))})
    average = Averaged(net)
    learnt = [*net.parameters(), *dense.parameters()]
    matrix = lambda p: p.dim() > 1 and min(p.flatten(1).shape) >= 16
    optimiser = Muon([{'params': [p for p in learnt if matrix(p)], 'matrices': True, 'weight_decay': plan['decay']},
                      {'params': [p for p in learnt if not matrix(p)]}], lr=plan['rate'])
    if state:
        average.net.load_state_dict(state['ema'])
        optimiser.load_state_dict(state['optimiser'])
    before = state['step'] if state else 0
    spent_before = state['seconds'] if state else 0.0
    torch.manual_seed(seed * 100003 + before)

    samples = Samples(sets, list(plan['sets'].values()), (seed, before), plan['zoom'], plan['turned'], labelled=plan['labelled'])
    rng = np.random.default_rng((plan['seed'], before, 5))            # the same for all peers: they take steps of the same kind
    log = open(os.path.join(a.out, 'log%s.txt' % (a.rank or '')), 'a')

    def say(text):
        print(text, flush=True)
        log.write(text + '\n')
        log.flush()
    say('%s: %s, %.2f M + %.2f M parameters, sets %s, from step %d' % (time.strftime('%H:%M:%S'), device, count(net.encoder) / 1e6, count(net.decoder) / 1e6,
        {n: len(s) for n, s in zip(plan['sets'], sets)}, before))

    def store(name):
        p = os.path.join(a.out, name)
        torch.save({'model': net.state_dict(), 'dense': dense.state_dict(), 'ema': average.net.state_dict(), 'optimiser': optimiser.state_dict(), 'config': cfg.to_dict(),
                    'step': before + step, 'seconds': spent_before + time.time() - start}, p + '.tmp')
        os.replace(p + '.tmp', p)

    half = dict(device_type=device, dtype=torch.bfloat16)
    net.train()
    step, saved, stable, sums = 0, time.time(), False, []
    every = plan['meet'] if a.peers > 1 else 1
    while True:
        share = (time.time() - start) / (60 * a.minutes)
        if share >= 1 and a.peers == 1:
            break
        if share >= 1 - plan['fall'] and not stable and a.rank == 0:
            store('stable.pt')
            stable = True
        for g in optimiser.param_groups:
            g['lr'] = rate(plan, before + step, share)
        shape = plan['shapes'][rng.choice(len(plan['shapes']), p=[s['share'] for s in plan['shapes']])]
        image, target, coords, labels, kind, classes, edge = samples.batch(shape['images'], shape['prompts'], shape['size'])
        image = image.to(device).contiguous(memory_format=torch.channels_last)
        target, coords, labels, kind = (z.to(device).flatten(0, 1) for z in (target, coords, labels, kind))
        per_image = lambda z: z.reshape(image.shape[0], -1, *z.shape[1:])
        origin = torch.rand(2, device=device) * max(0, cfg.image_size - shape['size'])     # the position code must not depend on where a crop lies
        with torch.autocast(**half):
            e = net.encoder(image)
            masks, iou = net.decode(e, per_image(coords), per_image(labels), origin=origin)
            everywhere = dense(e)
        loss, seg, real = loss_of(masks.float(), iou.float(), target, kind)
        dense_part = dense_loss(everywhere.float(), classes.to(device), edge.to(device))
        loss = loss + plan['dense'] * dense_part
        if rng.random() < plan['correct']:
            mask, coords2, labels2 = correction(masks.float(), real, target, coords, labels)
            with torch.autocast(**half):
                masks2, iou2 = net.decode(e, per_image(coords2), per_image(labels2), mask, torch.ones(1, device=device), origin=origin)
            loss = loss + loss_of(masks2.float(), iou2.float(), target, torch.ones_like(kind))[0]
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = float(torch.nn.utils.clip_grad_norm_(learnt, 1.0))
        if math.isfinite(norm):
            optimiser.step()
        else:
            say('step %d: the gradient is not finite, skipped' % step)
        step += 1
        if a.peers > 1 and step % every == 0 and mean_of_peers([net, dense], a.peers, share >= 1):
            break
        if step % every == 0 and a.rank == 0:
            average.update(net, before + step, every)
        point, box = kind == 0, kind == 1
        top = real.gather(1, iou.argmax(1, keepdim=True))[:, 0]
        sums.append(torch.stack([seg, real[point][:, 1:].max(1).values.mean(), top[point].mean(), real[box][:, 0].mean(), (iou - real).abs().mean(), dense_part]).detach())
        if step % 50 == 0 or step in (5, 20):
            v = np.nanmean(torch.stack(sums).cpu().numpy(), 0)
            sums = []
            say('step %6d  %5.1f min  rate %.1e  loss %.3f  point: best %.3f, top %.3f  box %.3f  IoU off by %.3f  dense %.3f  %.2f s a step' % (
                before + step, (time.time() - start) / 60, optimiser.param_groups[0]['lr'], *v, (time.time() - start) / step))
        if time.time() - saved > plan['save_seconds'] and a.rank == 0 and step % every == 0:
            store('last.pt')
            saved = time.time()
    if a.rank == 0:
        store('last.pt')
    say('%s: %d steps in %.1f minutes' % (time.strftime('%H:%M:%S'), step, (time.time() - start) / 60))


if __name__ == '__main__':
    main()

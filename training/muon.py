"""Muon (Jordan and others 2024, scaled as in Liu and others 2025, arXiv:2502.16982) for weight matrices, AdamW for everything else."""
import torch


def orthogonal(g, steps=5):
    """About the nearest matrix with all singular values 1: a quintic Newton-Schulz iteration on (rows, columns)."""
    x = g.bfloat16()
    tall = x.shape[0] > x.shape[1]
    x = (x.t().contiguous() if tall else x) / (g.norm() + 1e-7)
    for _ in range(steps):
        a = x @ x.t()
        x = torch.addmm(x, torch.addmm(a, a, a, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return (x.t() if tall else x).float()


class Muon(torch.optim.Optimizer):
    """A step has the size of AdamW's, so both take the same rate. Groups with matrices=True are orthogonalised, convolutions as (out, rest)."""

    def __init__(self, groups, lr, momentum=0.95, betas=(0.9, 0.98), eps=1e-8):
        super().__init__(groups, dict(lr=lr, momentum=momentum, betas=betas, eps=eps, weight_decay=0.0, matrices=False))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    p.mul_(1 - group['lr'] * group['weight_decay'])
                    p.add_(self.direction(p, group), alpha=-group['lr'])

    def direction(self, p, group):
        state = self.state[p]
        if not state:
            state['first'] = torch.zeros_like(p)
            if not group['matrices']:
                state['second'], state['step'] = torch.zeros_like(p), 0
        first = state['first']
        if group['matrices']:
            first.mul_(group['momentum']).add_(p.grad)
            g = p.grad.add(first, alpha=group['momentum']).flatten(1)
            return orthogonal(g).mul_(0.2 * max(g.shape) ** 0.5).reshape(p.shape)
        state['step'] += 1
        (b1, b2), n = group['betas'], state['step']
        first.lerp_(p.grad, 1 - b1)
        state['second'].lerp_(p.grad.square(), 1 - b2)
        return (first / (1 - b1 ** n)) / ((state['second'] / (1 - b2 ** n)).sqrt() + group['eps'])

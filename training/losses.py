"""Segment Anything's training signal: mask losses, the best of three alternatives, the predicted IoU and the ranks it gives, and a
corrective click."""
import torch
import torch.nn.functional as F


def mask_loss(logits, target):
    """Focal, cross entropy and dice per mask: logits (n,M,h,w), soft target (n,1,h,w) -> (n,M).

    Focal alone leaves the logits of an easy mask close to 0, which spoils the stability score; hence the cross entropy.
    """
    p = torch.sigmoid(logits)
    ce = F.binary_cross_entropy_with_logits(logits, target.expand_as(logits), reduction='none')
    focal = (ce * (p - target).square()).mean((2, 3))
    inter, total = (p * target).sum((2, 3)), p.sum((2, 3)) + target.sum((2, 3))
    return 10 * focal + 2 * ce.mean((2, 3)) + (1 - (2 * inter + 1) / (total + 1))


def mask_iou(logits, target):
    a, b = logits > 0, target > 0.5
    return (a & b).sum((2, 3)).float() / (a | b).sum((2, 3)).clamp(min=1).float()


def loss_of(masks, iou, target, kind):
    """Output 0 answers every prompt; of outputs 1..3 the best one is trained (plus a little of all, against dead heads).

    Returns the loss to minimise, its mask part, and the IoU that each output has.
    """
    t = target.unsqueeze(1)
    each = mask_loss(masks, t)
    alternatives = each[:, 1:]
    single = torch.where(kind == 0, 0.4, 1.0).to(each)
    seg = (single * each[:, 0] + alternatives.min(1).values + 0.03 * alternatives.mean(1)).mean()
    with torch.no_grad():
        real = mask_iou(masks, t)
    lost = real.max(1).values - (torch.softmax(12 * iou, 1) * real).sum(1)            # IoU given away by following the predicted ranks
    return seg + 3 * F.mse_loss(iou, real) + 0.5 * lost.mean(), seg.detach(), real


def dense_loss(logits, classes, edge):
    """Cross entropy of the classes and of the edges where they are known: logits (n,classes+1,h,w), classes and edge (n,h,w), -1 not known."""
    known = edge >= 0
    edges = F.binary_cross_entropy_with_logits(logits[:, -1], edge.clamp(min=0).float(), reduction='none')
    kinds = F.cross_entropy(logits[:, :-1], classes, ignore_index=-1, reduction='sum') / (classes >= 0).sum().clamp(min=1)
    return kinds + (edges * known).sum() / known.sum().clamp(min=1)


def correction(masks, real, target, coords, labels):
    """A second round as a person would do it: a click in the error of the best mask, and that mask as input."""
    n, _, h, w = masks.shape
    rows = torch.arange(n, device=masks.device)
    best = masks[rows, real.argmax(1)].detach()
    wrong = (best > 0) != (target > 0.5)
    at = (torch.rand_like(best) * wrong).flatten(1).argmax(1)
    y, x = torch.div(at, w, rounding_mode='floor'), at % w
    coords, labels = coords.clone(), labels.clone()
    coords[:, -1] = torch.stack([x.float() * 4 + 2, y.float() * 4 + 2], 1)
    labels[:, -1] = torch.where(wrong.flatten(1).any(1), (target[rows, y, x] > 0.5).float(), torch.full_like(labels[:, -1], -1))
    return best.unsqueeze(1), coords, labels

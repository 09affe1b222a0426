"""Re-makes references.json: what numpy, scipy and scikit-learn say of the cases in it. Nothing here is ours.

    python3 tests/Geo.Text.Tests/references/make.py        needs python3-numpy, python3-scipy, python3-sklearn
"""
import itertools
import json
import os

import numpy as np
from scipy import stats
from sklearn.metrics import brier_score_loss, cohen_kappa_score, f1_score

rng = np.random.default_rng(7)

# --- agreement
a, b = rng.integers(0, 3, 80), rng.integers(0, 3, 80)
b = np.where(rng.random(80) < 0.6, a, b)
ratings = np.where(rng.random((60, 4)) < 0.15, -1, np.where(rng.random((60, 4)) < 0.7, rng.integers(0, 3, (60, 1)), rng.integers(0, 3, (60, 4))))


def krippendorff(table):
    """By the coincidence matrix, value pairs one by one."""
    k = table.max() + 1
    o = np.zeros((k, k))
    for row in table:
        given = [v for v in row if v >= 0]
        for i, j in itertools.permutations(range(len(given)), 2):
            o[given[i], given[j]] += 1 / (len(given) - 1)
    n_c, n = o.sum(0), o.sum()
    return 1 - (n - 1) * (n - np.trace(o)) / (n * n - (n_c ** 2).sum())


def dawid_skene(table, k, rounds=5000):
    """EM with whole arrays; begins with the shares of answers."""
    one = np.stack([(table == c) for c in range(k)], 2).astype(float)          # text, rater, answer
    seen = one.sum((1, 2))
    t = np.where(seen[:, None] > 0, one.sum(1) / np.maximum(seen, 1)[:, None], 1 / k)
    for _ in range(rounds):
        p = t.mean(0)
        pi = np.einsum("ik,ira->rka", t, one)
        pi /= pi.sum(2, keepdims=True)
        logs = np.log(p)[None] + np.einsum("ira,rka->ik", one, np.log(np.maximum(pi, 1e-300)))
        t = np.exp(logs - logs.max(1, keepdims=True))
        t /= t.sum(1, keepdims=True)
    return t, pi, p


t, pi, p = dawid_skene(ratings, 3)

# --- calibration
confidence = np.round(rng.uniform(0.5, 1, 200), 3)
right = rng.random(200) < confidence ** 1.5
order = np.argsort(confidence, kind="stable")
c, r = confidence[order], right[order]
edges, at = [], 0
for i in range(1, 16):
    to = len(c) * i // 15
    if to <= at:
        continue
    while to < len(c) and c[to] == c[to - 1]:
        to += 1
    edges.append((at, to))
    at = to
ece = sum((to - f) * abs(c[f:to].mean() - r[f:to].mean()) for f, to in edges) / len(c)

# --- rates
n = rng.integers(500, 90_000, 40).astype(float)
y = rng.poisson(n * rng.gamma(2, 1 / 20_000, 40))
m = y.sum() / n.sum()
s2 = (n * (y / n - m) ** 2).sum() / n.sum() - m / n.mean()
prior = stats.gamma(m * m / s2 + y, scale=1 / (m / s2 + n))
poisson = [(float(stats.chi2.ppf(0.025, 2 * k) / 2) if k else 0.0, float(stats.chi2.ppf(0.975, 2 * k + 2) / 2)) for k in (0, 1, 3, 40, 700)]
v = s2 + m / n
z = (y / n - m) / np.sqrt(np.where(v > 0, v, m / n))

# --- Moran: a lattice of 5 by 8, queen neighbours
cells = list(itertools.product(range(5), range(8)))
w = np.array([[float(p0 != q0 and max(abs(p0[0] - q0[0]), abs(p0[1] - q0[1])) == 1) for q0 in cells] for p0 in cells])
pairs = [[int(i), int(j)] for i, j in zip(*np.nonzero(np.triu(w)))]
w /= w.sum(1, keepdims=True)
spatial = []
for i in range(40):
    j = np.append(np.nonzero(w[i])[0], i)
    mi = y[j].sum() / n[j].sum()
    si = (n[j] * (y[j] / n[j] - mi) ** 2).sum() / n[j].sum() - mi / n[j].mean()
    spatial.append(mi if si <= 0 else float((si / (si + mi / n[i])) * y[i] / n[i] + (1 - si / (si + mi / n[i])) * mi))


def moran(x, w):
    d = x - x.mean()
    return len(x) / w.sum() * (d @ w @ d) / (d @ d)


k = 40
d = z - z.mean()
s0, s1, s2w = w.sum(), 0.5 * ((w + w.T) ** 2).sum(), ((w.sum(0) + w.sum(1)) ** 2).sum()
b2 = k * (d ** 4).sum() / (d ** 2).sum() ** 2
variance = (k * ((k * k - 3 * k + 3) * s1 - k * s2w + 3 * s0 ** 2) - b2 * ((k * k - k) * s1 - 2 * k * s2w + 6 * s0 ** 2)) / ((k - 1) * (k - 2) * (k - 3) * s0 ** 2) - 1 / (k - 1) ** 2
local = d * (w @ d) / (d @ d / k)

# six areas in a row: all 720 arrangements, and for each area all ways to choose its neighbours
six = np.array([9.0, 7.5, 8.0, 1.0, 2.5, 0.5])
w6 = np.array([[float(abs(i - j) == 1) for j in range(6)] for i in range(6)])
w6 /= w6.sum(1, keepdims=True)
i6 = moran(six, w6)
every = np.array([moran(np.array(q), w6) for q in itertools.permutations(six)])
p6 = min(1, 2 * min((every >= i6 - 1e-12).mean(), (every <= i6 + 1e-12).mean()))
local_p6 = []
for i in range(6):
    others = [six[j] - six.mean() for j in range(6) if j != i]
    own = [six[j] - six.mean() for j in range(6) if abs(i - j) == 1]
    ways = [sum(q) for q in itertools.combinations(others, len(own))]
    local_p6.append(min(1, 2 * min(np.mean([s >= sum(own) - 1e-12 for s in ways]), np.mean([s <= sum(own) + 1e-12 for s in ways]))))

# --- rank correlation, with ties
u, q = rng.integers(0, 12, 50), rng.integers(0, 12, 50) + 0
q = np.where(rng.random(50) < 0.5, u, q)
rho = stats.spearmanr(u, q).statistic
half = stats.norm.ppf(0.975) * np.sqrt((1 + rho ** 2 / 2) / 47)

reference = {
    "cohen": {"a": a.tolist(), "b": b.tolist(), "kappa": cohen_kappa_score(a, b), "macro_f1": f1_score(a, b, average="macro")},
    "ratings": ratings.tolist(), "krippendorff": krippendorff(ratings),
    "dawid_skene": {"probabilities": t.tolist(), "errors": pi.tolist(), "shares": p.tolist()},
    "calibration": {"confidence": confidence.tolist(), "right": right.tolist(), "ece": ece, "brier": brier_score_loss(right, confidence)},
    "rates": {"n": n.tolist(), "y": y.tolist(), "eb": prior.mean().tolist(), "low": prior.ppf(0.025).tolist(), "high": prior.ppf(0.975).tolist(), "spatial": spatial, "standardised": z.tolist()},
    "poisson": {"events": [0, 1, 3, 40, 700], "intervals": poisson},
    "moran": {"pairs": pairs, "i": moran(z, w), "expectation": -1 / (k - 1), "variance": variance, "local": local.tolist()},
    "six": {"values": six.tolist(), "i": i6, "p": p6, "local_p": local_p6},
    "spearman": {"a": u.tolist(), "b": q.tolist(), "rho": rho, "low": np.tanh(np.arctanh(rho) - half), "high": np.tanh(np.arctanh(rho) + half)},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.json"), "w", encoding="utf-8") as f:
    json.dump(reference, f, default=float)
    f.write("\n")

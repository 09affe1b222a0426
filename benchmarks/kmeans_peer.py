"""The peer of `geo bench kmeans`: scikit-learn's KMeans, Lloyd, from given centres, without a copy of the points; or its
MiniBatchKMeans from the same centres, so many batches drawn at random and then every point labelled.

    kmeans_peer.py POINTS START N D K [ROWS-OF-A-BATCH BATCHES]      both files row-major float32

Prints one JSON object. Its time begins once the points are in memory and a small fit has started the threads.
"""
import json
import sys
import time

import numpy as np
import sklearn
import threadpoolctl
from sklearn.cluster import KMeans, MiniBatchKMeans

n, d, k = map(int, sys.argv[3:6])
points = np.fromfile(sys.argv[1], np.float32).reshape(n, d)
start = np.fromfile(sys.argv[2], np.float32).reshape(k, d)


def inertia(x, centres, labels):
    return sum(float(((x[i:i + 8192] - centres[labels[i:i + 8192]]) ** 2).sum()) for i in range(0, len(x), 8192))


def fit(x):
    if len(sys.argv) > 6:
        rows, batches = map(int, sys.argv[6:8])
        rng = np.random.RandomState(1)
        found = MiniBatchKMeans(k, init=start, n_init=1, batch_size=rows, reassignment_ratio=0)
        for _ in range(batches):
            found.partial_fit(x[rng.randint(0, len(x), rows)])
        labels = found.predict(x)
        found.n_iter_, found.inertia_ = batches, inertia(x, found.cluster_centers_, labels)
        return found
    return KMeans(k, init=start, n_init=1, max_iter=100, tol=0, algorithm="lloyd", copy_x=False).fit(x)


fit(points[:2000].copy())
began, processor = time.perf_counter(), time.process_time()
found = fit(points)
seconds, processor = time.perf_counter() - began, time.process_time() - processor
blas = [p for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas"]
print(json.dumps({
    "seconds": seconds, "processor": processor, "iterations": int(found.n_iter_), "inertia": float(found.inertia_),
    "peer": f"scikit-learn {sklearn.__version__}",
    "blas": ", ".join(f"{p['internal_api']} {p['version']} ({p.get('architecture', '?')})" for p in blas) or "no BLAS",
}))

"""The peer of `geo bench classify`: scikit-learn's TF-IDF and logistic regression.

    classify_peer.py TRAIN TEST FORM      JSON lines with text and label; FORM: words | grams | union

words: TfidfVectorizer() and LogisticRegression(max_iter=1000), all else as it comes; grams: words and pairs, sublinear, C = 10;
union: those and characters 2 to 5 (char_wb). Prints one JSON object. Its time begins once the files are in memory: fit and predict.
"""
import json
import sys
import time

import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline, make_union

train, test = ([json.loads(line) for line in open(f, encoding="utf-8")] for f in sys.argv[1:3])
words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
model = {
    "words": lambda: make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000)),
    "grams": lambda: make_pipeline(words, LogisticRegression(C=10, max_iter=1000)),
    "union": lambda: make_pipeline(make_union(words, letters), LogisticRegression(C=10, max_iter=1000)),
}[sys.argv[3]]()
began = time.perf_counter()
model.fit([r["text"] for r in train], [r["label"] for r in train])
answers = model.predict([r["text"] for r in test])
seconds = time.perf_counter() - began
truth = [r["label"] for r in test]
print(json.dumps({"seconds": seconds, "macro_f1": f1_score(truth, answers, average="macro"), "accuracy": accuracy_score(truth, answers),
                  "peer": f"scikit-learn {sklearn.__version__}"}))

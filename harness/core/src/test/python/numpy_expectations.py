"""Writes src/test/resources/numpy/files.json: small .npy files as NumPy and others write them, and what scikit-learn says of them.

NumpyFilesTest reads the same. Nothing of the build needs this script.
    pip install numpy==2.4.6 scikit-learn==1.9.1 scipy==1.17.1 && python numpy_expectations.py
"""
import base64
import io
import json
import pathlib
import warnings

import numpy as np
from scipy.special import expit
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

warnings.filterwarnings("ignore")
GENERATOR = np.random.default_rng(20)


# ---- the metrics -------------------------------------------------------------------------------------------------------

def sklearn_ap(order, truth):
    return average_precision_score(truth, order) if truth.any() else np.nan


def per_rank(order, truth, epsilon=0.0):
    """The ASL code's average_precision(), ties in row order."""
    hits = truth[np.argsort(-order, kind="stable")]
    ranks = np.arange(1, len(hits) + 1)
    return ((np.cumsum(hits) / ranks) * hits).sum() / (hits.sum() + epsilon) if truth.any() else np.nan


def voc(order, truth, eleven_points):
    """VOC devkit's VOCevalcls.m: precision and recall at each distinct score, then its envelope."""
    if not truth.any():
        return np.nan
    levels = np.unique(order)[::-1]
    recall = np.array([truth[order >= level].sum() / truth.sum() for level in levels])
    precision = np.array([truth[order >= level].mean() for level in levels])
    if eleven_points:
        points = np.arange(11) / 10
        return np.mean([max(precision[recall >= t - 1e-12], default=0) for t in points])
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return np.sum(np.diff(np.concatenate([[0], recall])) * envelope)


def mean(values, empty_is_zero=False):
    values = np.array(values, dtype=float)
    return np.nan_to_num(values).mean() if empty_is_zero else (np.nan if np.isnan(values).all() else np.nanmean(values))


def harmonic(a, b):
    return 0.0 if a + b == 0 else 2 * a * b / (a + b)


def cutoff(predicted, labels, suffix):
    columns = []
    for c in range(labels.shape[1]):
        known = labels[:, c] >= 0
        if (labels[known, c] == 1).any():
            p, r, f, _ = precision_recall_fscore_support(
                labels[known, c], predicted[known, c].astype(int), average="binary", zero_division=0)
            columns.append((p, r, f))
    cp, cr, mean_f1 = np.mean(columns, axis=0)
    known = labels >= 0
    op, o_r, _, _ = precision_recall_fscore_support(
        labels[known], predicted[known].astype(int), average="binary", zero_division=0)
    values = [cp, cr, harmonic(cp, cr), mean_f1, op, o_r, harmonic(op, o_r)]
    return {name + suffix: v for name, v in zip(["CP", "CR", "CF1", "mean-F1", "OP", "OR", "OF1"], values)}


def judge(scores, labels, threshold=0.5, k=3, scale="PROBABILITIES"):
    """Every metric in percent. Scores are only ever compared in their own type."""
    labels = labels.astype(float)
    # The order of any type as small whole numbers: scikit-learn would make float64 of int64.
    order = np.unique(scores.ravel(), return_inverse=True)[1].reshape(scores.shape)
    classes = [(order[labels[:, c] >= 0, c], labels[labels[:, c] >= 0, c] == 1) for c in range(scores.shape[1])]
    known = labels >= 0
    rows = [(order[r, known[r]], labels[r, known[r]] == 1) for r in range(scores.shape[0])]
    metrics = {
        "mAP": mean([sklearn_ap(*each) for each in classes]),
        "mAP-per-rank": mean([per_rank(*each) for each in classes]),
        "mAP-asl-code": mean([per_rank(*each, epsilon=1e-8) for each in classes], True),
        "mAP-voc07": mean([voc(*each, True) for each in classes]),
        "mAP-voc10": mean([voc(*each, False) for each in classes]),
        "micro-mAP": sklearn_ap(order[known], labels[known] == 1),
        "sample-mAP": mean([sklearn_ap(*each) for each in rows]),
    }
    highest = np.zeros(scores.shape, bool)
    np.put_along_axis(highest, np.argsort(-order, axis=1, kind="stable")[:, :k], True, axis=1)
    if scale == "ORDER":
        metrics |= cutoff(highest, labels, f"@top{k}")
    else:
        if scale == "LOGITS":
            probabilities = expit(scores.astype(np.float64))
            reached, above = probabilities >= threshold, probabilities > 0.8
        elif scores.dtype.kind == "f":
            # A Python number is cast to the array's type.
            reached, above = scores >= scores.dtype.type(threshold), scores > scores.dtype.type(0.8)
        else:
            reached, above = scores.astype(float) >= threshold, scores.astype(float) > 0.8
        metrics |= cutoff(reached, labels, "") | cutoff(above, labels, "@0.8") | cutoff(highest, labels, f"@top{k}")
        metrics |= cutoff(highest & reached, labels, f"@top{k}-thresholded")
    return {name: None if np.isnan(value) else round(100 * float(value), 10) for name, value in metrics.items()}


# ---- the files ---------------------------------------------------------------------------------------------------------

def saved(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def written(header, data, version=1):
    """A file with a header of our own."""
    text = header.encode("utf8" if version == 3 else "latin1")
    size = len(text).to_bytes(2 if version == 1 else 4, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + size + text + data


def draw(rows, columns, dtype, labels=(0, 0, 1)):
    truth = GENERATOR.choice(labels, (rows, columns)).astype(np.int8)
    truth[0] = 1
    logits = GENERATOR.normal(size=(rows, columns)) + np.maximum(truth, 0)
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        scores = expit(logits).astype(dtype)
    elif dtype.kind == "b":
        scores = logits > 0.5
    else:
        info = np.iinfo(dtype)
        scores = np.clip(100 + 60 * logits, max(info.min, -(2**31)), min(info.max, 2**31)).astype(dtype)
    return scores, truth


def range_of(scores):
    return "PROBABILITIES" if scores.min() >= 0 and scores.max() <= 1 else "ORDER"


def cases():
    kinds = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
    for kind in kinds:
        for order in "<>" if np.dtype(kind).itemsize > 1 else "|":
            scores, truth = draw(11, 4, order + kind, (0, 0, 1, -1))
            yield f"scores of type {order}{kind}", scores, truth, {}
            yield f"scores of type {order}{kind}, Fortran order", np.asfortranarray(scores), truth, {}
    for kind in kinds:
        scores, truth = draw(9, 3, "f4", (0, 1) if kind[0] in "ub" else (0, 1, -1))
        yield f"labels of type >{kind}, Fortran order", scores, np.asfortranarray(truth.astype(">" + kind)), {}

    scores, truth = draw(10, 5, "f4")
    for t in (0.0, 0.3, 0.7, 1.0):
        for k in (1, 5):
            yield f"threshold {t}, top {k}", scores, truth, {"threshold": t, "k": k}
    for dtype in ("f2", "f4", "f8"):
        exact = np.array([[0.3, 0.7, 0.8], [0.1, 0.9, 0.8], [0.8, 0.3, 0.7], [0.2, 0.8, 0.3]]).astype(dtype)
        for t in (0.3, 0.7):
            yield f"{dtype} scores at the threshold {t}", exact, np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]], np.int8), {"threshold": t, "k": 2}

    scores, truth = draw(30, 4, "f8", (0, 0, 1, -1))
    yield "float64 that float32 would tie", 0.5 + (scores - 0.5) * 1e-10, truth, {}
    yield "float64 that float32 would make infinite", scores * 1e300, truth, {}
    yield "float64 that float32 would make 0", scores * 1e-300, truth, {}
    wide = GENERATOR.integers(0, 40, (30, 4))
    yield "int64 that float64 would tie", (2**62 + wide).astype(np.int64), truth, {}
    yield "negative int64 that float64 would tie", (-(2**62) + wide).astype(np.int64), truth, {}
    yield "uint64 beyond int64", (wide.astype(np.uint64) + np.uint64(2**63 - 20)), truth, {}
    yield "int32 that float32 would tie", (2**30 + wide).astype(np.int32), truth, {}
    yield "uint32 beyond int32", (2**31 - 20 + wide).astype(np.uint32), truth, {}
    yield "int64 of both signs", (wide - 20).astype(np.int64), truth, {}
    yield "float32 subnormals", (wide * 1e-45).astype(np.float32), truth, {}
    yield "float16 subnormals", (wide * 6e-8).astype(np.float16), truth, {}
    yield "float16 up to its largest", ((wide - 20) * 3275.2).astype(np.float16), truth, {}
    zeros = np.where(wide % 2 == 0, 0.0, -0.0)
    yield "0 and -0", zeros.astype(np.float32), truth, {}
    yield "0 and -0 in float64", zeros, truth, {}

    for dtype in ("f2", "f4", "f8", "i1", "i8"):
        logits = (GENERATOR.normal(size=(20, 5)) * 3 + truth.max()).astype(dtype)
        _, other = draw(20, 5, "f4", (0, 0, 1, -1))
        for t in (0.5, 0.2):
            yield f"logits of type {dtype}, threshold {t}", logits, other, {"threshold": t, "scale": "LOGITS"}
    yield "percentages", np.round(GENERATOR.random((20, 5)) * 100, 1), other, {}

    scores, truth = draw(12, 4, "f4")
    yield "ties everywhere", np.full((12, 4), 0.5, np.float32), truth, {}
    yield "few distinct scores", np.round(scores * 3) / np.float32(3), truth, {}
    yield "one class", scores[:, :1], truth[:, :1], {"k": 1}
    yield "one row", scores[:1], np.array([[1, 0, 1, 0]], np.int8), {}
    yield "one score", np.array([[0.25]]), np.array([[1]], np.int8), {"k": 1}
    mixed = truth.copy()
    mixed[:, 0], mixed[:, 1] = 1, 0
    yield "a class all positive, a class all negative", scores, mixed, {}
    masked = truth.copy()
    masked[:, 2] = -1
    masked[3] = -1
    yield "a class and a row all unknown", scores, masked, {}
    yield "all positive", scores, np.ones((12, 4), np.int8), {}
    yield "more kept than classes", scores, truth, {"k": 9}


def odd_headers():
    scores, truth = draw(40, 5, "<f4")
    data = scores.tobytes()
    plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (40, 5), }"
    headers = {
        "any key order": "{'shape': (40, 5), 'fortran_order': False, 'descr': '<f4'}",
        "Python 2's long numbers": plain.replace("40, 5", "40L, 5L"),
        "Python 2's unicode": plain.replace("'<f4'", "u'<f4'"),
        "double quotes": plain.replace("'", '"'),
        "no space": plain.replace(" ", ""),
        "much space": plain.replace(" ", "   ") + " " * 99 + "\n\n",
        "line breaks": plain.replace(", '", ",\n\t'") + "\r\n",
        "a comma in the shape": plain.replace("5)", "5,)"),
        "the machine's own order": plain.replace("<f4", "=f4"),
        "no order": plain.replace("<f4", "f4"),
        "a name for the type": plain.replace("<f4", "float32"),
        "an empty tail": plain[:-3] + "}",
    }
    for name, header in headers.items():
        yield name, scores, truth, written(header, data)
    for version in (1, 2, 3):
        yield f"version {version}", scores, truth, saved(scores, (version, 0))
    yield "version 2 with a long header", scores, truth, written(plain + " " * 70000 + "\n", data, 2)
    yield "version 3 in UTF-8", scores, truth, written(plain + "\n", data, 3)
    yield "bytes behind the array", scores, truth, saved(scores) + b"more"


def main():
    files = []
    for name, scores, truth, options in cases():
        scale = options.get("scale", range_of(scores))
        options = {"threshold": options.get("threshold", 0.5), "k": options.get("k", 3), "scale": scale}
        files.append((name, saved(scores), saved(truth), options, judge(scores, truth, **options)))
    for name, scores, truth, content in odd_headers():
        options = {"threshold": 0.5, "k": 3, "scale": "PROBABILITIES"}
        files.append((name, content, saved(truth), options, judge(scores, truth, **options)))
    text = [
        json.dumps({
            "name": name,
            "scores": base64.b64encode(scores).decode(),
            "labels": base64.b64encode(labels).decode(),
            **options,
            "metrics": metrics,
        })
        for name, scores, labels, options, metrics in files
    ]
    folder = pathlib.Path(__file__).parent.parent / "resources" / "numpy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "files.json").write_text("[\n" + ",\n".join(text) + "\n]\n")
    print(len(text), "files")


if __name__ == "__main__":
    main()

"""Writes src/test/resources/calibration/pairs.json: what scikit-learn says of the calibration of made probabilities;
CalibrationTest asks the same. torchmetrics' and Guo's expected calibration error is reckoned from scikit-learn's curve and the
counts of its bins.

Nothing of the build needs this script.
    pip install numpy scikit-learn && python calibration_expectations.py
"""
import json
import pathlib

import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

BINS = 15


def expected_error(truth, probabilities):
    true, predicted = calibration_curve(truth, probabilities, n_bins=BINS)
    index = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], probabilities)
    counts = np.bincount(index, minlength=BINS)
    return float(np.sum(np.abs(true - predicted) * counts[counts > 0]) / counts.sum())


def case(generator, rows, classes, sharpness, unknown):
    truth = (generator.random((rows, classes)) < 0.25).astype(int)
    scores = generator.normal(sharpness * (truth - 0.5), 1.5)
    probabilities = (1 / (1 + np.exp(-scores))).astype(np.float32)
    probabilities[0, :2] = (0, 1)
    known = generator.random((rows, classes)) >= unknown
    pooled = probabilities.astype(float)[known]
    true, predicted = calibration_curve(truth[known], pooled, n_bins=BINS)
    return {
        "rows": rows,
        "classes": classes,
        "probabilities": [float(p) for p in probabilities.ravel()],
        "labels": [int(t) for t in np.where(known, truth, -1).ravel()],
        "frequency": [float(t) for t in true],
        "confidence": [float(p) for p in predicted],
        "expected-error": expected_error(truth[known], pooled),
        "classwise-error": float(np.mean(
            [expected_error(truth[known[:, c], c], probabilities.astype(float)[known[:, c], c]) for c in range(classes)])),
        "brier": float(brier_score_loss(truth[known], pooled)),
    }


def main():
    generator = np.random.default_rng(5)
    cases = [case(generator, 40, 3, 1, 0), case(generator, 200, 2, 3, 0.2), case(generator, 12, 5, 0, 0.4)]
    folder = pathlib.Path(__file__).parent.parent / "resources" / "calibration"
    folder.mkdir(exist_ok=True)
    (folder / "pairs.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")


main()

"""Writes src/test/resources/scipy/samples.json: what SciPy says of samples and pairs; StatsTest asks the same.

Nothing of the build needs this script.
    pip install numpy==2.4.6 scipy==1.17.1 && python scipy_expectations.py
"""
import json
import pathlib
import warnings

import numpy as np
from scipy import stats

warnings.filterwarnings("ignore")


def judge(treatment, baseline):
    n = len(treatment)
    one = n < 2
    mean, deviation = np.mean(treatment), np.nan if one else np.std(treatment, ddof=1)
    t = np.nan if one else stats.t.ppf(0.975, n - 1)
    difference = treatment - baseline
    spread = np.nan if one else np.std(difference, ddof=1)
    power = np.nan if one else t + stats.t.ppf(0.8, n - 1)
    values = {
        "mean": mean,
        "deviation": deviation,
        "low": mean - t * deviation / np.sqrt(n),
        "high": mean + t * deviation / np.sqrt(n),
        "single-low": mean - t * deviation * np.sqrt(1 + 1 / n),
        "single-high": mean + t * deviation * np.sqrt(1 + 1 / n),
        "difference": np.mean(difference),
        "p": np.nan if one else stats.ttest_rel(treatment, baseline).pvalue,
        "detectable": power * spread / np.sqrt(n),
    }
    return {name: None if np.isnan(value) else float(value) for name, value in values.items()}


def main():
    generator = np.random.default_rng(3)
    samples = []
    for n in (1, 2, 3, 5, 10, 40):
        for scale, shift in ((1, 0.5), (1e-3, 0), (10, 30)):
            baseline = 80 + scale * generator.normal(size=n)
            treatment = baseline + shift + scale * generator.normal(size=n)
            samples.append({"treatment": treatment.tolist(), "baseline": baseline.tolist(), **judge(treatment, baseline)})
    folder = pathlib.Path(__file__).parent.parent / "resources" / "scipy"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "samples.json").write_text("[\n" + ",\n".join(map(json.dumps, samples)) + "\n]\n")


if __name__ == "__main__":
    main()

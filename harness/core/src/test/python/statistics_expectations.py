"""Writes what the tests of core.stats ask for into src/test/resources/scipy: dunnett.json, dunnett-quantiles.json,
noncentral-t.json, power.json, layouts.json, settings.json.

Nothing of the build needs this script.
    pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 && python statistics_expectations.py
"""
import json
import math
import pathlib

import numpy as np
from scipy import integrate, special, stats
from scipy.optimize import brentq
from statsmodels.stats.power import TTestPower


def write(name, entries):
    folder = pathlib.Path(__file__).parent.parent / "resources" / "scipy"
    (folder / (name + ".json")).write_text("[\n" + ",\n".join(map(json.dumps, entries)) + "\n]\n")


def within(bound, comparisons):
    """The chance that normal statistics with correlations 1/2 lie within a bound."""
    reach = np.sqrt(2) * bound
    alone = lambda x: special.ndtr(x + reach) - special.ndtr(x - reach)
    return integrate.quad(
        lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi) * alone(x) ** comparisons,
        -10, 10, epsabs=1e-13, epsrel=1e-12, limit=200)[0]


def chance(comparisons, freedom, t):
    """That all statistics lie within t: QUADPACK's adaptive rule over the deviation itself."""
    if np.isinf(freedom):
        return within(t, comparisons)
    spread = 1 / np.sqrt(2 * freedom)
    bounds = sorted({max(0, 1 + k * spread) for k in (-9, -4, -2, -1, -0.5, 0, 1, 2, 4, 12)})
    return sum(
        integrate.quad(lambda s: stats.chi.pdf(s, freedom, scale=freedom**-0.5) * within(t * s, comparisons),
                       low, high, epsabs=1e-13, epsrel=1e-12)[0]
        for low, high in zip(bounds, bounds[1:]))


def genz(comparisons, freedom, t):
    """The same by an algorithm that knows nothing of this integral, to four digits."""
    shape = np.full((comparisons, comparisons), 0.5) + 0.5 * np.eye(comparisons)
    bounds = np.full(comparisons, t)
    if np.isinf(freedom):  # SciPy's multivariate_t forgets the lower limit then.
        return stats.multivariate_normal.cdf(bounds, cov=shape, lower_limit=-bounds)
    return stats.multivariate_t.cdf(bounds, shape=shape, df=freedom, lower_limit=-bounds, maxpts=200_000, random_state=1)


def dunnett():
    entries = []
    for comparisons, freedom, t in [(1, 3, 2.5), (2, 1, 17.37), (2, 4, 3.31), (2, 4, 0.4), (3, 12, 2.686), (5, 2, 6.85),
                                    (5, 20, 1.5), (5, 20, 4.5), (9, 60, 2.76), (20, 10, 3.57), (63, 189, 3.3)]:
        value = chance(comparisons, freedom, t)
        if comparisons > 1:
            assert abs(value - genz(comparisons, freedom, t)) < 2e-4, (comparisons, freedom, t, value)
        entries.append({"comparisons": comparisons, "df": freedom, "t": t, "cumulative": value})
    write("dunnett", entries)


def dunnett_quantiles():
    """Of the shapes that printed tables have; null for infinitely many degrees of freedom."""
    entries = []
    for level in (0.95, 0.99):
        for freedom in (2, 5, 10, 20, np.inf):
            for comparisons in (1, 2, 3, 5, 9):
                quantile = brentq(lambda t: chance(comparisons, freedom, t) - level, 1, 20, xtol=1e-11)
                if comparisons > 1:
                    assert abs(level - genz(comparisons, freedom, quantile)) < 2e-4, (comparisons, freedom, quantile)
                entries.append({"comparisons": comparisons, "df": None if np.isinf(freedom) else freedom, "level": level,
                                "quantile": quantile})
    write("dunnett-quantiles", entries)


def noncentral_t():
    entries = []
    for freedom in (1, 2, 3.5, 10, 60, 600):
        for noncentrality in (0, 0.5, 2.9, 9):
            for t in (-3, 0.3, 2.3, 12):
                chance = float(stats.nct.cdf(t, freedom, noncentrality))
                if not np.isnan(chance):  # As it is below 1e-15 in SciPy.
                    entries.append({"df": freedom, "noncentrality": noncentrality, "t": t, "cumulative": chance})
    write("noncentral-t", entries)


def power_of(freedom, noncentrality, critical):
    return stats.nct.sf(critical, freedom, noncentrality) + stats.nct.cdf(-critical, freedom, noncentrality)


def power():
    """Of Student's two-sided test of one difference: what n pairs find, and how many pairs find a difference. And the power
    of some; statsmodels says the same."""
    entries = []
    for n, effect in [(50, 0.421637), (25, 0.25), (34, 0.5)]:
        value = float(power_of(n - 1, effect * n**0.5, stats.t.ppf(0.975, n - 1)))
        assert abs(value - TTestPower().power(effect, n, 0.05)) < 1e-9, (n, effect, value)
        entries.append({"n": n, "effect": effect, "power": value})
    for n in (2, 3, 4, 5, 10, 40):
        critical = stats.t.ppf(0.975, n - 1)
        # The other tail holds less than 1e-4 of the power, but scipy's is not a number far out.
        other = lambda d: 0 if d > 4 else stats.nct.cdf(-critical, n - 1, d)
        detectable = brentq(lambda d: stats.nct.sf(critical, n - 1, d) + other(d) - 0.8, 0.1, 30, xtol=1e-13)
        entries.append({"n": n, "detectable": detectable})
    for effect in (0.2, 0.35, 0.5, 0.8, 1.2, 2.0, 4.0):
        n = next(n for n in range(2, 1000) if power_of(n - 1, effect * n**0.5, stats.t.ppf(0.975, n - 1)) >= 0.8)
        entries.append({"effect": effect, "repetitions": n})
    write("power", entries)


def layout(values):
    """Least squares on indicators of treatment and repetition, and F tests of explicit orthonormal contrasts: the baseline's,
    which is the first, by itself, those of the others by Bonferroni's correction."""
    treatments, repetitions = values.shape
    columns = [np.repeat(np.eye(treatments)[t], repetitions) for t in range(treatments)]
    columns += [np.tile(np.eye(repetitions)[r], treatments) for r in range(repetitions)]
    design = np.array(columns).T
    fitted = design @ np.linalg.lstsq(design, values.ravel(), rcond=None)[0]
    squares = np.sum((values.ravel() - fitted) ** 2)
    chances = []
    for t in range(treatments):
        contrast = np.full(treatments, -1 / (treatments - 1))
        contrast[t] = 1
        along = contrast / np.linalg.norm(contrast) @ values
        alone = np.var(along, ddof=1) * (repetitions - 1)
        if treatments > 2:
            ratio = alone / ((squares - alone) / (treatments - 2))
            chances.append(float(stats.f.sf(ratio, repetitions - 1, (repetitions - 1) * (treatments - 2))))
    return {"values": values.tolist(), "residual": float(squares / ((treatments - 1) * (repetitions - 1))),
            "spread": min(chances[0], (treatments - 1) * min(chances[1:])) if chances else None}


def layouts():
    generator = np.random.default_rng(14)
    entries = []
    for treatments, repetitions, noisy, deviation in [
            (2, 3, 0, 1), (3, 2, 0, 1), (3, 3, 0, 1), (3, 3, 0, 5), (4, 5, 0, 1), (6, 10, 0, 3), (6, 4, 0, 1), (3, 3, 2, 5),
            (5, 8, 1, 3), (3, 4, 0, 0.2), (6, 3, 5, 4)]:
        values = 80 + generator.normal(size=(treatments, 1)) + 2 * generator.normal(size=(1, repetitions))
        noise = generator.normal(size=(treatments, repetitions))
        noise[noisy] *= deviation
        entries.append(layout(values + noise))
    write("layouts", entries)


def settings():
    """Settings x treatments x repetitions; the first treatment is the baseline."""
    generator = np.random.default_rng(15)
    entries = []
    for shape, decimals in [((1, 2, 3), 3), ((4, 3, 5), 3), ((3, 4, 4), 0), ((6, 2, 2), 3)]:
        values = np.round(70 + 5 * generator.normal(size=(shape[0], 1, 1)) + generator.normal(size=shape), decimals)
        ranks = np.mean([stats.rankdata(-setting.mean(axis=1)) for setting in values], axis=0)
        entry = {"values": values.tolist(), "ranks": ranks.tolist(), "advantages": []}
        for treatment in range(1, shape[1]):
            differences = (values[:, treatment] - values[:, 0]).ravel()
            wins, pairs, tail = float(np.sum(differences > 0) + np.sum(differences == 0) / 2), len(differences), 0.025 / (shape[1] - 1)
            entry["advantages"].append({
                "improvement": wins / pairs,
                "low": float(stats.beta.ppf(tail, wins, pairs - wins + 1)) if wins else 0.0,
                "high": float(stats.beta.isf(tail, wins + 1, pairs - wins)) if wins < pairs else 1.0,
                "gain": float(stats.trim_mean(differences, 0.25))})
        entries.append(entry)
    write("settings", entries)


if __name__ == "__main__":
    dunnett()
    dunnett_quantiles()
    noncentral_t()
    power()
    layouts()
    settings()

"""Writes src/test/resources/losses/expected.json: values and gradients of losses in float64, from their formulas.

The formulas are those of the table in section 1 of the reference (origin: the repositories and papers named with each loss in
definitions.yaml), element by element as they stand there; the gradient is torch's autograd. GoldenLossTest compares.
Nothing of the build needs this script.
    pip install torch==2.7.1 numpy && python loss_expectations.py
"""
import json
import pathlib

import torch

EPS = 1e-8


def p_of(x):
    return 1 / (1 + torch.exp(-x))


def q_of(x):
    return 1 / (1 + torch.exp(x))  # 1 - p without loss of digits


def log_p(x):
    return -torch.logaddexp(-x, torch.zeros_like(x))


def bounded_log(v):
    return torch.log(torch.clamp(v, min=EPS))


def summed(terms, known, s):
    terms = terms[known]
    return terms.mean() if s.get("reduction") == "mean" else terms.sum()


def focal(x, y, s):
    g, a = s.get("gamma", 2), s.get("alpha")
    weight = torch.where(y == 1, a, 1 - a) if a is not None else 1.0
    wrong = torch.where(y == 1, q_of(x), p_of(x))
    return summed(-weight * wrong**g * torch.where(y == 1, log_p(x), log_p(-x)), y >= 0, s)


def poly1(x, y, s):
    wrong = torch.where(y == 1, q_of(x), p_of(x))
    further = s.get("epsilon", 1) * wrong ** (s.get("gamma", 2) + 1)
    rest = focal(x, y, {"alpha": 0.25, **s})
    return rest + summed(further, y >= 0, s)


def hill(x, y, s):
    lam, m, g = s.get("lambda", 1.5), s.get("margin", 1), s.get("gamma", 2)
    positive = q_of(x - m) ** g * log_p(x - m)
    negative = -(lam - p_of(x)) * p_of(x) ** 2
    return summed(-torch.where(y == 1, positive, negative), y >= 0, s)


def splc(x, y, s, epoch):
    m, g, tau = s.get("margin", 1), s.get("gamma", 2), s.get("threshold", 0.6)
    moved = torch.where(y == 1, x - m, x)
    right = (y == 1) | ((p_of(moved) > tau) & (epoch >= s.get("from-epoch", 1)))
    wrong = torch.where(right, q_of(moved), p_of(moved))
    return summed(-wrong**g * torch.where(right, log_p(moved), log_p(-moved)), y >= 0, s)


def asl_parts(x, s, margin):
    m = s.get("margin", margin)
    p, q = p_of(x), q_of(x)
    if m == 0:
        return p, q, p, q
    return p, q, torch.clamp(p - m, min=0), torch.clamp(q + m, max=1)


def weighted(w, s):
    return w if s.get("focusing-gradient") == "full" else w.detach()


def apl(x, y, s):
    p, q, pm, qm = asl_parts(x, s, 0.05)
    e1, e2, en = s.get("epsilon-1", 1), s.get("epsilon-2", -2.5), s.get("epsilon-neg", 0)
    positive = bounded_log(p) + e1 * (1 - p) + e2 / 2 * (1 - p) ** 2
    negative = bounded_log(qm) + en * qm
    if s["type"] == "ral":
        lam = s.get("lambda", 1.5)
        negative = negative * (lam - p) * p**2 * (lam - qm)
    w = torch.where(y == 1, q ** s.get("gamma-pos", 0), pm ** s.get("gamma-neg", 4))
    return summed(-weighted(w, s) * torch.where(y == 1, positive, negative), y >= 0, s)


def p_asl(x, y, s):
    p, q, pm, qm = asl_parts(x, s, 0)
    w = torch.where(
        y == 1,
        s.get("alpha-pos", 1) * q ** s.get("gamma-pos", 0),
        torch.where(
            y == 0,
            s.get("alpha-neg", 1) * pm ** s.get("gamma-neg", 1),
            s.get("alpha-unannotated", 1) * pm ** s.get("gamma-unannotated", 2),
        ),
    )
    counted = y >= -1 if s.get("unannotated", "negative") == "negative" else y >= 0
    return summed(-weighted(w, s) * torch.where(y == 1, bounded_log(p), bounded_log(qm)), counted, s)


def zlpr(x, y, s):
    rows = []
    for xi, yi in zip(x, y):
        one = torch.zeros(1, dtype=x.dtype)
        rows.append(torch.logsumexp(torch.cat([one, xi[yi == 0]]), 0) + torch.logsumexp(torch.cat([one, -xi[yi == 1]]), 0))
    total = sum(rows)
    return total / len(rows) if s.get("reduction") == "mean" else total


def two_way(x, y, s):
    tp, tn = s.get("temperature-pos", 4), s.get("temperature-neg", 1)

    def one_way(x, y):
        parts = []
        for xi, yi in zip(x, y):
            if (yi == 1).any() and (yi == 0).any():
                inside = tn * torch.logsumexp(xi[yi == 0] / tn, 0) + tp * torch.logsumexp(-xi[yi == 1] / tp, 0)
                parts.append(torch.logaddexp(inside, torch.zeros((), dtype=x.dtype)))
            elif (yi == 1).any():
                parts.append(0 * xi.sum())  # the log-sum-exp of nothing is minus infinity
        return sum(parts) / len(parts) if parts else 0 * x.sum()

    return one_way(x.T, y.T) + one_way(x, y)


LOSSES = {
    "focal": focal, "poly1-focal": poly1, "hill": hill, "apl": apl, "ral": apl, "p-asl": p_asl, "zlpr": zlpr, "two-way": two_way,
}

SETTINGS = [
    {"type": "focal", "alpha": 0.25},
    {"type": "poly1-focal"},
    {"type": "poly1-focal", "epsilon": -0.5, "gamma": 0.5, "alpha": 0.6},
    {"type": "poly1-focal", "gamma": 0, "reduction": "mean"},
    {"type": "hill"},
    {"type": "hill", "lambda": 2, "margin": 0, "gamma": 0.5},
    {"type": "hill", "gamma": 0, "reduction": "mean"},
    {"type": "splc", "epoch": 0},
    {"type": "splc", "epoch": 1},
    {"type": "splc", "epoch": 4, "threshold": 0.3, "margin": 0.5, "gamma": 0.5, "from-epoch": 3, "reduction": "mean"},
    {"type": "apl"},
    {"type": "apl", "focusing-gradient": "full"},
    {"type": "apl", "focusing-gradient": "full", "gamma-pos": 0.5, "gamma-neg": 0.5, "epsilon-neg": 0.7, "reduction": "mean"},
    {"type": "apl", "margin": 0, "gamma-pos": 2, "gamma-neg": 3, "epsilon-2": 1},
    {"type": "ral"},
    {"type": "ral", "focusing-gradient": "full", "lambda": 2, "gamma-pos": 1},
    {"type": "p-asl"},
    {"type": "p-asl", "unannotated": "ignore"},
    {"type": "p-asl", "focusing-gradient": "full", "margin": 0.05, "alpha-pos": 2, "alpha-neg": 0.5, "alpha-unannotated": 0.25},
    {"type": "p-asl", "gamma-neg": 0, "gamma-unannotated": 0, "reduction": "mean"},
    {"type": "zlpr"},
    {"type": "zlpr", "reduction": "mean"},
    {"type": "two-way"},
    {"type": "two-way", "temperature-pos": 1, "temperature-neg": 2},
]

x = [[2, -1, 0.5, -3], [0, 3, -2, 1], [-0.75, 0.25, 1.5, -4]]
BATCHES = {
    "all known": (x, [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1]]),
    "some unknown": (x, [[1, -1, 1, 0], [-1, 1, 0, -1], [0, -1, -1, 1]]),
    "an image without known labels": (x, [[1, 0, 1, 0], [-1, -1, -1, -1], [0, 0, 1, 1]]),
    "all negative": (x, [[0] * 4] * 3),
    "all positive": (x, [[1] * 4] * 3),
    "a row of each": (x, [[0] * 4, [1] * 4, [0, 1, 1, 0]]),
    "extreme": ([[80, -80, 80, -80], [-80, 80, 0, 80]], [[1, 1, 0, 0], [0, 1, 1, 0]]),
}

cases = []
for settings in SETTINGS:
    for name, (logits, targets) in BATCHES.items():
        xs = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
        ys = torch.tensor(targets, dtype=torch.float64)
        given = {key: value for key, value in settings.items() if key != "epoch"}
        value = splc(xs, ys, given, settings["epoch"]) if given["type"] == "splc" else LOSSES[given["type"]](xs, ys, given)
        (gradient,) = torch.autograd.grad(value, xs)
        assert torch.isfinite(value) and torch.isfinite(gradient).all(), (settings, name)
        cases.append({
            "batch": name, "settings": given, "epoch": settings.get("epoch", 0), "x": logits, "y": targets,
            "value": value.item(), "gradient": gradient.flatten().tolist(),
        })

out = pathlib.Path(__file__).parent.parent / "resources" / "losses" / "expected.json"
out.parent.mkdir(exist_ok=True)
out.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

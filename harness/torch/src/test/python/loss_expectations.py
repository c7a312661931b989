"""Writes src/test/resources/losses/expected.json: values and gradients of losses in float64, from their formulas.

The formulas are those of the table in section 1 of the reference (origin: the repositories and papers named with each loss in
definitions.yaml), element by element as they stand there; the gradient is torch's autograd. GoldenLossTest compares.
Nothing of the build needs this script. With a folder of clones as its argument it also holds db, csl and the class-balanced
weights against the authors' own code, for all batches that this can take: wutong16/DistributionBalancedLoss at 14460d0,
Alibaba-MIIL/PartialLabelingCSL at 534f3ce and richardaecn/class-balanced-loss at 1d78572, in folders of the second names.
    pip install torch==2.7.1 numpy && python loss_expectations.py
"""
import json
import pathlib
import sys

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


def p_asl_terms(x, y, s):
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
    return -weighted(w, s) * torch.where(y == 1, bounded_log(p), bounded_log(qm))


def p_asl(x, y, s):
    counted = y >= -1 if s.get("unannotated", "negative") == "negative" else y >= 0
    return summed(p_asl_terms(x, y, s), counted, s)


def csl(x, y, s, counts):
    """One image and class after the other, as the paper tells it: what is ignored, then P-ASL of the rest."""
    unannotated = [(i, c) for i in range(len(y)) for c in range(len(y[0])) if y[i, c] == -1]
    by_probability = sorted((x[i, c].item() for i, c in unannotated), reverse=True)
    count = s.get("top-k", 5) * len(y)
    last = by_probability[min(count, len(by_probability)) - 1] if by_probability else 0
    ignored = torch.zeros_like(y, dtype=torch.bool)
    for i, c in unannotated:
        prior = counts["positives"][c] / (counts["positives"][c] + counts["negatives"][c])
        ignored[i, c] = prior > s.get("prior-threshold", 0.05) or x[i, c].item() >= last
    terms = p_asl_terms(x, y, s)
    if s.get("reduction") == "mean":
        return terms[~ignored].sum() / terms.numel()
    return terms[~ignored].sum()


def class_weights(weighting, counts):
    """Weights of the positives of each class, and of its negatives."""
    n = torch.tensor(counts["positives"], dtype=torch.float64)
    if weighting is None:
        return torch.ones_like(n), torch.ones_like(n)
    if weighting["type"] == "negatives-per-positive":
        return torch.tensor(counts["negatives"], dtype=torch.float64) / n, torch.ones_like(n)
    if weighting["type"] == "inverse-frequency":
        w = 1 / n
    else:
        beta = weighting.get("beta", 0.9999)
        w = (1 - beta) / (1 - beta**n)
    w = w / w.sum() * len(n)
    return w, w


def bce(x, y, s, counts):
    of_positives, of_negatives = class_weights(s.get("weighting"), counts)
    smooth = s.get("label-smoothing", 0)
    target = (y == 1) * (1 - smooth) + smooth / 2
    positive = -target * s.get("pos-weight", 1) * of_positives * log_p(x)
    negative = -(1 - target) * of_negatives * log_p(-x)
    return summed(positive + negative, y >= 0, s)


def weighted_focal(x, y, s, counts):
    if "weighting" not in s:
        return focal(x, y, s)
    of_positives, of_negatives = class_weights(s["weighting"], counts)
    g, a = s.get("gamma", 2), s.get("alpha")
    weight = torch.where(y == 1, of_positives, of_negatives)
    if a is not None:
        weight = weight * torch.where(y == 1, a, 1 - a)
    wrong = torch.where(y == 1, q_of(x), p_of(x))
    return summed(-weight * weighted(wrong**g, {"focusing-gradient": "full", **s}) * torch.where(y == 1, log_p(x), log_p(-x)), y >= 0, s)


def db(x, y, s, counts):
    alpha, beta, mu, g = s.get("alpha", 0.1), s.get("beta", 10), s.get("mu", 0.2), s.get("gamma", 2)
    scale, bias = s.get("neg-scale", 2), s.get("init-bias", 0.05)
    n = torch.tensor(counts["positives"], dtype=torch.float64)
    prior = n / (n + torch.tensor(counts["negatives"], dtype=torch.float64))
    rows = []
    for xi, yi in zip(x, y):
        of_classes = 1 / n
        of_image = of_classes[yi == 1].sum()
        r = of_classes / of_image if of_image > 0 else torch.full_like(n, float("inf"))
        w = alpha + torch.sigmoid(beta * (r - mu))
        v = xi - bias / scale * torch.log(1 / prior - 1)
        positive = -q_of(v) ** g * log_p(v)
        negative = -(p_of(scale * v) ** g) * log_p(-scale * v) / scale
        rows.append(s.get("balance", 2) * w * torch.where(yi == 1, positive, negative))
    return summed(torch.stack(rows), y >= 0, s)


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

# Losses of class counts, and those counts: three classes of a long tail and a frequent one, some labels of which are unknown.
WITH_COUNTS = {"bce": bce, "focal": weighted_focal, "csl": csl, "db": db}
COUNTS = {"images": 1000, "positives": [3, 40, 17, 620], "negatives": [997, 960, 383, 380]}

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
    {"type": "bce", "pos-weight": 3.5},
    {"type": "bce", "label-smoothing": 0.1},
    {"type": "bce", "label-smoothing": 0.2, "pos-weight": 0.5, "weighting": {"type": "class-balanced"}, "reduction": "mean"},
    {"type": "bce", "weighting": {"type": "inverse-frequency"}},
    {"type": "bce", "weighting": {"type": "class-balanced"}},
    {"type": "bce", "weighting": {"type": "class-balanced", "beta": 0.9}, "reduction": "mean"},
    {"type": "bce", "weighting": {"type": "class-balanced", "beta": 0}},
    {"type": "bce", "weighting": {"type": "negatives-per-positive"}, "pos-weight": 0.1},
    {"type": "focal", "weighting": {"type": "inverse-frequency"}, "gamma": 1},
    {"type": "focal", "weighting": {"type": "class-balanced", "beta": 0.99}, "alpha": 0.25, "reduction": "mean"},
    {"type": "focal", "weighting": {"type": "negatives-per-positive"}, "focusing-gradient": "detached"},
    {"type": "csl"},
    {"type": "csl", "top-k": 1, "prior-threshold": 0.5, "gamma-unannotated": 4},
    {"type": "csl", "top-k": 1, "prior-threshold": 1, "margin": 0.05, "gamma-pos": 1, "alpha-unannotated": 0.5},
    {"type": "csl", "top-k": 1, "prior-threshold": 0, "focusing-gradient": "full", "reduction": "mean"},
    {"type": "db"},
    {"type": "db", "mu": 0.3, "neg-scale": 5},
    {"type": "db", "alpha": 0, "beta": 3, "gamma": 0, "init-bias": 0.3, "balance": 1, "reduction": "mean"},
]

x = [[2, -1, 0.5, -3], [0, 3, -2, 1], [-0.75, 0.25, 1.5, -4]]
BATCHES = {
    "all known": (x, [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 1]]),
    "some unknown": (x, [[1, -1, 1, 0], [-1, 1, 0, -1], [0, -1, -1, 1]]),
    "an image without known labels": (x, [[1, 0, 1, 0], [-1, -1, -1, -1], [0, 0, 1, 1]]),
    "all negative": (x, [[0] * 4] * 3),
    "all positive": (x, [[1] * 4] * 3),
    "a row of each": (x, [[0] * 4, [1] * 4, [0, 1, 1, 0]]),
    "hardly anything known": (x, [[1, -1, -1, -1], [-1, -1, 0, -1], [-1, -1, -1, -1]]),
    "extreme": ([[80, -80, 80, -80], [-80, 80, 0, 80]], [[1, 1, 0, 0], [0, 1, 1, 0]]),
}

cases = []
for settings in SETTINGS:
    for name, (logits, targets) in BATCHES.items():
        xs = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
        ys = torch.tensor(targets, dtype=torch.float64)
        given = {key: value for key, value in settings.items() if key != "epoch"}
        if given["type"] == "splc":
            value = splc(xs, ys, given, settings["epoch"])
        elif given["type"] in WITH_COUNTS:
            value = WITH_COUNTS[given["type"]](xs, ys, given, COUNTS)
        else:
            value = LOSSES[given["type"]](xs, ys, given)
        (gradient,) = torch.autograd.grad(value, xs)
        assert torch.isfinite(value) and torch.isfinite(gradient).all(), (settings, name)
        cases.append({
            "batch": name, "settings": given, "epoch": settings.get("epoch", 0), "x": logits, "y": targets,
            "value": value.item(), "gradient": gradient.flatten().tolist(),
        })
        if given["type"] in WITH_COUNTS:
            cases[-1]["counts"] = COUNTS

out = pathlib.Path(__file__).parent.parent / "resources" / "losses" / "expected.json"
out.parent.mkdir(exist_ok=True)
out.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


def imported(path, stubs):
    """An author's module, with empty ones in place of what it imports and does not need here."""
    import sys
    import types

    for name in ["mmcv", "matplotlib", "matplotlib.pyplot", "sklearn", "sklearn.manifold", "pandas"]:
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules["sklearn.manifold"].TSNE = None
    module = types.ModuleType("theirs")
    module.__dict__.update(stubs)
    source = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("from .") and line.strip() != "import mmcv")
    exec(compile(source.replace("'cuda'", "'cpu'"), str(path), "exec"), module.__dict__)
    return module


def against_the_authors(clones):
    import types

    import numpy as np

    torch.Tensor.cuda = lambda self: self
    losses = clones / "DistributionBalancedLoss" / "mllt" / "models" / "losses"
    registry = types.SimpleNamespace(register_module=lambda loss: loss)
    entropy = imported(losses / "cross_entropy_loss.py", {"LOSSES": registry, "weight_reduce_loss": lambda loss, **given: loss})
    freq = {"class_freq": COUNTS["positives"], "neg_class_freq": [COUNTS["images"] - n for n in COUNTS["positives"]]}
    resample = imported(
        losses / "resample_loss.py", {**entropy.__dict__, "mmcv": types.SimpleNamespace(load=lambda file: freq)})
    selective = imported(clones / "PartialLabelingCSL" / "src" / "loss_functions" / "partial_asymmetric_loss.py", {})
    compared = 0
    for settings in SETTINGS:
        for name, (logits, targets) in BATCHES.items():
            x = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
            y = torch.tensor(targets, dtype=torch.float64)
            full = {**COUNTS, "negatives": freq["neg_class_freq"]}
            if settings["type"] == "db" and (y >= 0).all():
                theirs = resample.ResampleLoss(
                    use_sigmoid=True, reweight_func="rebalance",
                    focal=dict(focal=True, balance_param=settings.get("balance", 2), gamma=settings.get("gamma", 2)),
                    logit_reg=dict(neg_scale=settings.get("neg-scale", 2), init_bias=settings.get("init-bias", 0.05)),
                    map_param=dict(alpha=settings.get("alpha", 0.1), beta=settings.get("beta", 10), gamma=settings.get("mu", 0.2)))
                value = theirs(x.clone(), y)
                value = value.mean() if settings.get("reduction") == "mean" else value.sum()
                tolerance = 1e-5  # class frequencies are float32 there
                ours = db(x, y, settings, full)
            elif settings["type"] == "csl" and settings.get("focusing-gradient") != "full":
                priors = [p / (p + n) for p, n in zip(COUNTS["positives"], COUNTS["negatives"])]
                theirs = selective.PartialSelectiveLoss(types.SimpleNamespace(
                    clip=settings.get("margin", 0), prior_path=None, partial_loss_mode="selective",
                    prior_threshold=settings.get("prior-threshold", 0.05), likelihood_topk=settings.get("top-k", 5),
                    **{f"{part}_{theirs}": settings.get(f"{part}-{ours}", default)
                       for part, defaults in [("gamma", (0, 1, 2)), ("alpha", (1, 1, 1))]
                       for theirs, ours, default in zip(("pos", "neg", "unann"), ("pos", "neg", "unannotated"), defaults)}))
                theirs.prior_classes = dict(enumerate(priors))
                value, tolerance, ours = theirs(x, y), 1e-7, csl(x, y, settings, COUNTS)
            else:
                continue
            value = value.double()
            (own,) = torch.autograd.grad(ours, x, retain_graph=True)
            (given,) = torch.autograd.grad(value, x)
            assert torch.isclose(ours, value, rtol=tolerance, atol=tolerance), (settings, name, ours, value)
            assert torch.allclose(own, given, rtol=tolerance, atol=tolerance), (settings, name, own, given)
            compared += 1
    source = (clones / "class-balanced-loss" / "src" / "cifar_main.py").read_text().splitlines()
    for beta in (0, 0.9, 0.9999):
        scope = {
            "np": np, "hparams": {"beta": beta, "data_version": "4", "imb_factor": None},
            "data_utils": types.SimpleNamespace(get_img_num_per_cls=lambda version, factor: COUNTS["positives"])}
        lines = [line.strip() for line in source[425:430]]
        exec("\n".join([lines[0] + lines[1], *lines[2:]]), scope)
        own, _ = class_weights({"type": "class-balanced", "beta": beta}, COUNTS)
        assert np.allclose(own.numpy(), scope["weights"], rtol=1e-12), (beta, own, scope["weights"])
        compared += 1
    print(compared, "results equal those of the authors' code")


if len(sys.argv) > 1:
    against_the_authors(pathlib.Path(sys.argv[1]))

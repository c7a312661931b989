"""Writes src/test/resources/training/expected.json: the parameters of a small network after each of some steps, in float64.

Weights and images are given by formulas, as in timm_expectations.py. What a suite says of a step (clipping, rates by depth, freezing) is
done here with torch.optim and torch.nn.utils; RecipeEqualityTest compares. Nothing of the build needs this script.
    pip install torch==2.7.1 && python training_expectations.py
"""
import json
import pathlib
import zlib
from collections import OrderedDict

import torch
from torch import nn

STEPS, ROWS, SIZE, CLASSES = 6, 4, 8, 3


def uniform(name, count):
    """Values in [-1, 1): a multiplicative hash of the index, started by the name's CRC-32."""
    seed = zlib.crc32(name.encode())
    return torch.tensor([((seed + i * 2654435761) % 2**32) / 2**31 - 1 for i in range(count)], dtype=torch.float64)


def network():
    model = nn.Sequential(
        OrderedDict(
            stem=nn.Conv2d(3, 8, 3, padding=1, bias=False),
            stem_bn=nn.BatchNorm2d(8),
            stem_act=nn.ReLU(),
            body=nn.Conv2d(8, 16, 3, padding=1, stride=2, bias=False),
            body_bn=nn.BatchNorm2d(16),
            body_act=nn.ReLU(),
            pool=nn.AdaptiveAvgPool2d(1),
            flat=nn.Flatten(),
            fc=nn.Linear(16, CLASSES),
        )
    ).double()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            u = uniform(name, parameter.numel())
            if parameter.dim() > 1:
                u = u * (6 / (parameter.numel() / parameter.shape[0])) ** 0.5
            elif name.endswith("weight"):
                u = 1 + 0.2 * u
            else:
                u = 0.2 * u
            parameter.copy_(u.reshape(parameter.shape).float())
    return model


def batch(step):
    n, c, h, w = torch.meshgrid(*(torch.arange(k) for k in (ROWS, 3, SIZE, SIZE)), indexing="ij")
    x = (n * 7919 + c * 104729 + h * 31 + w * 17 + h * w + step * 613) % 256
    r, k = torch.meshgrid(torch.arange(ROWS), torch.arange(CLASSES), indexing="ij")
    return x.double() / 255, ((r + k + step) % 2).double()


DEPTH = ["stem", "body", "fc"]  # layer groups: stem, one block, head


def groups(model, case):
    """One group for each parameter: neither 1-D ones nor biases decay, and rates fall with depth."""
    found = []
    for name, p in model.named_parameters():
        below = len(DEPTH) - 1 - DEPTH.index(name.split(".")[0].split("_")[0])
        decay = case["optimizer"]["weight-decay"] if p.dim() > 1 else 0.0
        found.append({"params": [p], "weight_decay": decay, "scale": case.get("layer-decay", 1) ** below})
    return found


def frozen(case, step):
    """Layer groups that are not trained in a step, each of which is an epoch."""
    if "freeze" not in case:
        return []
    epoch, at, every = step + 1, case.get("unfreeze-at", 10**9), case.get("unfreeze-every", 0)
    return [group for down, group in enumerate(("body", "stem")) if epoch < at + every * down]


def optimizer(model, case):
    s = case["optimizer"]
    if s["type"] == "sgd":
        return torch.optim.SGD(groups(model, case), lr=1, momentum=s["momentum"], nesterov=s["nesterov"])
    kind = torch.optim.AdamW if s["type"] == "adamw" else torch.optim.Adam
    return kind(groups(model, case), lr=1, betas=(s["beta1"], s["beta2"]), eps=s["eps"])


def train(case):
    model = network().train()
    optim = optimizer(model, case)
    steps = []
    for step in range(STEPS):
        x, y = batch(step)
        still = frozen(case, step)
        for name, module in model.named_children():
            if len(list(module.parameters())):
                learns = name.split("_")[0] not in still
                module.train(learns).requires_grad_(learns)
        optim.zero_grad(set_to_none=True)
        nn.functional.binary_cross_entropy_with_logits(model(x), y, reduction="sum").backward()
        if "clip-gradient-value" in case:
            nn.utils.clip_grad_value_(model.parameters(), case["clip-gradient-value"])
        if "clip-gradient-norm" in case:
            nn.utils.clip_grad_norm_(model.parameters(), case["clip-gradient-norm"])
        for group in optim.param_groups:
            group["lr"] = 0.01 * (step + 1) * group["scale"]
        optim.step()
        steps.append(torch.cat([p.detach().flatten() for p in model.parameters()]))
    buffers = [b for name, b in model.named_buffers() if not name.endswith("num_batches_tracked")]
    # A few values of each step are enough, and the norm of all: what is wrong anywhere is wrong in the norm.
    return {
        **case,
        "values": [[round(v, 9) for v in s[::37].tolist()] for s in steps],
        "norms": [s.norm().item() for s in steps],
        "statistics": torch.cat([b.flatten() for b in buffers]).tolist(),
    }


# A large eps: without it, Adam blows the last bit of a gradient near zero up to a whole step.
SGD = {"type": "sgd", "weight-decay": 0.01, "momentum": 0.9, "nesterov": False}
ADAMW = {"type": "adamw", "weight-decay": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-3}
ADAM = {"type": "adam", "weight-decay": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-3}
cases = [
    {"name": "as they are", "optimizer": SGD},
    {"name": "clipped by norm", "optimizer": SGD, "clip-gradient-norm": 0.5},
    {"name": "clipped by a norm that is not reached", "optimizer": SGD, "clip-gradient-norm": 1000.0},
    {"name": "clipped by value", "optimizer": SGD, "clip-gradient-value": 0.1},
    {"name": "clipped by value, then by norm", "optimizer": ADAMW, "clip-gradient-value": 0.2, "clip-gradient-norm": 0.3},
    {"name": "clipped by norm under Adam", "optimizer": ADAM, "clip-gradient-norm": 0.25},
]
cases += [
    {"name": "rates that fall with depth", "optimizer": ADAMW, "layer-decay": 0.5},
    {"name": "a frozen backbone", "optimizer": SGD, "freeze": "backbone"},
    {"name": "a frozen backbone and a clipped norm", "optimizer": SGD, "freeze": "backbone", "clip-gradient-norm": 0.1},
    {"name": "a backbone that is trained later", "optimizer": ADAM, "freeze": "backbone", "unfreeze-at": 3},
    {
        "name": "layers that are trained one after the other", "optimizer": ADAMW, "freeze": "backbone", "unfreeze-at": 2,
        "unfreeze-every": 2, "layer-decay": 0.7,
    },
    {
        "name": "momentum of layers that are trained later", "optimizer": {**SGD, "nesterov": True}, "freeze": "backbone",
        "unfreeze-at": 3, "unfreeze-every": 1,
    },
]
found = [train(case) for case in cases]
target = pathlib.Path(__file__).parent.parent / "resources" / "training" / "expected.json"
target.parent.mkdir(exist_ok=True)
target.write_text("[\n" + ",\n".join(json.dumps(c) for c in found) + "\n]\n")
print(target, [c["norms"][-1] for c in found])

"""Writes src/test/resources/training/expected.json: the parameters of a small network after each of some steps, in float64.

Weights and images are given by formulas, as in timm_expectations.py. What a suite says of a step (clipping) is
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


def groups(model, case):
    """Parameters by whether they decay: neither 1-D ones nor biases do."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() == 1]
    decay = case["optimizer"]["weight-decay"]
    return [{"params": decayed, "weight_decay": decay}, {"params": plain, "weight_decay": 0.0}]


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
        optim.zero_grad(set_to_none=True)
        nn.functional.binary_cross_entropy_with_logits(model(x), y, reduction="sum").backward()
        if "clip-gradient-value" in case:
            nn.utils.clip_grad_value_(model.parameters(), case["clip-gradient-value"])
        if "clip-gradient-norm" in case:
            nn.utils.clip_grad_norm_(model.parameters(), case["clip-gradient-norm"])
        for group in optim.param_groups:
            group["lr"] = 0.01 * (step + 1)
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


SGD = {"type": "sgd", "weight-decay": 0.01, "momentum": 0.9, "nesterov": False}
ADAMW = {"type": "adamw", "weight-decay": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-6}
ADAM = {"type": "adam", "weight-decay": 0.1, "beta1": 0.9, "beta2": 0.99, "eps": 1e-6}
cases = [
    {"name": "as they are", "optimizer": SGD},
    {"name": "clipped by norm", "optimizer": SGD, "clip-gradient-norm": 0.5},
    {"name": "clipped by a norm that is not reached", "optimizer": SGD, "clip-gradient-norm": 1000.0},
    {"name": "clipped by value", "optimizer": SGD, "clip-gradient-value": 0.1},
    {"name": "clipped by value, then by norm", "optimizer": ADAMW, "clip-gradient-value": 0.2, "clip-gradient-norm": 0.3},
    {"name": "clipped by norm under Adam", "optimizer": ADAM, "clip-gradient-norm": 0.25},
]
found = [train(case) for case in cases]
target = pathlib.Path(__file__).parent.parent / "resources" / "training" / "expected.json"
target.parent.mkdir(exist_ok=True)
target.write_text("[\n" + ",\n".join(json.dumps(c) for c in found) + "\n]\n")
print(target, [c["norms"][-1] for c in found])

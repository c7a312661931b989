"""Expectations of Fcos*EqualityTest: torchvision's FCOS with parameters and images from a formula.

    python fcos_expectations.py OUT      # torch 2.7.1, torchvision 0.22.1

writes OUT/fcos-forward.json and OUT/fcos-resnet50-fpn-tensors.json, which are in resources/torchvision.
"""

import json
import math
import sys

import torch
import torchvision
from torchvision.models.detection import fcos_resnet50_fpn

HEIGHT, WIDTH, IMAGES = 64, 96, 2
TARGETS = [
    {"boxes": [[4.0, 6.0, 40.0, 50.0], [30.0, 10.0, 90.0, 60.0], [10.0, 12.0, 22.0, 30.0]], "labels": [1, 3, 2]},
    {"boxes": [[0.0, 0.0, 96.0, 64.0]], "labels": [2]},
]


def hashed(k, n):
    """n values in [-0.5, 0.5) for the tensor at position k of the list."""
    i = torch.arange(n, dtype=torch.int64)
    return ((i * 2654435761 + k * 40503 + 12345) % 2**32).double() / 2**32 - 0.5


def tensors(model):
    return [(name, t) for name, t in model.state_dict().items() if "num_batches" not in name]


def fill(model):
    for k, (name, tensor) in enumerate(tensors(model)):
        h = hashed(k, tensor.numel()).reshape(tensor.shape)
        if name.endswith("running_var"):
            value = 1 + h
        elif name.endswith("running_mean") or name.endswith("bias"):
            value = 0.2 * h
        elif tensor.dim() <= 1:
            value = 1 + 0.4 * h
        else:
            value = h * 2 * math.sqrt(3 / (tensor.shape[1] * tensor.shape[2] * tensor.shape[3]))
        tensor.copy_(value.float())


def statistics(tensor):
    values = tensor.double().flatten()
    return {
        "shape": list(tensor.shape),
        "sum": values.sum().item(),
        "abs_sum": values.abs().sum().item(),
        "first": values[:6].tolist(),
        "last": values[-6:].tolist(),
    }


def listed(model):
    return [{"name": name, "shape": list(t.shape)} for name, t in tensors(model)]


def main(out):
    torch.set_num_threads(1)
    whole = fcos_resnet50_fpn(weights=None, weights_backbone=None, num_classes=91)
    with open(out + "/fcos-resnet50-fpn-tensors.json", "w") as file:
        json.dump({"by": "torchvision " + torchvision.__version__, "tensors": listed(whole)}, file)

    model = fcos_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=4,
        min_size=HEIGHT, max_size=WIDTH, score_thresh=0.05, _skip_resize=True)
    model.transform.size_divisible = 32
    fill(model)
    model.eval()
    images = (hashed(1000, IMAGES * 3 * HEIGHT * WIDTH) + 0.5).reshape(IMAGES, 3, HEIGHT, WIDTH).float()
    with torch.no_grad():
        batch, _ = model.transform([images[0], images[1]])
        features = list(model.backbone(batch.tensors).values())
        outputs = model.head(features)
        detections = model([images[0], images[1]])

    targets = [{"boxes": torch.tensor(t["boxes"]), "labels": torch.tensor(t["labels"])} for t in TARGETS]
    matched = []
    compute_loss = model.head.compute_loss

    def spy(t, h, anchors, found):
        matched.extend(each.tolist() for each in found)
        return compute_loss(t, h, anchors, found)

    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
    model.head.compute_loss = spy
    losses = model([images[0], images[1]], targets)
    biases = {
        "cls_logits.bias": model.head.classification_head.cls_logits.bias,
        "bbox_reg.bias": model.head.regression_head.bbox_reg.bias,
        "bbox_ctrness.bias": model.head.regression_head.bbox_ctrness.bias,
    }
    gradients = torch.autograd.grad(sum(losses.values()), list(biases.values()))
    with open(out + "/fcos-forward.json", "w") as file:
        json.dump(
            {
                "by": f"torch {torch.__version__} torchvision {torchvision.__version__}",
                "tensors": listed(model),
                "features": [statistics(f) for f in features],
                "cls_logits": statistics(outputs["cls_logits"]),
                "bbox_regression": statistics(outputs["bbox_regression"]),
                "bbox_ctrness": statistics(outputs["bbox_ctrness"]),
                "targets": TARGETS,
                "matched": matched,
                "losses": {name: value.item() for name, value in losses.items()},
                "gradients": {name: g.tolist() for name, g in zip(biases, gradients)},
                "detections_score_above_0.05": [
                    {name: value[:10].tolist() for name, value in d.items()} | {"count": len(d["scores"])}
                    for d in detections
                ],
            },
            file)


if __name__ == "__main__":
    main(sys.argv[1])

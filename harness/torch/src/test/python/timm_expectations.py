"""Writes src/test/resources/timm/NAME.json: what timm's networks compute with weights and inputs given by formulas.

TimmEqualityTest fills our networks by the same formulas and compares. Nothing of the build needs this script.
    pip install torch==2.15.0 timm==1.0.31 && python timm_expectations.py NAME...
"""
import json
import pathlib
import sys
import zlib

import timm
import torch

# What float32 makes of undamped ResNets depends on the number of threads: TimmEqualityTest has two, channels-last.
torch.set_num_threads(2)

CLASSES, SIZE, ROWS = 5, 64, 2
OTHER_SIZE = 96  # in evaluation, of networks whose layers depend on the size

# Undamped, the branches of a TResNet in training mode blow the last bit of a float32 up to percents of the loss;
# damped, to a percent of some gradients, which are therefore computed in float64.
DAMPED, BRANCH_ENDS = 0.1, ("conv2.bn.weight", "conv3.bn.weight")


def uniform(name, count):
    """Values in [-1, 1): a multiplicative hash of the index, started by the name's CRC-32."""
    seed = zlib.crc32(name.encode())
    return torch.tensor([((seed + i * 2654435761) % 2**32) / 2**31 - 1 for i in range(count)], dtype=torch.float64)


def fill(model):
    for name, tensor in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        u = uniform(name, tensor.numel())
        if name.endswith("running_var"):
            u = 1 + 0.4 * u
        elif tensor.dim() == 1 and name.endswith(".weight"):
            u = (1 + 0.2 * u) * (DAMPED if name.endswith(BRANCH_ENDS) else 1)
        elif tensor.dim() == 1:
            u = 0.2 * u
        else:
            u = u * (6 / (tensor.numel() / tensor.shape[0])) ** 0.5
        tensor.copy_(u.reshape(tensor.shape).float())


def bytes_of_input(size):
    n, h, w, c = torch.meshgrid(*(torch.arange(k) for k in (ROWS, size, size, 3)), indexing="ij")
    return (n * 7919 + c * 104729 + h * 31 + w * 17 + h * w) % 256


NAMES = (
    "resnet18", "resnet34", "resnet50", "resnet101", "tresnet_m", "tresnet_l", "tresnet_xl", "tresnet_v2_l",
    "mobilenetv2_035", "tf_efficientnet_lite0", "convnext_tiny", "convnext_small", "convnext_base",
    "vit_small_patch16_224", "vit_small_patch16_224-mean", "vit_base_patch16_224", "swin_tiny_patch4_window7_224",
)
SIZED = {
    "vit": {"img_size": SIZE, "dynamic_img_size": True},
    "swin": {"img_size": SIZE, "dynamic_img_size": True, "drop_path_rate": 0.0},
}
for name in sys.argv[1:] or NAMES:
    options = dict(SIZED.get(name.partition("_")[0], {}))
    if name.endswith("-mean"):
        options["global_pool"] = "avg"
    model = timm.create_model(name.partition("-")[0], num_classes=CLASSES, **options)
    with torch.no_grad():
        fill(model)
    exact = torch.float64 if name.startswith(("tresnet", "convnext", "vit", "swin")) else torch.float32
    model.to(exact)
    for module in model.modules():
        if name == "mobilenetv2_035" and isinstance(module, torch.nn.BatchNorm2d):
            module.eps = 1e-3  # as its TensorFlow weights were trained
    if name == "mobilenetv2_035":  # timm's own padding is symmetric; its weights come from TensorFlow
        for module in model.modules():
            if isinstance(module, torch.nn.Conv2d) and module.stride == (2, 2):
                module.padding = (0, 0)
                module.register_forward_pre_hook(lambda m, x: torch.nn.functional.pad(x[0], (0, 1, 0, 1)))
    x = bytes_of_input(SIZE).permute(0, 3, 1, 2).to(exact) / 255
    model.eval()
    with torch.no_grad():
        evaluation = model(x)
        other = model(bytes_of_input(OTHER_SIZE).permute(0, 3, 1, 2).to(exact) / 255) if "img_size" in options else None
    model.train()
    training = model(x)
    y = torch.tensor([[(r + c) % 2 for c in range(CLASSES)] for r in range(ROWS)], dtype=exact)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(training, y, reduction="sum")
    loss.backward()
    state = {k: v for k, v in model.state_dict().items() if "running" in k}
    expected = {
        "evaluation": evaluation.flatten().tolist(),
        "loss": loss.item(),
        "gradient_norms": {k: p.grad.norm().item() for k, p in model.named_parameters()},
        "statistics_norms": {k: v.norm().item() for k, v in state.items()},
    }
    if other is not None:
        expected["evaluation_at_other_size"] = other.flatten().tolist()
    file = pathlib.Path(__file__).parent.parent / "resources/timm" / f"{name}.json"
    file.write_text(json.dumps(expected, indent=0) + "\n")
    print(name, evaluation.abs().max().item(), loss.item())

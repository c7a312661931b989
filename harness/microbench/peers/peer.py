"""The PyTorch side: functions that return one time in microseconds or milliseconds."""
import io
import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw


def timed(function, seconds=2.0, least=5):
    """Mean seconds of a call after two warm-up calls: JMH and our throughput are means too."""
    function(), function()
    calls, start = 0, time.perf_counter()
    while calls < least or time.perf_counter() - start < seconds:
        function()
        calls += 1
    return (time.perf_counter() - start) / calls


def bce(x, y):
    return F.binary_cross_entropy_with_logits(x, y, reduction="sum")


def focal(x, y, gamma=2.0):
    p = torch.sigmoid(x)
    pt = p * y + (1 - p) * (1 - y)
    return (((1 - pt) ** gamma) * F.binary_cross_entropy_with_logits(x, y, reduction="none")).sum()


def asl(x, y, gamma_neg=4.0, gamma_pos=0.0, margin=0.05, eps=1e-8):
    """The paper's equation 7, focusing weight detached as in the ASL code's train.py."""
    p = torch.sigmoid(x)
    q = (1 - p + margin).clamp(max=1)
    entropy = y * torch.log(p.clamp(min=eps)) + (1 - y) * torch.log(q.clamp(min=eps))
    with torch.no_grad():
        pt = p * y + q * (1 - y)
        weight = torch.pow(1 - pt, gamma_pos * y + gamma_neg * (1 - y))
    return -(entropy * weight).sum()


LOSSES = {"bce": bce, "focal": focal, "asl": asl}


def loss_microseconds(name, rows, classes, compiled=False):
    loss = torch.compile(LOSSES[name]) if compiled else LOSSES[name]
    generator = torch.Generator().manual_seed(1)
    x = (torch.randn(rows, classes, generator=generator) * 2 - 2).requires_grad_()
    y = (torch.rand(rows, classes, generator=generator) < 0.03).float()

    def step():
        value = loss(x, y)
        torch.autograd.grad(value, x)
        return value.item()

    return 1e6 * timed(step)


def network_of(name, size):
    """timm's network of that name for images of that size, as ours: with all branches, and MobileNetV2 padded as in TensorFlow."""
    import timm

    options = {}
    if name.startswith(("vit_", "swin_")):
        options = {"img_size": size, "drop_path_rate": 0.0}
    elif name.startswith("mobilenetv2"):
        options = {"pad_type": "same"}
    return timm.create_model(name, num_classes=20, **options)


def step_milliseconds(network, size, batch, loss):
    model = network_of(network, size).to(memory_format=torch.channels_last)
    model.train()
    decayed = [p for n, p in model.named_parameters() if p.dim() > 1 and not n.endswith(".bias")]
    plain = [p for n, p in model.named_parameters() if p.dim() <= 1 or n.endswith(".bias")]
    optimizer = torch.optim.Adam(
        [{"params": decayed, "weight_decay": 1e-4}, {"params": plain, "weight_decay": 0.0}], lr=1e-4, fused=True
    )
    tensors = [v for v in model.state_dict().values() if v.dtype == torch.float32]
    average = [v.clone() for v in tensors]
    pixels = torch.randint(0, 256, (batch, size, size, 3), dtype=torch.uint8)
    y = (torch.rand(batch, 20) < 0.15).float()

    def step():
        x = pixels.permute(0, 3, 1, 2).float().div_(255)
        value = LOSSES[loss](model(x), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, tensors, 1 - 0.9997)

    return 1e3 * timed(step, seconds=6.0)


def drawn_detections(images=5000, classes=80, objects=7, most=100):
    """Annotations and detections as COCO's files have them; low classes are more frequent."""
    drawn = random.Random(1)

    def box():
        return [500 * drawn.random(), 400 * drawn.random(), 4 + 136 * drawn.random(), 4 + 76 * drawn.random()]

    def category():
        return 1 + int(classes * drawn.random() ** 3)

    truth = {
        "images": [{"id": i, "width": 640, "height": 480} for i in range(1, images + 1)],
        "categories": [{"id": c, "name": f"class {c}"} for c in range(1, classes + 1)],
        "annotations": [],
    }
    detected = []
    for image in range(1, images + 1):
        for _ in range(objects):
            x, y, w, h = box()
            of = category()
            truth["annotations"].append(
                {"id": len(truth["annotations"]) + 1, "image_id": image, "category_id": of, "bbox": [x, y, w, h],
                 "area": w * h, "iscrowd": 0})
            detected.append({"image_id": image, "category_id": of, "bbox": [x + drawn.gauss(0, 1), y, w, 1.1 * h],
                             "score": 0.3 + 0.7 * drawn.random()})
        for _ in range(objects, most):
            detected.append({"image_id": image, "category_id": category(), "bbox": box(), "score": 0.6 * drawn.random()})
    return truth, detected


def photos(count=64):
    """JPEGs of 500 x 375 as InputBenchmark makes them: smooth with noise."""
    generator = np.random.default_rng(1)
    y, x = np.mgrid[0:375, 0:500]
    for i in range(count):
        base = (128 + (80 * np.sin(x / (9.0 + i % 7)) * np.cos(y / (13.0 + i % 5)))).astype(int)
        red = np.clip(base + generator.integers(-20, 21, base.shape), 0, 255)
        jpeg = io.BytesIO()
        pixels = np.stack([red, base, (x * y + i) & 0xFF], -1).astype(np.uint8)
        Image.fromarray(pixels).save(jpeg, "JPEG", quality=75)
        yield jpeg.getvalue()


def input_milliseconds(size):
    """An image on one thread, Pillow's way: decoded and resized; augmented as the ASL code does; both."""
    from randaugment import RandAugment

    np.int = int  # randaugment 1.0.2 is older than the removal of this name

    augment = RandAugment()
    jpegs = list(photos())

    def decoded(jpeg):
        return Image.open(io.BytesIO(jpeg)).convert("RGB").resize((size, size), Image.BILINEAR)

    def augmented(image):
        left, top = random.randrange(size), random.randrange(size)
        half = size // 4
        box = [max(0, left - half), max(0, top - half), min(size, left + half), min(size, top + half)]
        image = image.copy()
        ImageDraw.Draw(image).rectangle(box, fill=tuple(random.randrange(256) for _ in range(3)))
        return np.asarray(augment(image))

    images = [decoded(jpeg) for jpeg in jpegs]
    ways = {
        "decode and resize": lambda: [np.asarray(decoded(jpeg)) for jpeg in jpegs],
        "augment": lambda: [augmented(image) for image in images],
        "decode, resize and augment": lambda: [augmented(decoded(jpeg)) for jpeg in jpegs],
    }
    return {name: 1e3 * timed(way) / len(jpegs) for name, way in ways.items()}

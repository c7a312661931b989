"""Expectations of ImageSizingTest: sizes and boxes of torchvision's GeneralizedRCNNTransform.

    python aspect_expectations.py > ../resources/torchvision/aspect.json      # torch 2.7.1, torchvision 0.22.1

Sizes are those of images that were resized and batched; mm-detection's rounding is that of mmcv 1.0's rescale_size,
written out here because mmcv is not at hand.
"""

import json

import torch
from torchvision.models.detection.transform import GeneralizedRCNNTransform, resize_boxes

SIDES = [(640, 480), (480, 640), (500, 375), (427, 640), (333, 500), (640, 427), (1, 1), (3, 900), (900, 3), (64, 64),
         (51, 640), (612, 612), (1333, 800), (200, 141), (353, 500), (640, 359), (999, 7), (4000, 3000), (59, 72)]
SCALES = [(800, 1333), (64, 96), (160, 160), (333, 500), (37, 61)]


def nearest(width, height, shorter, longest):
    factor = min(longest / max(height, width), shorter / min(height, width))
    return int(width * factor + 0.5), int(height * factor + 0.5)


def main():
    torch.set_num_threads(1)
    cases = []
    for shorter, longest in SCALES:
        transform = GeneralizedRCNNTransform(shorter, longest, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        transform.eval()
        for width, height in SIDES:
            if shorter == 800 and width * height > 700000:
                continue  # seconds for a number that smaller scales test too
            box = [width * 0.125, height * 0.25, width * 0.75, height * 0.875]
            target = {"boxes": torch.tensor([box], dtype=torch.float32)}
            try:
                images, targets = transform([torch.zeros(3, height, width)], [target])
            except RuntimeError:
                continue  # a side of no pixels
            h, w = images.image_sizes[0]
            there = targets[0]["boxes"]
            back = resize_boxes(there, (h, w), (height, width))
            cases.append({
                "shorter": shorter, "longest": longest, "width": width, "height": height, "down": [w, h],
                "nearest": list(nearest(width, height, shorter, longest)),
                "canvas": [images.tensors.shape[3], images.tensors.shape[2]],
                "box": box, "resized": there[0].tolist(), "back": back[0].tolist()})
    batches = []
    transform = GeneralizedRCNNTransform(64, 96, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    for sides in ([(40, 30), (30, 40)], [(100, 30), (90, 40), (10, 30)], [(64, 64), (64, 64)]):
        images, _ = transform([torch.zeros(3, h, w) for w, h in sides], None)
        batches.append({
            "sides": sides, "sizes": [[w, h] for h, w in images.image_sizes],
            "canvas": [images.tensors.shape[3], images.tensors.shape[2]]})
    print(json.dumps({"images": cases, "batches": batches}))


main()

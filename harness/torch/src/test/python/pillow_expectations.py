"""Writes src/test/resources/pillow/operations.csv: SHA-256 of what RandAugment's operations make of an image that a formula gives.

PixelOperationsTest computes the same. Nothing of the build needs this script.
    pip install pillow==13.0.0 && python pillow_expectations.py
"""
import hashlib
import pathlib

from PIL import Image, ImageEnhance, ImageOps

SIZE, GREY = 23, (128, 128, 128)


def image():
    pixels = bytearray()
    for y in range(SIZE):
        for x in range(SIZE):
            for c in range(3):
                pixels.append((x * 11 + y * 7 + c * 53 + x * y * (5 + c) % 97) % 256 * (3 + c) // 5)
    return Image.frombytes("RGB", (SIZE, SIZE), bytes(pixels))


def affine(coefficients, resample=Image.NEAREST):
    return lambda im: im.transform(im.size, Image.AFFINE, coefficients, resample, fillcolor=GREY)


def rotate(im, degrees):
    turned = im.convert("RGBA").rotate(degrees)
    return Image.composite(turned, Image.new("RGBA", turned.size, (128,) * 4), turned).convert("RGB")


operations = {("invert", 0): ImageOps.invert, ("autocontrast", 0): ImageOps.autocontrast, ("equalize", 0): ImageOps.equalize}
for sign in (-1, 1):
    for k in (1, 4, 9):
        share = k / 9
        shear, move, enhance = 0.3 * share * sign, 150 / 331 * share * SIZE * sign, 1 + 0.9 * share * sign
        operations["shear-x", shear] = affine((1, shear, 0, 0, 1, 0), Image.BICUBIC)
        operations["shear-y", shear] = affine((1, 0, 0, shear, 1, 0), Image.BICUBIC)
        operations["translate-x", move] = affine((1, 0, move, 0, 1, 0))
        operations["translate-y", move] = affine((1, 0, 0, 0, 1, move))
        for name in ("Color", "Contrast", "Sharpness", "Brightness"):
            operations[name.lower(), enhance] = lambda im, name=name, f=enhance: getattr(ImageEnhance, name)(im).enhance(f)
for k in (1, 4, 9):
    operations["rotate", 30 * k / 9] = lambda im, d=30 * k / 9: rotate(im, d)
    operations["solarize", 256 - 256 * k / 9] = lambda im, t=256 - 256 * k / 9: ImageOps.solarize(im, t)
for bits in (8, 6, 4):
    operations["posterize", bits] = lambda im, b=bits: ImageOps.posterize(im, b)

lines = ["operation,parameter,sha256"]
for (name, parameter), operation in operations.items():
    lines.append(f"{name},{parameter!r},{hashlib.sha256(operation(image()).tobytes()).hexdigest()}")
file = pathlib.Path(__file__).parent.parent / "resources/pillow/operations.csv"
file.parent.mkdir(exist_ok=True)
file.write_text("\n".join(lines) + "\n")

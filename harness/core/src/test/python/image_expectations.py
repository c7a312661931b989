"""Writes src/test/resources/images/: small images of many kinds, and of each what Pillow's convert("RGB") makes of it.

images.csv has name, width, height, SHA-256 of the pixels, and the pixels at the corners and in the middle. PillowImagesTest
decodes the files and compares. Nothing of the build needs this script.
    pip install pillow==12.0.0 numpy==2.4.6 && python image_expectations.py
"""
import hashlib
import io
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms

folder = pathlib.Path(__file__).parent.parent / "resources/images"
folder.mkdir(parents=True, exist_ok=True)
rows = []


def photo(width=45, height=37, seed=7):
    """A gradient with waves and some noise, about as hard to compress as a photograph."""
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(seed).integers(-20, 20, (height, width, 3))
    waves = [127 + 90 * np.sin(x / (4.0 + c) + c) * np.cos(y / (5.0 - c)) + x - y for c in range(3)]
    return np.clip(np.stack(waves, -1) + noise, 0, 255).astype(np.uint8)


def hue(width=45, height=37):
    """Saturated stripes with hard edges, where smooth upsampling shows."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x % 7 * 42, y % 5 * 63, (x + y) % 3 * 127], -1).astype(np.uint8)


def ramp(width=48, height=20):
    return np.tile(np.arange(height, dtype=np.uint8)[:, None] * 13, (1, width))


def add(name, content, pixels=None):
    """Notes what Pillow makes of it; pixels, where we differ on purpose, are ours."""
    (folder / name).write_bytes(content)
    if pixels is None:
        pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    height, width, _ = pixels.shape
    probes = [pixels[y, x] for y, x in ((0, 0), (0, -1), (-1, 0), (-1, -1), (height // 2, width // 2))]
    rows.append([name, width, height, hashlib.sha256(pixels.tobytes()).hexdigest(), *("%02x%02x%02x" % tuple(p) for p in probes)])


def encoded(image, format, **settings):
    out = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(out, format, **settings)
    return out.getvalue()


# ---- JPEG
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
exif = Image.Exif()
exif[0x0112] = 6
grey = Image.fromarray(photo()).convert("L")
add("grey.jpg", encoded(grey, "JPEG", quality=85))
add("grey-ramp.jpg", encoded(ramp(), "JPEG", quality=95))
add("grey-progressive.jpg", encoded(grey, "JPEG", progressive=True))
add("grey-profile.jpg", encoded(grey, "JPEG", icc_profile=profile))
for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
    add(f"{name}.jpg", encoded(photo(), "JPEG", subsampling=subsampling, quality=90))
    add(f"{name}-hue.jpg", encoded(hue(), "JPEG", subsampling=subsampling, quality=97))
    add(f"{name}-progressive.jpg", encoded(photo(), "JPEG", subsampling=subsampling, progressive=True, quality=60))
    add(f"{name}-restart.jpg", encoded(photo(), "JPEG", subsampling=subsampling, restart_marker_blocks=2))
for width, height in ((1, 1), (2, 3), (3, 2), (8, 8), (16, 17), (33, 31)):
    add(f"420-{width}x{height}.jpg", encoded(photo(width, height), "JPEG", subsampling=2))
add("422-2x9.jpg", encoded(photo(2, 9), "JPEG", subsampling=1))
add("quality-1.jpg", encoded(photo(), "JPEG", quality=1))
add("quality-100.jpg", encoded(hue(), "JPEG", quality=100, subsampling=0))
add("optimized.jpg", encoded(photo(), "JPEG", optimize=True))
add("profile.jpg", encoded(photo(), "JPEG", icc_profile=profile))
add("exif-turned.jpg", encoded(photo(), "JPEG", exif=exif))
add("comment.jpg", encoded(photo(), "JPEG", comment=b"made by a script"))
add("rgb.jpg", encoded(photo(), "JPEG", keep_rgb=True))
cmyk = Image.fromarray(np.concatenate([photo(), photo(seed=8)[..., :1]], -1), "CMYK")
add("cmyk.jpg", encoded(cmyk, "JPEG", quality=90))
add("cmyk-profile-progressive.jpg", encoded(cmyk, "JPEG", icc_profile=profile, progressive=True))
adobe = encoded(cmyk, "JPEG", quality=92)
assert b"Adobe" in adobe
at = adobe.index(b"Adobe") + 11
add("ycck.jpg", adobe[:at] + b"\2" + adobe[at + 1 :])
without = adobe.index(b"\xff\xee")
add("cmyk-without-adobe.jpg", adobe[:without] + adobe[without + 2 + struct.unpack(">H", adobe[without + 2 : without + 4])[0] :])
plain = encoded(photo(), "JPEG", quality=80)
app0 = plain.index(b"\xff\xe0")
bare = plain[:app0] + plain[app0 + 18 :]
add("without-jfif.jpg", bare)
add("adobe-0.jpg", bare[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0" + bare[2:])
add("adobe-1.jpg", bare[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1" + bare[2:])
dqt = plain.index(b"\xff\xdb")
add("stray-bytes-between-segments.jpg", plain[:dqt] + b"\0\1\2stray" + plain[dqt:])
add("padded-markers.jpg", plain[:dqt] + b"\xff\xff\xff" + plain[dqt:])
add("bytes-after-end.jpg", plain + bytes(range(256)) * 20)
add("end-overwritten.jpg", plain[:-2] + b"\0" * 16)
add("without-huffman-tables.jpg", plain[: plain.index(b"\xff\xc4")] + plain[plain.index(b"\xff\xda") :])
add("early-end.jpg", plain[: len(plain) * 3 // 4] + b"\xff\xd9")
frame = plain.index(b"\xff\xc0")


def sampled(content, *factors):
    """The same bits read with other sampling factors: other pixels, and too few or too many bits."""
    at, out = content.index(b"\xff\xc0"), bytearray(content)
    for i, factor in enumerate(factors):
        out[at + 11 + 3 * i] = factor
    return bytes(out)


full = encoded(photo(64, 64) // 8 + 112, "JPEG", subsampling=0, quality=90)
add("440.jpg", sampled(full, 0x12, 0x11, 0x11))
add("411.jpg", sampled(full, 0x41, 0x11, 0x11))
add("410.jpg", sampled(full, 0x42, 0x11, 0x11))
add("mixed-sampling.jpg", sampled(full, 0x22, 0x21, 0x12))
add("grey-2x2.jpg", sampled(encoded(grey, "JPEG"), 0x22))

# ---- PNG
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def scanlines(samples, depth, filtered):
    out, above = b"", None
    for number, row in enumerate(samples):
        flat = row.reshape(-1)
        if depth == 16:
            line = flat.astype(">u2").tobytes()
        elif depth == 8:
            line = flat.astype(np.uint8).tobytes()
        else:
            bits = "".join(format(int(v), f"0{depth}b") for v in flat)
            bits += "0" * (-len(bits) % 8)
            line = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
        step = max(1, row.shape[-1] * depth // 8)
        kind = number % 5 if filtered else 0
        above = above or bytes(len(line))
        coded = bytearray()
        for i, value in enumerate(line):
            a = line[i - step] if i >= step else 0
            b = above[i]
            c = above[i - step] if i >= step else 0
            p = a + b - c
            paeth = min((abs(p - v), n, v) for n, v in enumerate((a, b, c)))[2]
            coded.append((value - (0, a, b, (a + b) // 2, paeth)[kind]) % 256)
        out += bytes([kind]) + bytes(coded)
        above = line
    return out


def png(samples, depth, colour, *chunks, interlaced=False, after=b"", parts=1):
    height, width, _ = samples.shape
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    if interlaced:
        data = b"".join(scanlines(samples[y::dy, x::dx], depth, True) for x, y, dx, dy in PASSES if samples[y::dy, x::dx].size)
    else:
        data = scanlines(samples, depth, True)
    data = zlib.compress(data)
    size = -(-len(data) // parts)
    pixels = b"".join(chunk(b"IDAT", data[i : i + size]) for i in range(0, len(data), size))
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(chunks) + pixels + chunk(b"IEND", b"") + after


def drawn(channels, depth, width=29, height=23):
    most = 2**depth
    values = np.random.default_rng(depth * 10 + channels).integers(0, most, (height, width, channels))
    values[:8] = (np.arange(width)[None, :, None] * most // width + np.arange(channels)) % most
    return values


colours = np.random.default_rng(3).integers(0, 256, (256, 3), dtype=np.uint8)
for interlaced in (False, True):
    suffix = "-interlaced" if interlaced else ""
    for depth in (1, 2, 4, 8):
        add(f"grey-{depth}{suffix}.png", png(drawn(1, depth), depth, 0, interlaced=interlaced))
        palette = chunk(b"PLTE", colours[: 2**depth].tobytes())
        add(f"palette-{depth}{suffix}.png", png(drawn(1, depth), depth, 3, palette, interlaced=interlaced))
    for depth in (8, 16):
        for name, colour, channels in (("rgb", 2, 3), ("grey-alpha", 4, 2), ("rgb-alpha", 6, 4)):
            add(f"{name}-{depth}{suffix}.png", png(drawn(channels, depth), depth, colour, interlaced=interlaced))
    # Pillow clips grey values of 16 bits at 255; of all other kinds it takes the upper 8 bits, as OpenCV does and we do here too.
    samples = drawn(1, 16)
    add(f"grey-16{suffix}.png", png(samples, 16, 0, interlaced=interlaced), np.repeat(samples // 256, 3, -1).astype(np.uint8))
for width, height in ((1, 1), (1, 9), (3, 3), (5, 2)):
    add(f"interlaced-{width}x{height}.png", png(drawn(3, 8, width, height), 8, 2, interlaced=True))
palette = chunk(b"PLTE", colours.tobytes())
add("palette-transparent.png", png(drawn(1, 8), 8, 3, palette, chunk(b"tRNS", bytes(range(0, 256, 2)))))
add("palette-short.png", png(drawn(1, 8), 8, 3, chunk(b"PLTE", colours[:100].tobytes())))
add("rgb-transparent.png", png(drawn(3, 8), 8, 2, chunk(b"tRNS", bytes(6))))
add("grey-transparent.png", png(drawn(1, 8), 8, 0, chunk(b"tRNS", b"\0\x40")))
add("gamma.png", png(drawn(3, 8), 8, 2, chunk(b"gAMA", struct.pack(">I", 100000)), chunk(b"cHRM", struct.pack(">8I", *range(1, 9)))))
add("grey-gamma.png", png(drawn(1, 8), 8, 0, chunk(b"gAMA", struct.pack(">I", 22222))))
add("profile.png", png(drawn(3, 8), 8, 2, chunk(b"iCCP", b"lab\0\0" + zlib.compress(profile))))
add("srgb-text-time.png", png(drawn(3, 8), 8, 2, chunk(b"sRGB", b"\0"), chunk(b"tEXt", b"a\0b"), chunk(b"tIME", bytes(7))))
add("unknown-chunks.png", png(drawn(3, 8), 8, 2, chunk(b"abCd", b"private"), chunk(b"bKGD", bytes(6))))
add("many-parts.png", png(drawn(3, 8), 8, 2, parts=50))
add("bytes-after-end.png", png(drawn(3, 8), 8, 2, after=bytes(5000)))
add("png-named.jpg", png(drawn(3, 8), 8, 2))
add("jpeg-named.png", plain)

# ---- BMP


def bmp(header, data, palette=b"", masks=b""):
    offset = 14 + len(header) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + header + masks + palette + data


def info(width, height, bits, compression=0, colours=0, size=40):
    return struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, 0, 2835, 2835, colours, 0) + bytes(size - 40)


def lines(samples, bits):
    """Rows of indices or pixel values, each padded to four bytes."""
    out = b""
    for row in samples:
        if bits <= 8:
            text = "".join(format(int(v), f"0{bits}b") for v in row)
            text += "0" * (-len(text) % 32)
            out += bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))
        else:
            line = b"".join(int(v).to_bytes(bits // 8, "little") for v in row)
            out += line + bytes(-len(line) % 4)
    return out


table = np.concatenate([colours, np.zeros((256, 1), np.uint8)], -1)
for bits in (1, 4, 8):
    add(f"palette-{bits}.bmp", bmp(info(29, 23, bits), lines(drawn(1, bits)[..., 0], bits), table[: 2**bits].tobytes()))
add("palette-few.bmp", bmp(info(29, 23, 8, 0, 20), lines(drawn(1, 4)[..., 0], 8), table[:20].tobytes()))
add("os2.bmp", bmp(struct.pack("<IHHHH", 12, 29, 23, 1, 8), lines(drawn(1, 8)[..., 0], 8), colours.tobytes()))
values = np.random.default_rng(5).integers(0, 2**32, (23, 29))
add("16.bmp", bmp(info(29, 23, 16), lines(values % 2**16, 16)))
add("16-565.bmp", bmp(info(29, 23, 16, 3), lines(values % 2**16, 16), masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
add("24.bmp", encoded(photo(), "BMP"))
add("24-top-down.bmp", bmp(info(29, -23, 24), lines(values % 2**24, 24)))
add("32.bmp", bmp(info(29, 23, 32), lines(values, 32)))
add("32-rgba.bmp", bmp(info(29, 23, 32, 3, size=108)[:40] + struct.pack("<IIII", 0xFF, 0xFF00, 0xFF0000, 0xFF000000) + bytes(52), lines(values, 32)))
add("grey.bmp", encoded(ramp(), "BMP"))
add("1-bit.bmp", encoded(grey.convert("1"), "BMP"))
runs = b""
for row in drawn(1, 8, 16, 9)[..., 0]:
    runs += bytes([5, row[0], 3, row[1], 0, 5, *row[8:13], 0, 3, row[2], 0, 0])
add("rle8.bmp", bmp(info(16, 9, 8, 1), runs + b"\0\1", table.tobytes()))
runs = b""
for row in drawn(1, 8, 16, 9)[..., 0]:
    runs += bytes([5, row[0], 4, row[1], 0, 6, *row[8:11], 0, 1, row[2], 0, 0])
add("rle4.bmp", bmp(info(16, 9, 4, 2), runs + b"\0\1", table[:16].tobytes()))

# ---- GIF
quantized = Image.fromarray(photo()).quantize(40)
add("palette.gif", encoded(quantized, "GIF"))
add("interlaced.gif", encoded(quantized, "GIF", interlace=1))
add("transparent.gif", encoded(quantized, "GIF", transparency=3))
add("grey.gif", encoded(grey, "GIF"))
add("noise.gif", encoded(Image.fromarray(drawn(1, 8, 90, 90)[..., 0].astype(np.uint8)), "GIF"))
add("frames.gif", encoded(quantized, "GIF", save_all=True, append_images=[quantized.rotate(90)]))
offset = bytearray(encoded(quantized, "GIF", transparency=3))
offset[6:10] = struct.pack("<HH", 60, 50)
place = offset.index(b"," + struct.pack("<HHHH", 0, 0, 45, 37))
offset[place + 1 : place + 5] = struct.pack("<HH", 4, 6)
add("offset.gif", bytes(offset))

# ---- TIFF
add("rgb.tif", encoded(photo(), "TIFF"))
add("grey.tif", encoded(grey, "TIFF"))
add("1-bit.tif", encoded(grey.convert("1"), "TIFF"))
add("palette.tif", encoded(quantized, "TIFF"))
add("cmyk.tif", encoded(cmyk, "TIFF"))
add("rgb-alpha.tif", encoded(Image.fromarray(drawn(4, 8).astype(np.uint8)), "TIFF"))
for compression in ("tiff_lzw", "tiff_adobe_deflate", "packbits"):
    add(f"{compression}.tif", encoded(photo(), "TIFF", compression=compression))
add("group4.tif", encoded(grey.convert("1"), "TIFF", compression="group4"))
samples = drawn(1, 16)[..., 0].astype(np.uint16)
add("grey-16.tif", encoded(samples, "TIFF"), np.repeat((samples >> 8)[..., None], 3, -1).astype(np.uint8))
for orientation in (3, 6, 7):
    turned = Image.Exif()
    turned[0x0112] = orientation
    add(f"orientation-{orientation}.tif", encoded(photo(19, 13), "TIFF", exif=turned))


def tiff(order, entries, data):
    """A TIFF whose first image has the given tags (number, type, values); data lies at byte 8."""
    start = 8 + len(data) + len(data) % 2
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", start) + data + bytes(len(data) % 2)
    body, extra = b"", b""
    after = start + 2 + 12 * len(entries) + 4
    for number, kind, values in entries:
        packed = struct.pack(order + {3: "H", 4: "I"}[kind] * len(values), *values)
        if len(packed) > 4:
            place, extra = struct.pack(order + "I", after + len(extra)), extra + packed
        else:
            place = packed + bytes(4 - len(packed))
        body += struct.pack(order + "HHI", number, kind, len(values)) + place
    return out + struct.pack(order + "H", len(entries)) + body + bytes(4) + extra


def tags(width, height, bits, photometric, size, **other):
    found = {256: (4, [width]), 257: (4, [height]), 258: (3, bits), 259: (3, [1]), 262: (3, [photometric]), 273: (4, [8]),
             277: (3, [len(bits)]), 278: (4, [height]), 279: (4, [size])}
    found.update({int(k[1:]): v for k, v in other.items()})
    return [(number, *found[number]) for number in sorted(found) if found[number]]


pixels = drawn(3, 8).astype(np.uint8)
add("big-endian.tif", tiff(">", tags(29, 23, [8, 8, 8], 2, pixels.size), pixels.tobytes()))
wide = drawn(3, 16).astype("<u2")
add("rgb-16.tif", tiff("<", tags(29, 23, [16] * 3, 2, wide.nbytes), wide.tobytes()))
bright = drawn(1, 8).astype(np.uint8)
add("white-is-zero.tif", tiff("<", tags(29, 23, [8], 0, bright.size), bright.tobytes()))
four = bytes(int(a) << 4 | int(b) for a, b in drawn(1, 4, 30).reshape(-1, 2))
add("grey-4.tif", tiff("<", tags(30, 23, [4], 1, len(four)), four))
tiles = np.zeros((32, 32, 3), np.uint8)
tiles[:23, :29] = pixels
blocks = b"".join(tiles[y : y + 16, x : x + 16].tobytes() for y in (0, 16) for x in (0, 16))
add("tiled.tif", tiff("<", tags(29, 23, [8] * 3, 2, 0, t273=None, t278=None, t279=None, t322=(3, [16]), t323=(3, [16]),
                                t324=(4, [8 + 768 * i for i in range(4)]), t325=(4, [768] * 4)), blocks))
planes = pixels.transpose(2, 0, 1).tobytes()
add("planes.tif", tiff("<", tags(29, 23, [8] * 3, 2, 0, t273=(4, [8, 8 + 667, 8 + 1334]), t279=(4, [667] * 3), t284=(3, [2])), planes))

# ---- PNM
add("binary.ppm", encoded(photo(), "PPM"))
add("binary.pgm", encoded(grey, "PPM"))
add("binary.pbm", encoded(grey.convert("1"), "PPM"))
add("plain.ppm", b"P3 # comment\n3 2\n255\n" + b" ".join(b"%d" % (v % 256) for v in range(0, 18 * 13, 13)) + b"\n")
add("plain.pgm", b"P2\n4 2\n# comment\n15\n0 1 2 3\n4 7 8 15\n")
add("plain.pbm", b"P1\n5 2\n01101\n1 0 0 1 0\n")
add("scaled.ppm", b"P6 3 2 100\n" + bytes(range(0, 90, 5)))
add("wide.ppm", b"P6 3 2 65535\n" + np.arange(0, 18 * 3000, 3000, dtype=">u2").tobytes())

(folder / "images.csv").write_text(
    "name,width,height,sha256,top_left,top_right,bottom_left,bottom_right,middle\n" + "".join(",".join(map(str, r)) + "\n" for r in rows))
print(len(rows), "images,", sum(f.stat().st_size for f in folder.iterdir()), "bytes")

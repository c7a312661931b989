"""lossbench and PyTorch in turns: python compare.py losses metrics detections input steps [--rounds 3] [--threads 2]."""
import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parents[3]
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("topics", nargs="+", choices=["losses", "metrics", "detections", "input", "steps"])
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(arguments.threads)
# The C library's allocator as our workers have it (WorkerRuntime): it reads this when a process starts, so start again.
ALLOCATOR = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(1 << 40),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}
if any(os.environ.get(name) != value for name, value in ALLOCATOR.items()):
    os.environ.update(ALLOCATOR)
    os.execv(sys.executable, [sys.executable, *sys.argv])

import torch  # noqa: E402  (after the threads are set)

import peer  # noqa: E402

torch.set_num_threads(arguments.threads)


def lossbench(*words):
    with tempfile.TemporaryDirectory() as folder:
        command = ["./lossbench", *words, "--results", folder, "--reports", folder]
        done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        tables = list(pathlib.Path(folder).glob("*/*.csv"))
        return {table.name: list(csv.DictReader(table.open())) for table in tables}


def report(item, ours, theirs, unit, names="ours / peer"):
    ratios = [a / b for a, b in zip(ours, theirs)]
    print(
        f"| {item} | {statistics.median(ours):.4g} {unit} | {statistics.median(theirs):.4g} {unit} "
        f"| {statistics.median(ratios):.2f} | {min(ratios):.2f} to {max(ratios):.2f} |",
        flush=True,
    )


def losses():
    sizes = ("128x80", "128x600", "64x9605")
    ours = {}
    theirs = {}
    for _ in range(arguments.rounds):
        for size in sizes:
            rows, classes = map(int, size.split("x"))
            table = lossbench(
                "bench", "losses", "--param", f"size={size}",
                "--param", "loss=bce,focal,asl,asl-in-engine,bce-by-autograd,asl-by-autograd",
                "--param", f"threads={arguments.threads}",
            )["losses.csv"]
            for row in table:
                name = dict(p.split("=") for p in row["parameters"].split())["loss"]
                ours.setdefault((name, size), []).append(float(row["score"]))
            for name in peer.LOSSES:
                for way in ("PyTorch", "torch.compile"):
                    theirs.setdefault((name, size, way), []).append(
                        peer.loss_microseconds(name, rows, classes, compiled=way == "torch.compile")
                    )
    for name, size, way in theirs:
        report(f"{name} {size}, {way}", ours[name, size], theirs[name, size, way], "us")
    for size in sizes:
        for name, other in (
            ("bce", "bce-by-autograd"),
            ("asl", "asl-by-autograd"),
            ("asl-in-engine", "asl-by-autograd"),
            ("asl", "bce"),
        ):
            report(f"{name} {size}, our {other}", ours[name, size], ours[other, size], "us")


def metrics():
    import numpy
    from sklearn.metrics import average_precision_score

    generator = numpy.random.default_rng(1)
    y = (generator.random((40137, 80)) < 0.03).astype(numpy.int8)
    s = (1 / (1 + numpy.exp(3 - 2 * y - generator.standard_normal(y.shape)))).astype(numpy.float32)
    ours, sklearn, torchmetrics = [], [], []
    for _ in range(arguments.rounds):
        table = lossbench("bench", "metrics", "--param", "size=40137x80")["metrics.csv"]
        ours.append(next(float(r["score"]) for r in table if "meanAverage" in r["benchmark"]))
        sklearn.append(1e3 * peer.timed(lambda: average_precision_score(y, s, average="macro"), least=2))
        try:
            from torchmetrics.functional.classification import multilabel_average_precision

            st, yt = torch.from_numpy(s), torch.from_numpy(y).long()
            torchmetrics.append(
                1e3 * peer.timed(lambda: multilabel_average_precision(st, yt, 80, validate_args=False), least=2)
            )
        except ImportError:
            pass
    report("mAP of 40,137 x 80, scikit-learn", ours, sklearn, "ms")
    if torchmetrics:
        report("mAP of 40,137 x 80, torchmetrics", ours, torchmetrics, "ms")


def detections():
    """Both judge the same files: 5,000 images, 7 objects and 100 detections each, of 80 classes."""
    import contextlib
    import io

    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth, detected = peer.drawn_detections()
    judging, reading, theirs_judging, theirs_reading = [], [], [], []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as quiet:
        files = pathlib.Path(folder)
        (files / "annotations.json").write_text(json.dumps(truth))
        (files / "detections-raw.json").write_text(json.dumps(detected))
        annotations = COCO(str(files / "annotations.json"))
        results = annotations.loadRes(str(files / "detections-raw.json"))

        def judge():
            evaluation = COCOeval(annotations, results, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
            return evaluation.stats[0]

        for _ in range(arguments.rounds):
            table = lossbench("bench", "detections", "--param", f"folder={folder}")["detections.csv"]
            score = {r["benchmark"].split(".")[-1]: float(r["score"]) for r in table}
            judging.append(score["allNumbers"])
            reading.append(score["readDetections"])
            theirs_judging.append(1e3 * peer.timed(judge, least=1))
            theirs_reading.append(1e3 * peer.timed(lambda: annotations.loadRes(str(files / "detections-raw.json")), least=1))
            quiet.truncate(0)
    report("AP of 5,000 images, pycocotools", judging, theirs_judging, "ms")
    report("reading 500,000 detections, pycocotools", reading, theirs_reading, "ms")


def inputs():
    rows = (
        ("decode and resize", "decodeAndResize", "the first epoch"),
        ("augment", "fromMemoryAugmented", "as if Pillow had a cache"),
        ("decode, resize and augment", "fromMemoryAugmented", "every later epoch: ours has it decoded"),
    )
    for size in (224, 448):
        ours, theirs = {}, {}
        for _ in range(arguments.rounds):
            table = lossbench("bench", "input", "--param", f"size={size}", "--param", "threads=1")["input.csv"]
            for row in table:
                ours.setdefault(row["benchmark"].split(".")[-1], []).append(1e3 / float(row["score"]))
            for name, milliseconds in peer.input_milliseconds(size).items():
                theirs.setdefault(name, []).append(milliseconds)
        for name, benchmark, note in rows:
            report(f"{name} to {size}, one thread ({note}), Pillow", ours[benchmark], theirs[name], "ms")


def steps():
    networks = {
        "resnet18-64-b32": ("resnet18", 64, 32),
        "resnet50-64-b16": ("resnet50", 64, 16),
        "tresnet-m-64-b16": ("tresnet_m", 64, 16),
        "mobilenetv2-160-b32": ("mobilenetv2_035", 160, 32),
        "convnext-t-64-b16": ("convnext_tiny", 64, 16),
        "vit-s-64-b16": ("vit_small_patch16_224", 64, 16),
        "swin-t-64-b16": ("swin_tiny_patch4_window7_224", 64, 16),
    }
    ours, theirs = {}, {}
    for _ in range(arguments.rounds):
        for name, (network, size, batch) in networks.items():
            table = lossbench(
                "run", "suites/bench/step-cpu.yaml", "--threads", str(arguments.threads), "--only", f"{name}/asl"
            )["trials.csv"]
            ours.setdefault(name, []).append(1e3 * batch / float(table[0]["train_images_per_s"]))
            theirs.setdefault(name, []).append(peer.step_milliseconds(network, size, batch, "asl"))
    for name in networks:
        report(f"training step {name}, ASL", ours[name], theirs[name], "ms")


print(f"torch {torch.__version__}, {arguments.threads} threads, {arguments.rounds} rounds in turns\n")
print("| item | ours | peer | ratio | range |\n|---|---|---|---|---|")
for topic in arguments.topics:
    {"losses": losses, "metrics": metrics, "detections": detections, "input": inputs, "steps": steps}[topic]()

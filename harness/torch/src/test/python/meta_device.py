"""Trains archives of lossbench on PyTorch's meta device, which computes shapes, types and devices but no numbers.

Every operator is dispatched as on a graphics card, and a tensor that was left on the processor is refused. By hand, for those who
have Python, and in the workflow of GitHub:

    ./mvnw test -pl harness/torch -am -Dtest=MetaDeviceArchivesTest -Dsurefire.failIfNoSpecifiedTests=false \
        -DargLine=-Dlossbench.archives=/tmp/archives
    pip install torch==2.7.1 && python harness/torch/src/test/python/meta_device.py /tmp/archives

Not covered: numbers, the fused SGD (it has no kernel for this device), and the calls in which the JVM computes the loss on a processor.
"""
import pathlib
import sys

import torch

SIZE, BATCH, CLASSES = 64, 4, 20


def calls(model):
    images = torch.empty(BATCH, SIZE, SIZE, 3, dtype=torch.uint8, device="meta")
    targets = torch.empty(BATCH, CLASSES, device="meta")
    zero = torch.zeros((), device="meta")
    hyper = torch.tensor([0.1, 0.9, 0.01])  # read on the processor on purpose
    yield "allocate", (zero,)
    yield "step", (images, targets, hyper)
    yield "step", (images, targets, hyper)
    yield "predict", (images,)
    yield "train_forward", (images,)
    yield "probe", (images, targets)
    yield "totals_so_far", (zero,)
    yield "reset_totals", (zero,)
    yield "swap", (zero,)
    yield "state", (zero,)
    yield "forget", (zero,)


def failures(file):
    model = torch.jit.load(str(file), map_location="meta")
    flat = model.flat.untyped_storage()._cdata
    if any(p.untyped_storage()._cdata != flat for p in model.parameters()):
        yield "the parameters lie apart from the flat state"
    for method, arguments in calls(model):
        try:
            with torch.no_grad():
                getattr(model, method)(*arguments)
        except Exception as e:
            yield f"{method}: {str(e).strip().splitlines()[-1][:200]}"
    # Without this the rest would prove nothing.
    images = torch.empty(BATCH, SIZE, SIZE, 3, dtype=torch.uint8, device="meta")
    try:
        model.step(images, torch.zeros(BATCH, CLASSES), torch.tensor([0.1, 0.9, 0.01]))
        yield "targets on the processor were not noticed"
    except RuntimeError:
        pass


torch._C._set_graph_executor_optimize(False)
files = sorted(pathlib.Path(sys.argv[1]).glob("*.pt"))
failed = 0
for file in files:
    found = list(failures(file))
    failed += bool(found)
    print("FAILED" if found else "ok", file.stem, *found, sep="  ", flush=True)
print(f"{len(files)} archives, {failed} failed")
sys.exit(1 if failed or not files else 0)

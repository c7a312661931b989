"""A training step of timm's networks in plain PyTorch on a graphics card: python gpu_steps.py [bf16|tf32|float32 ...].

The loop that suites/bench/throughput-synthetic.yaml is held against: channels-last, autocast, ASL on float32 logits, fused Adam,
moving average, batches from pinned memory.
"""
import sys
import time

import torch

from peer import asl, network_of


def step_of(name, size, rows, precision):
    tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = tf32
    model = network_of(name, size).cuda().to(memory_format=torch.channels_last).train()
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.Adam(
        [{"params": decayed, "weight_decay": 1e-4}, {"params": plain, "weight_decay": 0}], lr=1e-4, fused=True
    )
    tensors = [v for v in model.state_dict().values() if v.dtype == torch.float32]
    average = [v.clone() for v in tensors]
    pixels = torch.randint(0, 256, (rows, size, size, 3), dtype=torch.uint8).pin_memory()
    labels = (torch.rand(rows, 20) < 0.15).float().pin_memory()

    def step():
        x = pixels.cuda(non_blocking=True).permute(0, 3, 1, 2).float().div_(255)
        y = labels.cuda(non_blocking=True)
        with torch.autocast("cuda", torch.bfloat16, enabled=precision == "bf16"):
            logits = model(x)
        loss = asl(logits.float(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, tensors, 1 - 0.9997)

    return step


for precision in sys.argv[1:] or ("bf16", "tf32", "float32"):
    for network, size, rows in (
        ("resnet50", 224, 128),
        ("tresnet_m", 224, 128),
        ("tresnet_l", 448, 64),
        ("convnext_tiny", 224, 64),
        ("convnext_base", 224, 64),
        ("vit_small_patch16_224", 224, 128),
        ("vit_base_patch16_224", 224, 64),
        ("swin_tiny_patch4_window7_224", 224, 64),
    ):
        step = step_of(network, size, rows, precision)
        for _ in range(8):
            step()
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(25):
            step()
        torch.cuda.synchronize()
        millis = 1e3 * (time.perf_counter() - start) / 25
        print(f"{network} {size} px, batch {rows}, {precision}: {millis:.1f} ms per step", flush=True)
        del step
        torch.cuda.empty_cache()

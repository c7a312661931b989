"""Writes src/test/resources/timm/positions.json: position embeddings as timm interpolates them.

PretrainedWeightsTest gives the same values by the same formula. Nothing of the build needs this script.
    pip install torch==2.15.0 timm==1.0.31 && python position_expectations.py
"""
import json
import pathlib

import torch
from timm.layers import resample_abs_pos_embed

CHANNELS = 2
found = {}
for old, new in ((14, 24), (14, 4), (3, 5), (7, 6)):
    count = (1 + old * old) * CHANNELS
    values = torch.tensor([((i * 2654435761) % 2**32) / 2**31 - 1 for i in range(count)], dtype=torch.float32)
    resized = resample_abs_pos_embed(values.reshape(1, -1, CHANNELS), [new, new], [old, old], num_prefix_tokens=1)
    found[f"{old} to {new}"] = resized.flatten().tolist()
file = pathlib.Path(__file__).parent.parent / "resources/timm/positions.json"
file.write_text(json.dumps(found, indent=0) + "\n")

"""Writes ../resources/moving-average/*.csv: what moving averages come to, in float64.

    pip install numpy==2.2.6
    python3 moving_average.py

The rule is TensorFlow's, tensorflow/python/training/moving_averages.py, ExponentialMovingAverage.apply with num_updates
counted from 1: decay = min(decay, (1 + num_updates) / (10 + num_updates)); average -= (1 - decay) * (average - weight).
The weight of step t is sin(t); the average starts as 5. `start_share` is how much the average changes with its start.
"""

from pathlib import Path

import numpy as np


def average(decay, warmup, steps, start):
    value = np.float64(start)
    used = np.float64(0)
    for t in range(1, steps + 1):
        used = min(np.float64(decay), np.float64(1 + t) / np.float64(10 + t)) if warmup else np.float64(decay)
        value -= (1 - used) * (value - np.sin(np.float64(t)))
    return used, value


folder = Path(__file__).parent.parent / "resources" / "moving-average"
folder.mkdir(exist_ok=True)
with open(folder / "averages.csv", "w") as out:
    out.write("decay,warmup,steps,last_decay,average,start_share\n")
    for decay in (0.9, 0.9997):
        for warmup in (False, True):
            for steps in (1, 2, 5, 10, 79, 80, 81, 270, 30000):
                last, value = average(decay, warmup, steps, 5)
                share = (average(decay, warmup, steps, 1e6)[1] - average(decay, warmup, steps, 0)[1]) / 1e6
                out.write(f"{decay},{str(warmup).lower()},{steps},{last!r},{value!r},{share!r}\n".replace("np.float64(", "").replace(")", ""))

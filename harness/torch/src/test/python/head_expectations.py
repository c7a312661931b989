"""Writes src/test/resources/heads/NAME.json: logits and gradients of heads on a small feature map, in float64.

The heads are put together here from torch's own layers, after Alibaba-MIIL/ML_Decoder (ml_decoder.py, commit 8a9e984) and
SlongLiu/query2labels (query2label.py, transformer.py, position_encoding.py, commit 55eb050), whose names they keep; weights are
given by formulas, as in timm_expectations.py. HeadEqualityTest compares. Nothing of the build needs this script.
    pip install torch==2.7.1 && python head_expectations.py
With the two repositories on PYTHONPATH, `python head_expectations.py official ML_DECODER_ROOT Q2L_LIB` holds them against the
authors' classes instead.
"""
import json
import math
import pathlib
import sys
import zlib

import torch
from torch import nn

ROWS, SIZE, CHANNELS = 2, 24, 16


def uniform(name, count):
    """Values in [-1, 1): a multiplicative hash of the index, started by the name's CRC-32."""
    seed = zlib.crc32(name.encode())
    return torch.tensor([((seed + i * 2654435761) % 2**32) / 2**31 - 1 for i in range(count)], dtype=torch.float64)


def fill(model):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            u = uniform(name, tensor.numel())
            if name.endswith(".pe"):
                continue
            if tensor.dim() > 1:
                u = u * (6 / (tensor.numel() / tensor.shape[0])) ** 0.5
            elif name.endswith("weight"):
                u = 1 + 0.2 * u
            else:
                u = 0.2 * u
            tensor.copy_(u.reshape(tensor.shape).float())


class Mlp(nn.Module):
    def __init__(self, classes, hidden):
        super().__init__()
        self.fc1 = nn.Linear(CHANNELS, hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.mean(dim=(2, 3)))))


class Layer(nn.Module):
    """Attention to a memory, to itself or to another, then two linear layers; normalised after each."""

    def __init__(self, channels, heads, hidden, attention, norms):
        super().__init__()
        setattr(self, attention, nn.MultiheadAttention(channels, heads, batch_first=True))
        self.linear1 = nn.Linear(channels, hidden)
        self.linear2 = nn.Linear(hidden, channels)
        for norm in norms:
            setattr(self, norm, nn.LayerNorm(channels))
        self.attention, self.norms = attention, norms

    def forward(self, x, query, key, value):
        first, second = self.norms[-2:]
        x = getattr(self, first)(x + getattr(self, self.attention)(query, key, value)[0])
        return getattr(self, second)(x + self.linear2(torch.relu(self.linear1(x))))


class Stack(nn.Module):
    def __init__(self, layers, norm=False):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        if norm:
            self.norm = nn.LayerNorm(layers[0].linear2.out_features)


class MlDecoder(nn.Module):
    def __init__(self, classes, groups, embedding, hidden):
        super().__init__()
        groups = min(groups, classes)
        self.decoder = Stack([Layer(embedding, 8, hidden, "multihead_attn", ("norm1", "norm2", "norm3"))])
        self.decoder.embed_standart = nn.Linear(CHANNELS, embedding)
        self.decoder.query_embed = nn.Embedding(groups, embedding)
        self.decoder.query_embed.requires_grad_(False)
        each = math.ceil(classes / groups)
        self.decoder.duplicate_pooling = nn.Parameter(torch.empty(groups, embedding, each))
        self.decoder.duplicate_pooling_bias = nn.Parameter(torch.empty(classes))
        self.classes = classes

    def forward(self, x):
        d = self.decoder
        memory = torch.relu(d.embed_standart(x.flatten(2).transpose(1, 2)))
        query = d.query_embed.weight.expand(x.shape[0], -1, -1)
        query = d.layers[0].norm1(query + query)
        h = d.layers[0](query, query, memory, memory)
        logits = torch.einsum("ngc,gck->ngk", h, d.duplicate_pooling).flatten(1)[:, : self.classes]
        return logits + d.duplicate_pooling_bias


def sines(height, width, channels):
    half = channels // 2
    found = torch.empty(height, width, channels, dtype=torch.float64)
    for row in range(height):
        for column in range(width):
            for at, place, size in ((0, row, height), (half, column, width)):
                angle = (place + 1) / (size + 1e-6) * 2 * math.pi
                for k in range(half):
                    turned = angle / 10000 ** (2 * (k // 2) / half)
                    found[row, column, at + k] = math.sin(turned) if k % 2 == 0 else math.cos(turned)
    return found.reshape(1, height * width, channels)


class QueryToLabel(nn.Module):
    def __init__(self, classes, hidden, heads, encoders, decoders, feed_forward):
        super().__init__()
        width = hidden or CHANNELS
        if hidden:
            self.input_proj = nn.Conv2d(CHANNELS, hidden, 1)
        self.transformer = nn.Module()
        self.transformer.encoder = Stack(
            [Layer(width, heads, feed_forward, "self_attn", ("norm1", "norm2")) for _ in range(encoders)]
        )
        self.transformer.decoder = Stack(
            [Layer(width, heads, feed_forward, "multihead_attn", ("norm2", "norm3")) for _ in range(decoders)], norm=True
        )
        self.query_embed = nn.Embedding(classes, width)
        self.fc = nn.Module()
        self.fc.W = nn.Parameter(torch.empty(1, classes, width))
        self.fc.b = nn.Parameter(torch.empty(1, classes))

    def forward(self, x):
        x = self.input_proj(x) if hasattr(self, "input_proj") else x
        places = sines(x.shape[2], x.shape[3], x.shape[1])
        memory = x.flatten(2).transpose(1, 2)
        for layer in self.transformer.encoder.layers:
            memory = layer(memory, memory + places, memory + places, memory)
        queries = self.query_embed.weight.expand(x.shape[0], -1, -1)
        h = torch.zeros_like(queries)
        for layer in self.transformer.decoder.layers:
            h = layer(h, h + queries, memory + places, memory)
        return (self.fc.W * self.transformer.decoder.norm(h)).sum(-1) + self.fc.b


class Net(nn.Module):
    def __init__(self, head):
        super().__init__()
        self.stem = nn.Conv2d(3, CHANNELS, 3, stride=4, padding=1, bias=False)
        self.head = head

    def forward(self, x):
        return self.head(torch.relu(self.stem(x)))


def batch(classes):
    n, c, h, w = torch.meshgrid(*(torch.arange(k) for k in (ROWS, 3, SIZE, SIZE)), indexing="ij")
    x = (n * 7919 + c * 104729 + h * 31 + w * 17 + h * w) % 256
    r, k = torch.meshgrid(torch.arange(ROWS), torch.arange(classes), indexing="ij")
    return x.double() / 255, ((r + k) % 2).double()


CASES = {
    "mlp": ({"type": "mlp", "hidden": 12, "dropout": 0.0}, 5, lambda n: Mlp(n, 12)),
    "ml-decoder": (
        {"type": "ml-decoder", "groups": 100, "embedding": 32, "feed-forward": 24, "dropout": 0.0},
        5,
        lambda n: MlDecoder(n, 100, 32, 24),
    ),
    "ml-decoder-groups": (
        {"type": "ml-decoder", "groups": 3, "embedding": 16, "feed-forward": 24, "dropout": 0.0},
        7,
        lambda n: MlDecoder(n, 3, 16, 24),
    ),
    "query2label": (
        {"type": "query2label", "heads": 4, "encoder-layers": 1, "decoder-layers": 2, "feed-forward": 24, "dropout": 0.0},
        5,
        lambda n: QueryToLabel(n, 0, 4, 1, 2, 24),
    ),
    "query2label-projected": (
        {
            "type": "query2label", "hidden": 24, "heads": 3, "encoder-layers": 0, "decoder-layers": 1, "feed-forward": 20,
            "dropout": 0.0,
        },
        4,
        lambda n: QueryToLabel(n, 24, 3, 0, 1, 20),
    ),
}


def expectations():
    folder = pathlib.Path(__file__).parent.parent / "resources" / "heads"
    folder.mkdir(exist_ok=True)
    for name, (settings, classes, make) in CASES.items():
        net = Net(make(classes)).double()
        fill(net)
        x, y = batch(classes)
        logits = net(x)
        loss = nn.functional.binary_cross_entropy_with_logits(logits, y, reduction="sum")
        loss.backward()
        gradients = {n: p.grad.flatten() for n, p in net.named_parameters() if p.grad is not None}
        written = {
            "settings": settings,
            "classes": classes,
            "logits": logits.flatten().tolist(),
            "loss": loss.item(),
            "norms": {n: g.norm().item() for n, g in gradients.items()},
            "values": {n: g[::7][:12].tolist() for n, g in gradients.items()},
            "kept": [n for n, p in net.named_parameters() if not p.requires_grad],
        }
        (folder / f"{name}.json").write_text(json.dumps(written, indent=1) + "\n")
        print(name, loss.item(), len(gradients))


def official(ml_decoder_root, q2l_lib):
    sys.path[:0] = [ml_decoder_root, q2l_lib]
    from models.position_encoding import PositionEmbeddingSine
    from models.query2label import GroupWiseLinear
    from models.transformer import Transformer
    from src_files.ml_decoder.ml_decoder import MLDecoder

    for groups, embedding, classes in ((100, 32, 5), (3, 16, 7)):
        theirs = MLDecoder(classes, groups, embedding, CHANNELS).double().eval()
        ours = MlDecoder(classes, groups, embedding, 2048).double()
        # torch's decoder has since asked its layers for more than the authors' has.
        theirs.decoder.forward = lambda target, memory, layers=theirs.decoder.layers: layers[0](target, memory)
        fill(theirs)
        missing = ours.load_state_dict(theirs.state_dict())
        x = uniform("x", 2 * CHANNELS * 35).reshape(2, CHANNELS, 5, 7)
        print("ML-Decoder", groups, missing, (theirs(x.clone()) - ours(x)).abs().max().item())
    transformer = Transformer(
        d_model=CHANNELS, nhead=4, num_encoder_layers=1, num_decoder_layers=2, dim_feedforward=24, dropout=0.1
    ).double().eval()
    fill(transformer)
    ours = QueryToLabel(5, 0, 4, 1, 2, 24).double()
    fill(ours)
    print(ours.transformer.load_state_dict(transformer.state_dict()))
    pe = PositionEmbeddingSine(CHANNELS // 2, normalize=True, maxH=5, maxW=7).double()
    fc = GroupWiseLinear(5, CHANNELS).double()
    print(fc.load_state_dict(ours.fc.state_dict()))
    theirs = fc(transformer(x, ours.query_embed.weight, pe(x))[0][-1])
    print("Query2Label", (theirs - ours(x)).abs().max().item())


if sys.argv[1:2] == ["official"]:
    official(*sys.argv[2:])
else:
    expectations()

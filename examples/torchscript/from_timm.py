"""Writes a network of timm's as TorchScript, for a suite's `{type: torchscript, file: ...}`.

    python from_timm.py resnet18 resnet18.pt                          # features: lossbench puts a head on top
    python from_timm.py resnet18 map.pt --map                         # the last map, for heads that look at places
    python from_timm.py resnet18 classes.pt --classes 20              # with timm's classifier, here fc
    python from_timm.py vit_tiny_patch16_224 vit.pt --trace 224       # what cannot be scripted

Needs torch and timm, and nothing of lossbench. Weights are ImageNet's, from the Hugging Face hub, unless
`--random` says otherwise.
"""

import argparse

import timm
import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="timm's name, as timm.list_models() has it")
    parser.add_argument("file", help="the .pt to write")
    parser.add_argument("--random", action="store_true", help="random weights instead of pretrained ones")
    parser.add_argument("--weights", help="a .safetensors under timm's names instead of pretrained ones")
    parser.add_argument("--map", action="store_true", help="end in the last feature map, not in a vector")
    parser.add_argument("--classes", type=int, default=0, help="keep the classifier, with so many classes")
    parser.add_argument("--trace", type=int, metavar="SIDE", help="trace with images of SIDE pixels instead of scripting")
    arguments = parser.parse_args()
    if arguments.map and arguments.classes:
        parser.error("--map has no classifier")

    torch.manual_seed(0)
    settings = {"global_pool": ""} if arguments.map else {}
    if arguments.weights:
        settings["checkpoint_path"] = arguments.weights
    pretrained = not (arguments.random or arguments.weights)
    model = timm.create_model(arguments.model, pretrained=pretrained, num_classes=arguments.classes, **settings)
    if arguments.trace:
        # Two images: a number of them that the trace has fixed would show at once. Evaluation mode, because
        # training mode would move running statistics; lossbench gives the modes back.
        images = torch.zeros(2, 3, arguments.trace, arguments.trace)
        module = torch.jit.trace(model.eval(), images)
    else:
        module = torch.jit.script(model)
    module.save(arguments.file)

    expected = model.pretrained_cfg
    print(f"wrote {arguments.file}: {arguments.model}, images of {expected.get('input_size', '?')[-1]} pixels")
    print(f"mean {expected.get('mean')}, std {expected.get('std')}: normalize imagenet, half or none in the suite")
    if arguments.classes:
        print(f"classifier: {expected.get('classifier')}")


if __name__ == "__main__":
    main()

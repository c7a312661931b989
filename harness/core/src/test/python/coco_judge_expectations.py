"""Writes src/test/resources/coco-judge/NAME.annotations.json and NAME.detections.json, the two files that pycocotools scores, and
NAME.expected.json with its twelve numbers, AP of each category, and the precision of each category at 101 recalls, without the zeros at
its end; an empty list is a category without objects.

CocoGoldenTest reads the same files and compares. Nothing of the build needs this script.
    pip install pycocotools==2.0.11 && python coco_judge_expectations.py
"""
import contextlib
import io
import json
import pathlib
import random

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "coco-judge"
NAMES = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]


def mean(values):
    return float(np.mean(values[values > -1])) if (values > -1).any() else -1.0


def reached(precisions):
    """Without the recalls at the end that are not reached; nothing of what is -1 throughout."""
    values = [float(p) for p in precisions if p > -1]
    while len(values) > 1 and values[-1] == 0:
        values.pop()
    return values


def judged(truth, detections):
    with contextlib.redirect_stdout(io.StringIO()):
        annotations = COCO()
        annotations.dataset = json.loads(json.dumps(truth))
        annotations.createIndex()
        judge = COCOeval(annotations, annotations.loadRes(json.loads(json.dumps(detections))), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    precision = judge.eval["precision"]  # thresholds, recalls, categories, areas, most detections
    return {
        "numbers": dict(zip(NAMES, map(float, judge.stats))),
        "AP of categories": [mean(precision[:, :, k, 0, 2]) for k in range(len(judge.params.catIds))],
        "AP50 of categories": [mean(precision[0, :, k, 0, 2]) for k in range(len(judge.params.catIds))],
        "precision at IoU 0.50": [reached(precision[0, :, k, 0, 2]) for k in range(len(judge.params.catIds))],
        "precision at IoU 0.75": [reached(precision[5, :, k, 0, 2]) for k in range(len(judge.params.catIds))],
    }


def lines(entries):
    return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]"


def save(name, truth, detections):
    FOLDER.mkdir(exist_ok=True)
    parts = ",\n".join(f'"{key}": {lines(entries)}' for key, entries in truth.items())
    (FOLDER / f"{name}.annotations.json").write_text("{" + parts + "}\n")
    (FOLDER / f"{name}.detections.json").write_text(lines(detections) + "\n")
    (FOLDER / f"{name}.expected.json").write_text("{\n" + ",\n".join(
        f" {json.dumps(key)}: {json.dumps(value)}" for key, value in judged(truth, detections).items()) + "\n}\n")


def images(*ids):
    return [{"id": i, "width": 200, "height": 200, "file_name": f"{i}.jpg"} for i in ids]


def categories(*ids):
    return [{"id": i, "name": f"class-{i}"} for i in ids]


def annotation(number, image, category, box, crowd=0, area=None):
    return {"id": number, "image_id": image, "category_id": category, "bbox": box,
            "area": box[2] * box[3] if area is None else area, "iscrowd": crowd}


def detection(image, category, box, score):
    return {"image_id": image, "category_id": category, "bbox": box, "score": score}


def by_hand():
    """A hit, a duplicate, shifted boxes, a category without objects, ids with gaps."""
    truth = {"images": images(1, 2), "categories": categories(1, 3, 9), "annotations": [
        annotation(1, 1, 1, [10, 10, 100, 100]), annotation(2, 1, 1, [120, 120, 40, 40]),
        annotation(3, 2, 3, [0, 0, 20, 20]), annotation(4, 2, 1, [50, 50, 60, 60])]}
    return truth, [
        detection(1, 1, [10, 10, 100, 100], .9), detection(1, 1, [12, 12, 98, 98], .8),
        detection(1, 1, [125, 120, 40, 40], .7), detection(2, 3, [2, 2, 20, 20], .6),
        detection(2, 1, [50, 50, 60, 45], .5), detection(2, 9, [0, 0, 30, 30], .4), detection(2, 1, [0, 150, 30, 30], .3)]


def crowds_areas_ties():
    """A crowd takes many detections; areas are those of annotations, their bounds inclusive; ties keep their order."""
    truth = {"images": images(1, 2), "categories": categories(1), "annotations": [
        annotation(1, 1, 1, [0, 0, 150, 150], 1), annotation(2, 1, 1, [160, 160, 30, 30]), annotation(3, 1, 1, [20, 20, 50, 50]),
        annotation(4, 2, 1, [0, 0, 32, 32]), annotation(5, 2, 1, [40, 40, 96, 96]), annotation(6, 2, 1, [140, 0, 50, 40], 0, 900.0)]}
    return truth, [
        detection(1, 1, [5, 5, 40, 40], .9), detection(1, 1, [60, 60, 50, 50], .9), detection(1, 1, [22, 20, 50, 50], .9),
        detection(1, 1, [160, 160, 31, 30], .5), detection(1, 1, [160, 160, 30, 30], .5), detection(2, 1, [0, 0, 32, 32], .5),
        detection(2, 1, [40, 40, 97, 96], .5), detection(2, 1, [140, 0, 50, 40], .5), detection(2, 1, [100, 150, 20, 20], .5),
        detection(1, 1, [0, 0, 150, 150], .2)]


def many_detections():
    """More than 100 detections of a category in an image, scores of two digits, an image without objects."""
    drawn = random.Random(7)
    truth = {"images": images(1, 2, 3, 4), "categories": categories(2, 5), "annotations": []}
    detections = []
    for image in (1, 2, 3):
        for _ in range(12 if image < 3 else 3):
            box = [round(drawn.uniform(0, 140), 2), round(drawn.uniform(0, 140), 2), round(drawn.uniform(4, 60), 2), round(drawn.uniform(4, 60), 2)]
            category = drawn.choice([2, 5])
            truth["annotations"].append(annotation(len(truth["annotations"]) + 1, image, category, box))
            detections.append(detection(
                image, category if drawn.random() < .9 else 7 - category,
                [round(box[0] + drawn.gauss(0, 3), 2), round(box[1] + drawn.gauss(0, 3), 2),
                 round(box[2] * drawn.uniform(.8, 1.25), 2), round(box[3] * drawn.uniform(.8, 1.25), 2)], round(drawn.random(), 2)))
    for image in (1, 4):
        for _ in range(130):
            detections.append(detection(
                image, drawn.choice([2, 5]), [round(drawn.uniform(0, 160), 2), round(drawn.uniform(0, 160), 2),
                                              round(drawn.uniform(3, 40), 2), round(drawn.uniform(3, 40), 2)], round(drawn.uniform(0, .6), 2)))
    drawn.shuffle(detections)
    return truth, detections


def everything(seed):
    """Images and categories in disorder, ids that are no row numbers, crowds, areas of outlines, equal scores and equal boxes."""
    drawn = random.Random(seed)
    of_images, of_categories = drawn.sample(range(1, 999), 25), drawn.sample(range(1, 90), 4)
    truth = {"images": images(*of_images), "categories": categories(*of_categories), "annotations": []}
    detections = []
    for image in of_images:
        for _ in range(drawn.randrange(9)):
            box = [drawn.randrange(150), drawn.randrange(150), drawn.randrange(1, 120), drawn.randrange(1, 120)]
            category = drawn.choice(of_categories)
            truth["annotations"].append(annotation(
                len(truth["annotations"]) + 1, image, category, box, int(drawn.random() < .15), box[2] * box[3] * drawn.choice([.3, .8, 1])))
            for _ in range(drawn.choice([0, 1, 1, 2, 3])):
                moved = [value + drawn.choice([0, 0, 1, 3, -2]) for value in box]
                detections.append(detection(
                    image, category if drawn.random() < .9 else drawn.choice(of_categories),
                    [moved[0], moved[1], max(0, moved[2]), max(0, moved[3])], round(drawn.random(), 1)))
    drawn.shuffle(detections)
    return truth, detections


save("by-hand", *by_hand())
save("crowds-areas-ties", *crowds_areas_ties())
save("many-detections", *many_detections())
for number in (1, 2, 3):
    save(f"everything-{number}", *everything(number))

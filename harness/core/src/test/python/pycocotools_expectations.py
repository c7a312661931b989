"""Writes src/test/resources/pycocotools/NAME.json and NAME.labels: annotations with ids of every kind, and the categories that
pycocotools finds in each image, one line an image: file_name, a tab, the names sorted and separated by commas.

CocoReaderTest reads the same files and compares. Nothing of the build needs this script.
    pip install pycocotools==2.0.11 && python pycocotools_expectations.py
"""
import json
import pathlib
import random

from pycocotools.coco import COCO

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "pycocotools"
CATEGORIES, IMAGES, OBJECTS = 5, 12, 30


def document(image_id, category_id, image_ref=None, category_ref=None):
    drawn = random.Random(7)
    return {
        "annotations": [
            {"id": n, "image_id": (image_ref or image_id)(drawn.randrange(IMAGES)), "iscrowd": 0, "area": float("nan"),
             "category_id": (category_ref or category_id)(drawn.randrange(CATEGORIES)), "segmentation": [[1, 2.5]]}
            for n in range(OBJECTS)],
        "images": [{"id": image_id(n), "file_name": f"sub/{n:02}.jpg", "name": 5} for n in range(IMAGES)],
        "categories": [{"name": f"class {n}", "id": category_id(n)} for n in range(CATEGORIES)],
    }


DOCUMENTS = {
    "numbers": document(lambda n: n, lambda n: 3 * n),
    "floats": document(float, lambda n: n / 1.0),
    "floats-and-numbers": document(lambda n: n, lambda n: n, float, float),
    "texts": document(lambda n: f"img_{n}", lambda n: f"0{n}"),
    "digits-as-texts": document(str, str),
    "beyond-64-bits": document(lambda n: 10**25 + n, lambda n: -n - 2**70),
    "texts-and-numbers": document(lambda n: n if n % 2 else str(n), lambda n: n),
    # Image 1 and image "1" are two.
    "alike": document(lambda n: n // 2 if n % 2 else str(n // 2), lambda n: n),
}

for name, content in DOCUMENTS.items():
    file = FOLDER / f"{name}.json"
    file.write_text(json.dumps(content, indent=1) + "\n")
    coco = COCO(file)
    lines = []
    for image, entry in coco.imgs.items():
        found = {coco.cats[a["category_id"]]["name"] for a in coco.loadAnns(coco.getAnnIds(imgIds=[image]))}
        lines.append(entry["file_name"] + "\t" + ",".join(sorted(found)))
    (FOLDER / f"{name}.labels").write_text("\n".join(sorted(lines)) + "\n")

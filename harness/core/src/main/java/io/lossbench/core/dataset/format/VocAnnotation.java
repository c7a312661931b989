package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.detection.Box;
import io.lossbench.core.detection.Flag;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * One VOC annotation file: an {@code annotation} of {@code object}s, each with a {@code name} and
 * perhaps {@code difficult}. Where boxes are wanted, it has a {@code size}, and each object a
 * {@code bndbox} of pixels that belong to it, the first of which is 1.
 */
final class VocAnnotation {
  private final List<String> classes;
  private final Wanted wanted;
  private final List<Found> objects = new ArrayList<>();
  private boolean isSized;
  private int width;
  private int height;

  private VocAnnotation(List<String> classes, Wanted wanted) {
    this.classes = classes;
    this.wanted = wanted;
  }

  /** What is read of a file. */
  enum Wanted {
    CLASSES,
    BOXES
  }

  /**
   * An object.
   *
   * @param of index of its class
   * @param box in continuous coordinates from 0; empty where boxes are not wanted
   * @param place where it begins
   */
  record Found(int of, boolean isDifficult, Optional<Box> box, VocXml.Place place) {}

  /** What a file says; empty after a fault that ends the reading. */
  static Optional<VocAnnotation> read(
      Path file, List<String> classes, Wanted wanted, Faults faults) {
    VocAnnotation annotation = new VocAnnotation(classes, wanted);
    return VocXml.read(file, faults, annotation::document)
        ? Optional.of(annotation)
        : Optional.empty();
  }

  /** In the order of the file. */
  List<Found> objects() {
    return objects;
  }

  /** In pixels; 0 where boxes are not wanted. */
  int width() {
    return width;
  }

  /** In pixels; 0 where boxes are not wanted. */
  int height() {
    return height;
  }

  /** Sets labels: positive, or {@code difficult} where all objects of a class are marked so. */
  void label(byte[] labels, byte difficult) {
    Arrays.fill(labels, LabelMatrix.NEGATIVE);
    for (Found object : objects) {
      if (!object.isDifficult()) {
        labels[object.of()] = LabelMatrix.POSITIVE;
      }
    }
    for (Found object : objects) {
      if (labels[object.of()] == LabelMatrix.NEGATIVE) {
        labels[object.of()] = difficult;
      }
    }
  }

  private void document(VocXml xml) throws XMLStreamException {
    VocXml.Place place = xml.place();
    if (!xml.is("annotation")) {
      xml.fault("the root is <" + xml.name() + ">, expected <annotation>");
      xml.skip();
      return;
    }
    while (xml.nextChild()) {
      if (xml.is("object")) {
        object(xml);
      } else if (wanted == Wanted.BOXES && xml.is("size")) {
        size(xml);
      } else {
        xml.skip();
      }
    }
    if (wanted == Wanted.BOXES && xml.faults() == 0) {
      checkPlaces(xml, place);
    }
  }

  private void object(VocXml xml) throws XMLStreamException {
    VocXml.Place place = xml.place();
    int before = xml.faults();
    Optional<String> name = Optional.empty();
    Optional<Boolean> difficult = Optional.empty();
    Optional<Box> box = Optional.empty();
    while (xml.nextChild()) {
      if (xml.is("name")) {
        if (name.isPresent()) {
          xml.fault("an object with two names");
        }
        name = Optional.of(xml.text());
      } else if (xml.is("difficult")) {
        if (difficult.isPresent()) {
          xml.fault("an object that says twice whether it is difficult");
        }
        String text = xml.text();
        difficult = Flag.of(text);
        if (difficult.isEmpty()) {
          xml.fault("difficult is '" + text + "', expected 1 or 0");
        }
      } else if (wanted == Wanted.BOXES && xml.is("bndbox")) {
        if (box.isPresent()) {
          xml.fault("an object with two boxes");
        }
        box = box(xml);
      } else {
        xml.skip();
      }
    }
    if (xml.faults() > before) {
      return;
    }
    int of = classes.indexOf(name.orElse(""));
    if (name.isEmpty() || name.get().isEmpty()) {
      xml.fault(place, "an object without a name");
    } else if (of < 0) {
      String suggestion = Suggestion.of(name.get(), classes);
      xml.fault(
          place,
          "unknown class '"
              + name.get()
              + "'; "
              + (suggestion.isEmpty() ? "the format's classes name your own" : suggestion));
    } else if (wanted == Wanted.BOXES && box.isEmpty()) {
      xml.fault(place, "the object '" + name.get() + "' has no bndbox");
    } else {
      objects.add(new Found(of, difficult.orElse(false), box, place));
    }
  }

  /** The box of an object; empty after a fault. */
  private static Optional<Box> box(VocXml xml) throws XMLStreamException {
    VocXml.Place place = xml.place();
    Optional<Map<String, Double>> sides = xml.numbers(List.of("xmin", "ymin", "xmax", "ymax"));
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    for (Map.Entry<String, Double> side : sides.get().entrySet()) {
      if (!Box.isInReach(side.getValue())) {
        xml.fault(
            place,
            "a box with "
                + side.getKey()
                + " "
                + side.getValue()
                + ", more pixels than an image has");
        return Optional.empty();
      }
    }
    double left = side(sides.get(), "xmin");
    double top = side(sides.get(), "ymin");
    double right = side(sides.get(), "xmax");
    double bottom = side(sides.get(), "ymax");
    if (right < left) {
      xml.fault(place, "a box with xmax " + shown(right) + " left of xmin " + shown(left));
      return Optional.empty();
    }
    if (bottom < top) {
      xml.fault(place, "a box with ymax " + shown(bottom) + " above ymin " + shown(top));
      return Optional.empty();
    }
    return Optional.of(Box.between(left - 1, top - 1, right, bottom));
  }

  private void size(VocXml xml) throws XMLStreamException {
    VocXml.Place place = xml.place();
    if (isSized) {
      xml.fault("an annotation with two sizes");
    }
    isSized = true;
    Optional<Map<String, Double>> sides = xml.numbers(List.of("width", "height"));
    if (sides.isEmpty()) {
      return;
    }
    double across = side(sides.get(), "width");
    double down = side(sides.get(), "height");
    if (isPixels(across) && isPixels(down)) {
      width = (int) across;
      height = (int) down;
    } else {
      xml.fault(place, "a size of " + shown(across) + " x " + shown(down) + " pixels");
    }
  }

  private static double side(Map<String, Double> sides, String name) {
    return Objects.requireNonNull(sides.get(name));
  }

  private static boolean isPixels(double number) {
    return number >= 1 && number == Math.rint(number) && number <= Integer.MAX_VALUE;
  }

  private static String shown(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  /**
   * @param start of the annotation
   */
  private void checkPlaces(VocXml xml, VocXml.Place start) {
    if (width == 0) {
      xml.fault(start, "an annotation without a size: its boxes say nothing");
      return;
    }
    for (Found object : objects) {
      Box box = object.box().orElseThrow();
      if (box.x() >= width || box.y() >= height || box.right() <= 0 || box.bottom() <= 0) {
        xml.fault(
            object.place(),
            "the box of '"
                + classes.get(object.of())
                + "' lies outside its image of "
                + width
                + " x "
                + height
                + " pixels");
      }
    }
  }
}

package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Multi-label sets in ARFF, a file for each split. Labels are the attributes that MULAN's file of
 * labels names, or those that MEKA's option {@code -C} in the relation's name counts: the first n,
 * or with a minus the last n. All other attributes are numbers of the vector; a nominal one of two
 * values is its value's place, of more values a number for each.
 */
final class ArffReader {
  private static final Pattern TARGETS =
      Pattern.compile(":.*?(?:^|\\s)-[Cc]\\s+(-?\\d{1,9})(?:\\s|$)");

  private final Path folder;
  private final Settings format;
  private final Faults faults = new Faults();

  ArffReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
  }

  /** What an attribute becomes: the column of a label, or the first of some numbers. */
  private record Place(boolean isLabel, int column, int columns) {}

  Samples samples() {
    Map<String, ArffFile> files = new LinkedHashMap<>();
    for (String split : List.of(Listing.TRAIN, Listing.VALIDATION, Listing.TEST)) {
      format
          .optionalText(split)
          .ifPresent(file -> files.put(split, ArffFile.read(folder.resolve(file), faults)));
    }
    ArffFile first = files.values().iterator().next();
    files.values().forEach(file -> requireSameAttributes(first, file));
    int[] labels = labels(first);
    check("the labels of " + first.file() + " cannot be used");
    List<String> classes =
        Arrays.stream(labels).mapToObj(label -> first.attributes().get(label).name()).toList();
    Place[] places = places(first, labels);
    Map<String, Split> splits = new LinkedHashMap<>();
    files.forEach((split, file) -> splits.put(split, split(split, file, places, labels.length)));
    check("the rows of " + folder + " cannot be used");
    splits.values().removeIf(split -> split.size() == 0);
    return new Samples(classes, new MultiLabel(), splits, List.of());
  }

  private void check(String headline) {
    faults.throwIfAny(headline);
  }

  private void requireSameAttributes(ArffFile first, ArffFile file) {
    if (first.attributes().size() != file.attributes().size()) {
      faults.add(
          file.file(),
          0,
          "has "
              + file.attributes().size()
              + " attributes, and "
              + first.file()
              + " has "
              + first.attributes().size());
      return;
    }
    for (int i = 0; i < first.attributes().size(); i++) {
      ArffFile.Attribute expected = first.attributes().get(i);
      ArffFile.Attribute found = file.attributes().get(i);
      if (!expected.name().equals(found.name()) || !expected.values().equals(found.values())) {
        faults.add(
            file.file(),
            found.line(),
            "the attribute '"
                + found.name()
                + "' is another one than on line "
                + expected.line()
                + " of "
                + first.file());
        return;
      }
    }
  }

  /** The numbers of the attributes that are labels, in the order of the classes. */
  private int[] labels(ArffFile file) {
    Optional<Path> names = format.optionalText("labels").map(folder::resolve);
    int[] labels = names.isPresent() ? named(file, names.get()) : counted(file);
    for (int label : labels) {
      ArffFile.Attribute attribute = file.attributes().get(label);
      if (attribute.values().size() != 2 || !attribute.values().containsAll(List.of("0", "1"))) {
        faults.add(
            file.file(),
            attribute.line(),
            "the label '"
                + attribute.name()
                + "' is "
                + (attribute.isNominal() ? attribute.values().toString() : "a number")
                + ", expected {0, 1}");
      }
    }
    if (labels.length == file.attributes().size()) {
      faults.add(file.file(), 0, "all attributes are labels, and none is a number of a vector");
    }
    return labels;
  }

  private int[] named(ArffFile file, Path names) {
    List<Integer> labels = new ArrayList<>();
    List<String> attributes = file.attributes().stream().map(ArffFile.Attribute::name).toList();
    for (String name : MulanLabels.read(names, faults)) {
      Optional<Integer> label = file.numberOf(name);
      if (label.isEmpty()) {
        faults.add(
            names,
            0,
            "the label '"
                + name
                + "' is no attribute of "
                + file.file()
                + Suggestion.behind(name, attributes));
      }
      label.ifPresent(labels::add);
    }
    return labels.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] counted(ArffFile file) {
    Matcher targets = TARGETS.matcher(file.relation());
    int all = file.attributes().size();
    int count = targets.find() ? Integer.parseInt(targets.group(1)) : 0;
    if (count == 0 || Math.abs(count) > all) {
      faults.add(
          file.file(),
          0,
          "the relation '"
              + file.relation()
              + "' does not say which attributes are labels, as MEKA's 'name: -C 3' does (-C -3 for"
              + " the last three); for a set of MULAN name its XML file as format.labels");
      return new int[0];
    }
    return count > 0
        ? IntStream.range(0, count).toArray()
        : IntStream.range(all + count, all).toArray();
  }

  private static Place[] places(ArffFile file, int[] labels) {
    Place[] places = new Place[file.attributes().size()];
    for (int column = 0; column < labels.length; column++) {
      places[labels[column]] = new Place(true, column, 1);
    }
    int width = 0;
    for (int i = 0; i < places.length; i++) {
      if (places[i] == null) {
        int values = file.attributes().get(i).values().size();
        places[i] = new Place(false, width, values > 2 ? values : 1);
        width += places[i].columns();
      }
    }
    return places;
  }

  private Split split(String name, ArffFile file, Place[] places, int classes) {
    int width = Arrays.stream(places).filter(p -> !p.isLabel()).mapToInt(Place::columns).sum();
    byte[] defaults = new byte[classes];
    for (int i = 0; i < places.length; i++) {
      if (places[i].isLabel()) {
        defaults[places[i].column()] = label(file.attributes().get(i), 0);
      }
    }
    VectorRows vectors = new VectorRows(width);
    List<String> ids = new ArrayList<>();
    byte[] labels = new byte[Math.multiplyExact(file.rows().size(), classes)];
    float[] vector = new float[width];
    for (ArffFile.Row row : file.rows()) {
      int at = ids.size() * classes;
      System.arraycopy(defaults, 0, labels, at, classes);
      Arrays.fill(vector, 0);
      firstValues(file, places, vector);
      for (int i = 0; i < row.places().length; i++) {
        ArffFile.Attribute attribute = file.attributes().get(row.places()[i]);
        Place place = places[row.places()[i]];
        double value = row.values()[i];
        if (place.isLabel()) {
          labels[at + place.column()] =
              Double.isNaN(value) ? LabelMatrix.UNKNOWN : label(attribute, (int) value);
        } else if (Double.isNaN(value)) {
          faults.add(
              file.file(),
              row.line(),
              "no value for the attribute '"
                  + attribute.name()
                  + "'; fill missing values in (Weka: ReplaceMissingValues)");
        } else {
          set(vector, place, value);
        }
      }
      add(vectors, vector);
      ids.add(name + "-" + (ids.size() + 1));
    }
    return new Split(ids, LabelMatrix.of(ids.size(), classes, labels), vectors.vectors());
  }

  private static byte label(ArffFile.Attribute attribute, int value) {
    return attribute.values().get(value).equals("1") ? LabelMatrix.POSITIVE : LabelMatrix.NEGATIVE;
  }

  /** What a sparse row leaves out is the first value of a nominal attribute. */
  private static void firstValues(ArffFile file, Place[] places, float[] vector) {
    for (int i = 0; i < places.length; i++) {
      if (!places[i].isLabel() && file.attributes().get(i).isNominal()) {
        set(vector, places[i], 0);
      }
    }
  }

  private static void set(float[] vector, Place place, double value) {
    if (place.columns() == 1) {
      vector[place.column()] = (float) value;
    } else {
      Arrays.fill(vector, place.column(), place.column() + place.columns(), 0);
      vector[place.column() + (int) value] = 1;
    }
  }

  private static void add(VectorRows rows, float[] vector) {
    int[] places = IntStream.range(0, vector.length).filter(i -> vector[i] != 0).toArray();
    float[] values = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = vector[places[i]];
    }
    rows.add(places, values);
  }
}

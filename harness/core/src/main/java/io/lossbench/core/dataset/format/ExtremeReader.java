package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.classification.SparseLabels;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.dataset.Samples;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.file.TextFile;
import io.lossbench.core.suite.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Files of the extreme classification repository, one for each split: a header {@code rows features
 * labels}, then for each row {@code label,label feature:value feature:value}, all numbered from 0.
 * A row without labels begins with a space; blank lines, and lines that begin with {@code #}, do
 * not count. Classes are called by their numbers.
 */
final class ExtremeReader {
  /** As many as {@link SparseLabels} can tell apart. */
  private static final int MOST_LABELS = Character.MAX_VALUE + 1;

  private static final int MOST_FEATURES = 1 << 24;

  private final Path folder;
  private final Settings format;
  private final Faults faults = new Faults();

  ExtremeReader(Path folder, Settings format) {
    this.folder = folder;
    this.format = format;
  }

  /** The first line of a file. */
  private record Header(int rows, int features, int labels, long line) {}

  Samples samples() {
    Map<String, Split> splits = new LinkedHashMap<>();
    Header[] first = new Header[1];
    for (String split : List.of(Listing.TRAIN, Listing.VALIDATION, Listing.TEST)) {
      if (format.has(split)) {
        splits.put(split, read(split, folder.resolve(format.text(split)), first));
        faults.throwIfAny("the files in " + folder + " cannot be used");
      }
    }
    splits.values().removeIf(split -> split.size() == 0);
    List<String> classes =
        IntStream.range(0, first[0].labels()).mapToObj(Integer::toString).toList();
    return new Samples(classes, new MultiLabel(), splits, List.of());
  }

  private Split read(String split, Path file, Header[] first) {
    try (BufferedReader in = TextFile.open(file, "file of the extreme classification repository")) {
      Header header = null;
      List<int[]> labels = new ArrayList<>();
      VectorRows vectors = new VectorRows(0);
      long number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (header == null) {
          header = header(file, number, line, first);
          faults.throwIfAny("the file " + file + " cannot be used");
          vectors = new VectorRows(header.features());
        } else {
          row(file, number, line, header, labels, vectors);
        }
      }
      if (header == null) {
        throw new HarnessException(file + ": is empty; its first line is 'rows features labels'");
      }
      if (labels.size() != header.rows()) {
        faults.add(
            file,
            header.line(),
            1,
            "the header promises " + header.rows() + " rows, and there are " + labels.size());
      }
      return new Split(
          IntStream.rangeClosed(1, labels.size()).mapToObj(i -> split + "-" + i).toList(),
          matrix(labels, header.labels()),
          vectors.vectors());
    } catch (IOException e) {
      throw new HarnessException("cannot read " + file, e);
    }
  }

  private Header header(Path file, long number, String line, Header[] first) {
    String[] parts = line.strip().split("\\s+");
    boolean numbers = parts.length == 3;
    for (String part : parts) {
      numbers &= part.matches("\\d{1,9}");
    }
    if (!numbers) {
      faults.add(file, number, 1, "expected a header of three numbers: rows, features and labels");
      return new Header(0, 1, 1, number);
    }
    Header header =
        new Header(
            Integer.parseInt(parts[0]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            number);
    if (header.features() < 1 || header.features() > MOST_FEATURES) {
      faults.add(
          file, number, 1, header.features() + " features; 1 to " + MOST_FEATURES + " are read");
    }
    if (header.labels() < 1 || header.labels() > MOST_LABELS) {
      faults.add(file, number, 1, header.labels() + " labels; 1 to " + MOST_LABELS + " are read");
    }
    Header known = first[0] == null ? header : first[0];
    first[0] = known;
    if (known.features() != header.features() || known.labels() != header.labels()) {
      faults.add(
          file,
          number,
          1,
          "another number of features or labels than in the file of the split before it: "
              + known.features()
              + " and "
              + known.labels());
    }
    return header;
  }

  /** A row is read from left to right; at its first fault it ends. */
  private void row(
      Path file, long number, String line, Header header, List<int[]> labels, VectorRows vectors) {
    TreeSet<Integer> positive = new TreeSet<>();
    TreeMap<Integer, Float> values = new TreeMap<>();
    labels.add(new int[0]);
    int at = 0;
    boolean more = !Character.isWhitespace(line.charAt(0)) && line.indexOf(':') != 0;
    // Some files leave the space out before the first feature of a row without labels.
    more &= !line.substring(0, end(line, 0)).contains(":");
    while (more) {
      int to = end(line, at);
      int comma = line.indexOf(',', at);
      int stop = comma >= 0 && comma < to ? comma : to;
      String label = line.substring(at, stop);
      if (!label.matches("\\d{1,9}") || Integer.parseInt(label) >= header.labels()) {
        faults.add(
            file,
            number,
            at + 1,
            "'" + label + "', expected a label, 0 to " + (header.labels() - 1));
        return;
      }
      if (!positive.add(Integer.valueOf(label))) {
        faults.add(file, number, at + 1, "the label " + label + " is there twice");
        return;
      }
      more = stop == comma;
      at = more ? skip(line, stop + 1) : stop;
    }
    for (at = skip(line, at); at < line.length(); at = skip(line, end(line, at))) {
      String feature = line.substring(at, end(line, at));
      int colon = feature.indexOf(':');
      String index = feature.substring(0, Math.max(0, colon));
      if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= header.features()) {
        faults.add(
            file,
            number,
            at + 1,
            "'"
                + feature
                + "', expected feature:value with a feature of 0 to "
                + (header.features() - 1));
        return;
      }
      String written = feature.substring(colon + 1);
      float value = written.matches("[-+0-9.eE]+") ? number(written) : Float.NaN;
      if (!Float.isFinite(value)) {
        faults.add(file, number, at + colon + 2, "'" + written + "', expected a finite number");
        return;
      }
      if (values.put(Integer.valueOf(index), value) != null) {
        faults.add(file, number, at + 1, "the feature " + index + " is there twice");
        return;
      }
    }
    labels.set(labels.size() - 1, positive.stream().mapToInt(Integer::intValue).toArray());
    values.values().removeIf(value -> value == 0);
    float[] kept = new float[values.size()];
    int count = 0;
    for (float value : values.values()) {
      kept[count++] = value;
    }
    vectors.add(values.keySet().stream().mapToInt(Integer::intValue).toArray(), kept);
  }

  private static float number(String written) {
    try {
      return Float.parseFloat(written);
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }

  private static int skip(String line, int from) {
    int at = from;
    while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int end(String line, int from) {
    int at = from;
    while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static LabelMatrix matrix(List<int[]> labels, int classes) {
    int[] offsets = new int[labels.size() + 1];
    for (int row = 0; row < labels.size(); row++) {
      offsets[row + 1] = Math.addExact(offsets[row], labels.get(row).length);
    }
    char[] columns = new char[offsets[labels.size()]];
    byte[] values = new byte[columns.length];
    int at = 0;
    for (int[] row : labels) {
      for (int label : row) {
        columns[at] = (char) label;
        values[at++] = LabelMatrix.POSITIVE;
      }
    }
    return new SparseLabels(classes, LabelMatrix.NEGATIVE, offsets, columns, values);
  }
}

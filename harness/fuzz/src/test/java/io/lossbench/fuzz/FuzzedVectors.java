package io.lossbench.fuzz;

import static io.lossbench.fuzz.FuzzedDataset.descriptor;
import static io.lossbench.fuzz.FuzzedDataset.require;
import static io.lossbench.fuzz.FuzzedDataset.texts;

import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.NpyFile;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.dataset.Dataset;
import io.lossbench.core.dataset.Split;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.tensor.TensorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Datasets of vectors: matrices with their tables, ARFF, and the sparse text of extreme sets. */
final class FuzzedVectors {
  private static final String ARFF =
      "@relation r\n@attribute f numeric\n@attribute sky {0,1}\n@attribute 'c d' {a,b,c}\n@data\n";

  private FuzzedVectors() {}

  static List<FuzzedReader> all(Path folder) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    readers.addAll(matrices(folder.resolve("vectors")));
    readers.addAll(arff(folder.resolve("arff")));
    readers.add(extreme(folder.resolve("extreme")));
    return readers;
  }

  private static List<FuzzedReader> matrices(Path root) throws IOException {
    List<FuzzedReader> readers = new ArrayList<>();
    float[] values = {1, 2, 3, -4, 0.5f, 6, 7, 8};
    for (String kind : List.of("npy", "safetensors", "csv")) {
      Path here = Files.createDirectories(root.resolve(kind));
      Files.writeString(
          here.resolve("rows.csv"),
          "image,labels,split\na,cat;dog,train\nb,cat,train\nc,dog,test\nd,cat,test\n");
      NpyFile.write(here.resolve("features.npy"), ScoreMatrix.of(4, 2, values));
      TensorWriter.write(here.resolve("f.safetensors"), Map.of("f", List.of(4L, 2L)), values);
      String file =
          switch (kind) {
            case "npy" -> "features.npy";
            case "csv" -> "rows.csv";
            default -> "f.safetensors";
          };
      String matrix = kind.equals("safetensors") ? ", matrix: f.safetensors" : "";
      readers.add(
          new FuzzedDataset(
              "features " + kind,
              here,
              descriptor(here, "{type: features" + matrix + "}"),
              file,
              List.of(Files.readAllBytes(here.resolve(file))),
              List.of("NUMPY", "'descr'", "<f4", "(4, 2)", "F32", "data_offsets", "cat", ";", ","),
              (input, dataset) -> checkFinite(dataset)));
    }
    return readers;
  }

  private static List<FuzzedReader> arff(Path root) throws IOException {
    Path here = Files.createDirectories(root);
    String rows = "1,1,a\n2.5,0,b\n{0 3,2 c}\n";
    Files.writeString(here.resolve("a.arff"), ARFF + rows);
    Files.writeString(here.resolve("b.arff"), ARFF + rows.replace("2.5", "7"));
    String labels =
        "<?xml version=\"1.0\"?>\n<labels xmlns=\"http://mulan.sourceforge.net/labels\">\n"
            + "<label name=\"sky\"></label>\n</labels>\n";
    Files.writeString(here.resolve("l.xml"), labels);
    Settings descriptor =
        descriptor(here, "{type: arff, train: a.arff, test: b.arff, labels: l.xml}");
    List<String> words =
        List.of(
            "@relation",
            "@attribute",
            "@data",
            "numeric",
            "string",
            "{0,1}",
            "{1,0}",
            "{",
            "}",
            ",",
            "'",
            "\\",
            "?",
            "%",
            "1e99",
            "-C -1",
            "{0 1}",
            "NaN");
    Path other = Files.createDirectories(root.resolveSibling("arff-labels"));
    for (String file : List.of("a.arff", "b.arff", "l.xml")) {
      Files.copy(here.resolve(file), other.resolve(file));
    }
    return List.of(
        new FuzzedDataset(
            "ARFF",
            here,
            descriptor,
            "a.arff",
            texts(ARFF + rows, ARFF.replace("r\n", "'r: -C 1'\n") + rows),
            words,
            (input, dataset) -> checkFinite(dataset)),
        new FuzzedDataset(
            "MULAN labels",
            other,
            descriptor(other, "{type: arff, train: a.arff, test: b.arff, labels: l.xml}"),
            "l.xml",
            texts(labels),
            List.of("<label", "name=", "\"sky\"", "</label>", "<!DOCTYPE a [", "&x;", "<!--"),
            (input, dataset) -> checkFinite(dataset)));
  }

  private static FuzzedReader extreme(Path root) throws IOException {
    Path here = Files.createDirectories(root);
    Files.writeString(here.resolve("test.txt"), "2 4 3\n0,2 1:0.5\n1 3:1\n");
    return new FuzzedDataset(
        "extreme classification",
        here,
        descriptor(here, "{type: extreme-classification}"),
        "train.txt",
        texts("3 4 3\n0,1 0:1 3:-2.5e-1\n 2:1\n2 1:7\n", "2 4 3\n# c\n1 0:1\n\n0, 2 3:1\t1:2 \n"),
        List.of(":", ",", " ", "\n", "#", "\t", "4", "3", "-1", "1e99", "NaN", "999999999"),
        (input, dataset) -> checkFinite(dataset));
  }

  /** Every number is finite, and every row has labels of all classes. */
  private static void checkFinite(Dataset dataset) {
    for (Split split : List.of(dataset.train(), dataset.test())) {
      float[] vector = new float[split.vectors().width()];
      for (int row = 0; row < split.size(); row++) {
        split.vectors().copy(row, vector, 0);
        for (float value : vector) {
          require(Float.isFinite(value), "a vector with " + value);
        }
      }
      require(
          LabelMatrix.of(split.truth()).classes() == dataset.classes().size(),
          "labels of another number of classes");
    }
  }
}

package io.lossbench.core.dataset;

import io.lossbench.core.suite.Settings;
import java.util.List;

/** Which files a format expects below the data folder, as a person is told. */
public final class Layout {
  private Layout() {}

  /** One line a file or folder; empty for formats that need none. */
  public static List<String> of(Settings format) {
    String folder = format.optionalText("folder").map(f -> f.equals(".") ? "" : f + "/").orElse("");
    return switch (format.text("type")) {
      case "voc" ->
          List.of(
              folder + "ImageSets/Main/" + format.text("train") + ".txt",
              folder + "ImageSets/Main/" + format.text("test") + ".txt",
              folder
                  + "ImageSets/Main/CLASS_"
                  + format.text("train")
                  + ".txt, or Annotations/*.xml",
              folder + "JPEGImages/*.jpg");
      case "coco" ->
          List.of(
              folder + format.text("train-annotations"),
              folder + format.text("test-annotations"),
              folder + format.text("train-images") + "/*.jpg",
              folder + format.text("test-images") + "/*.jpg");
      case "nus-wide-csv" ->
          List.of(
              folder + format.text("file") + "  (filepath,label,split_name)",
              folder
                  + (format.text("images").equals(".") ? "" : format.text("images") + "/")
                  + "FILEPATH");
      case "nus-wide" ->
          List.of(
              folder + "ConceptsList/Concepts81.txt",
              folder + "ImageList/TrainImagelist.txt, TestImagelist.txt",
              folder + "Groundtruth/TrainTestLabels/Labels_CONCEPT_{Train,Test}.txt",
              folder + format.text("images") + "/*");
      case "open-images" ->
          List.of(
              folder + format.text("classes"),
              folder + format.text("class-descriptions") + "  (optional)",
              folder + format.text("train-labels"),
              folder + format.text("test-labels"),
              folder + format.text("train-images") + "/IMAGEID.jpg",
              folder + format.text("test-images") + "/IMAGEID.jpg");
      case "image-folder" ->
          List.of(
              folder + format.text("train") + "/CLASS/*.jpg",
              folder + format.text("test") + "/CLASS/*.jpg");
      case "csv" ->
          List.of(
              format.text("file") + "  (image,labels,split)",
              beside(format.text("file"), format.text("images")) + "IMAGE");
      default -> List.of();
    };
  }

  /** The folder of a table's images, which starts from the table's own folder. */
  private static String beside(String file, String images) {
    String folder = file.contains("/") ? file.substring(0, file.lastIndexOf('/') + 1) : "";
    return folder + (images.equals(".") ? "" : images + "/");
  }
}

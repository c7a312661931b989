package io.lossbench.cli.report;

import io.lossbench.core.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * Images with what is true of them and what each loss found. Images are those of the user, so
 * nothing of them is in any other report.
 */
public final class ExamplePage {
  /** More bytes of images than these are not put on a page. */
  public static final int MOST_BYTES = 24 << 20;

  private final String suite;
  private final String definition;
  private final int mostBytes;
  private final List<Section> sections = new ArrayList<>();
  private int bytes;

  /**
   * A page without images.
   *
   * @param definition which images are shown, and which boxes, a sentence or two
   * @param mostBytes of its images
   */
  public ExamplePage(String suite, String definition, int mostBytes) {
    this.suite = suite;
    this.definition = definition;
    this.mostBytes = mostBytes;
  }

  /**
   * The images of one dataset with one backbone.
   *
   * @param note what of them is not shown; empty if all is
   */
  public record Section(String id, String title, List<Figure> figures, String note) {}

  /**
   * An image.
   *
   * @param width that the boxes are meant for, in pixels
   * @param height likewise
   * @param columns what is true first, then one for each loss
   */
  public record Example(
      String name, Image pixels, double width, double height, List<Column> columns) {
    public Example {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Boxes that are drawn together.
   *
   * @param index of the loss in the suite; −1 for what is true
   */
  public record Column(String title, int index, List<Located> boxes) {
    public Column {
      boxes = List.copyOf(boxes);
    }
  }

  /**
   * An object in an image.
   *
   * @param score NaN for one that is there
   * @param dashed for one that need not be found
   */
  public record Located(
      String name, double x, double y, double width, double height, double score, boolean dashed) {}

  /** Makes an example when it is its turn, so that one image is in memory at a time. */
  @FunctionalInterface
  public interface Source {
    /** The example of a place, from 0. */
    Example at(int place);
  }

  /** Adds as many examples as there is room for. */
  public void add(String cell, String title, int count, Source source) {
    List<Figure> figures = new ArrayList<>();
    while (figures.size() < count) {
      Example example = source.at(figures.size());
      String uri = EmbeddedImage.uri(example.pixels());
      if (bytes + uri.length() > mostBytes) {
        break;
      }
      bytes += uri.length();
      figures.add(ExampleChart.of(cell + "/example/" + (figures.size() + 1), example, uri));
    }
    String note =
        figures.size() == count
            ? ""
            : figures.size()
                + " of "
                + count
                + " images: more would be over the "
                + mostBytes / (1 << 20)
                + " MiB that a page has room for.";
    sections.add(new Section(cell, title, figures, note));
  }

  public String suite() {
    return suite;
  }

  public String definition() {
    return definition;
  }

  /** The sections so far. */
  public List<Section> sections() {
    return List.copyOf(sections);
  }
}

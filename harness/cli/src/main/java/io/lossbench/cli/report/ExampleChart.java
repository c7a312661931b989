package io.lossbench.cli.report;

import java.util.List;
import java.util.Locale;

/** An image beside itself: with what is true of it, and with what each loss found. */
final class ExampleChart {
  private static final int GAP = 12;
  private static final int MOST_COLUMNS = 4;
  private static final int TITLE = 20;

  /** Of a panel, so that a narrow image does not fill the screen. */
  private static final int HIGHEST = 300;

  private static final int TAG = 13;

  /** Mean width of a letter of ten pixels. */
  private static final double LETTER = 5.6;

  private ExampleChart() {}

  static Figure of(String id, ExamplePage.Example example, String uri) {
    return new Figure(id, example.name(), draw(id, example, uri), "", data(example));
  }

  private static String data(ExamplePage.Example example) {
    DataTable data =
        new DataTable("image", "boxes_of", "class", "x", "y", "width", "height", "score");
    for (ExamplePage.Column column : example.columns()) {
      for (ExamplePage.Located box : column.boxes()) {
        data.row(
            example.name(),
            column.title(),
            box.name(),
            box.x(),
            box.y(),
            box.width(),
            box.height(),
            box.score());
      }
    }
    return data.csv();
  }

  private static String draw(String id, ExamplePage.Example example, String uri) {
    List<ExamplePage.Column> columns = example.columns();
    int side = Math.min(MOST_COLUMNS, Math.max(2, columns.size()));
    double widest = (Charts.WIDTH - (side - 1.0) * GAP) / side;
    double scale = Math.min(widest / example.width(), HIGHEST / example.height());
    double width = scale * example.width();
    double height = scale * example.height();
    int line = (int) Math.ceil(TITLE + height + GAP);
    int lines = (columns.size() + side - 1) / side;
    Svg svg = new Svg(Charts.WIDTH, lines * line, "boxes in " + example.name());
    svg.defineImage(id + "/image", uri, width, height, EmbeddedImage.isTiny(example.pixels()));
    for (int c = 0; c < columns.size(); c++) {
      double x = c % side * (widest + GAP);
      double y = c / side * line + TITLE;
      ExamplePage.Column column = columns.get(c);
      svg.label(x, y - 6, "start", "name", Charts.shortened(column.title(), (int) (widest / 8)));
      svg.useImage(id + "/image", x, y);
      // The surest last, on top of the others.
      for (int b = column.boxes().size() - 1; b >= 0; b--) {
        box(svg, column, column.boxes().get(b), new double[] {x, y, width, height}, scale);
      }
    }
    return svg.end();
  }

  /**
   * A box with its class and score.
   *
   * @param panel x, y, width and height of the image, which a box does not leave
   */
  private static void box(
      Svg svg, ExamplePage.Column column, ExamplePage.Located box, double[] panel, double scale) {
    double left = panel[0] + Math.max(0, Math.min(panel[2], scale * box.x()));
    double top = panel[1] + Math.max(0, Math.min(panel[3], scale * box.y()));
    double right = panel[0] + Math.max(0, Math.min(panel[2], scale * (box.x() + box.width())));
    double bottom = panel[1] + Math.max(0, Math.min(panel[3], scale * (box.y() + box.height())));
    String colour = column.index() < 0 ? "truth" : "s" + column.index() % Svg.COLOURS;
    String fill = column.index() < 0 ? "truthfill" : "f" + column.index() % Svg.COLOURS;
    svg.rectangle(
        left, top, right - left, bottom - top, "box " + colour + (box.dashed() ? " dashed" : ""));
    String tag =
        Charts.shortened(box.name(), 16)
            + (Double.isNaN(box.score()) ? "" : String.format(Locale.ROOT, " %.2f", box.score()));
    double wide = LETTER * tag.length() + 6;
    double x = Math.max(panel[0], Math.min(left, panel[0] + panel[2] - wide));
    double y = top - TAG < panel[1] ? top : top - TAG;
    svg.rectangle(x, y, wide, TAG, "tag " + fill);
    svg.label(x + 3, y + TAG - 3, "start", "onbox", tag);
  }
}

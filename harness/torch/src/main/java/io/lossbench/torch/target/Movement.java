package io.lossbench.torch.target;

/**
 * The affine map by which an augmentation moves the points of an image: (x, y) goes to (xx x + xy y
 * + x0, yx x + yy y + y0). Coordinates are shares of width and height, 0 to 1 from the upper left
 * corner, so that they hold at any size.
 */
public record Movement(double xx, double xy, double x0, double yx, double yy, double y0) {
  /** All points stay. */
  public static final Movement NONE = new Movement(1, 0, 0, 0, 1, 0);

  /** Left for right. */
  public static final Movement MIRROR = new Movement(-1, 0, 1, 0, 1, 0);

  /** A translation. */
  public static Movement by(double x, double y) {
    return new Movement(1, 0, x, 0, 1, y);
  }

  /** The linear map about the image's upper left corner. */
  public static Movement linear(double xx, double xy, double yx, double yy) {
    return new Movement(xx, xy, 0, yx, yy, 0);
  }

  /** The rotation about a square image's centre, counter-clockwise as it is looked at. */
  public static Movement rotation(double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    return by(-0.5, -0.5).then(linear(cos, sin, -sin, cos)).then(by(0.5, 0.5));
  }

  /** This movement, then the next one. */
  public Movement then(Movement next) {
    return new Movement(
        next.xx * xx + next.xy * yx,
        next.xx * xy + next.xy * yy,
        next.x(x0, y0),
        next.yx * xx + next.yy * yx,
        next.yx * xy + next.yy * yy,
        next.y(x0, y0));
  }

  /** Where a point goes, from the left. */
  public double x(double x, double y) {
    return xx * x + xy * y + x0;
  }

  /** Where a point goes, from above. */
  public double y(double x, double y) {
    return yx * x + yy * y + y0;
  }
}

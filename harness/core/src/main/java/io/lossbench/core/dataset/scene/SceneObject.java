package io.lossbench.core.dataset.scene;

import io.lossbench.core.random.SplitMix64;
import java.util.Locale;

/**
 * One object of a generated scene: a shape filled with a pattern, in two colours, flipped or
 * transposed at random.
 */
record SceneObject(
    Shape shape,
    Pattern pattern,
    int centreX,
    int centreY,
    int radius,
    int orientation,
    int[] light,
    int[] dark) {

  /** Whether a point is inside; coordinates from -256 to 256. */
  enum Shape {
    DISC {
      @Override
      boolean contains(int u, int v) {
        return u * u + v * v <= 256 * 256;
      }
    },
    SQUARE {
      @Override
      boolean contains(int u, int v) {
        return Math.max(Math.abs(u), Math.abs(v)) <= 216;
      }
    },
    TRIANGLE {
      @Override
      boolean contains(int u, int v) {
        return v <= 224 && 2 * Math.abs(u) <= v + 256;
      }
    },
    CROSS {
      @Override
      boolean contains(int u, int v) {
        return Math.min(Math.abs(u), Math.abs(v)) <= 90;
      }
    },
    RING {
      @Override
      boolean contains(int u, int v) {
        int distance = u * u + v * v;
        return distance <= 256 * 256 && distance >= 130 * 130;
      }
    },
    DIAMOND {
      @Override
      boolean contains(int u, int v) {
        return Math.abs(u) + Math.abs(v) <= 256;
      }
    },
    BAR {
      @Override
      boolean contains(int u, int v) {
        return Math.abs(v) <= 96;
      }
    },
    HALF_DISC {
      @Override
      boolean contains(int u, int v) {
        return v <= 20 && u * u + v * v <= 256 * 256;
      }
    },
    FRAME {
      @Override
      boolean contains(int u, int v) {
        int edge = Math.max(Math.abs(u), Math.abs(v));
        return edge <= 240 && edge >= 130;
      }
    },
    HOURGLASS {
      @Override
      boolean contains(int u, int v) {
        return Math.abs(u) <= Math.abs(v);
      }
    };

    abstract boolean contains(int u, int v);
  }

  /** Whether a point of the object has the light colour. */
  enum Pattern {
    PLAIN {
      @Override
      boolean light(int u, int v) {
        return true;
      }
    },
    STRIPED {
      @Override
      boolean light(int u, int v) {
        return Math.floorMod(u, 200) < 100;
      }
    },
    CHECKED {
      @Override
      boolean light(int u, int v) {
        return (Math.floorMod(u, 256) < 128) == (Math.floorMod(v, 256) < 128);
      }
    },
    CORED {
      @Override
      boolean light(int u, int v) {
        return u * u + v * v > 120 * 120;
      }
    };

    abstract boolean light(int u, int v);
  }

  private static Shape shape(int label) {
    return Shape.values()[label / Pattern.values().length];
  }

  private static Pattern pattern(int label) {
    return Pattern.values()[label % Pattern.values().length];
  }

  /** The class name, such as {@code striped ring}. */
  static String name(int label) {
    String name = pattern(label) + " " + shape(label);
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * An object of a class at a random place of a scene, mostly inside it, with contrasting colours.
   */
  static SceneObject random(int label, int size, SplitMix64 generator) {
    int radius = generator.between(size * 17 / 100, size * 32 / 100);
    int margin = radius * 2 / 3;
    int x = generator.between(margin, size - 1 - margin);
    int y = generator.between(margin, size - 1 - margin);
    int[] light = colour(generator);
    int[] dark = new int[3];
    boolean invert = generator.nextInt(2) == 0;
    for (int channel = 0; channel < 3; channel++) {
      light[channel] = 150 + light[channel] * 105 / 255;
      dark[channel] = generator.nextInt(90);
    }
    return new SceneObject(
        shape(label),
        pattern(label),
        x,
        y,
        radius,
        generator.nextInt(8),
        invert ? dark : light,
        invert ? light : dark);
  }

  static int[] colour(SplitMix64 generator) {
    return new int[] {generator.nextInt(256), generator.nextInt(256), generator.nextInt(256)};
  }

  /**
   * Draws over what is there and takes over its pixels; returns how many pixels it has within the
   * scene.
   */
  int draw(byte[] rgb, int[] owner, int number, int size) {
    int count = 0;
    for (int y = Math.max(0, centreY - radius); y <= Math.min(size - 1, centreY + radius); y++) {
      for (int x = Math.max(0, centreX - radius); x <= Math.min(size - 1, centreX + radius); x++) {
        int dx = (orientation & 1) == 0 ? x - centreX : centreX - x;
        int dy = (orientation & 2) == 0 ? y - centreY : centreY - y;
        int u = ((orientation & 4) == 0 ? dx : dy) * 256 / radius;
        int v = ((orientation & 4) == 0 ? dy : dx) * 256 / radius;
        if (shape.contains(u, v)) {
          int[] colour = pattern.light(u, v) ? light : dark;
          for (int channel = 0; channel < 3; channel++) {
            rgb[3 * (y * size + x) + channel] = (byte) colour[channel];
          }
          owner[y * size + x] = number;
          count++;
        }
      }
    }
    return count;
  }
}

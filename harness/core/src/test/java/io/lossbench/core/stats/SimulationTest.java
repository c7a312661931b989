package io.lossbench.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

/**
 * A slice of the simulation, and all of it, which writes its tables into docs/STATISTICS.md, with
 * {@code -DargLine=-Dlossbench.simulation=full}.
 */
class SimulationTest {
  @Test
  void placeholder() {
    assertThat(BinomialDistribution.of(10, .5).survivalProbability(9)).isBetween(0., 1.);
    for (Noise noise : Noise.values()) {
      for (int n : new int[] {2, 3, 5, 10}) {
        StringBuilder line = new StringBuilder(noise + " " + n);
        for (int l = 2; l <= 6; l++) {
          long t = System.nanoTime();
          line.append(String.format(" %.4f", Simulation.falseAlarms(noise, l, n, 4000)));
          if (noise == Noise.NORMAL) line.append(" (" + (System.nanoTime() - t) / 1000000 + " ms)");
        }
        System.out.println(line);
      }
    }
    for (int n : new int[] {2, 3, 5})
      for (int l : new int[] {2, 3, 6})
        System.out.printf(
            "power %d %d: %.3f %.3f, %.3f %.3f%n",
            n,
            l,
            Simulation.power(2, l, n, 4000),
            Simulation.powerOfPairs(2, l, n, 4000),
            Simulation.power(4, l, n, 4000),
            Simulation.powerOfPairs(4, l, n, 4000));
    for (int images : new int[] {100, 400})
      for (ImageSimulation.Chance c : ImageSimulation.Chance.values())
        for (double[] s : new double[][] {{0, 0}, {.3, 0}, {.3, .1}, {0, .1}}) {
          long t = System.nanoTime();
          System.out.printf(
              "%d %s %s %.4f  %d ms%n",
              images,
              c,
              java.util.Arrays.toString(s),
              ImageSimulation.coverage(c, images, s[0], s[1], images > 1000 ? 200 : 600),
              (System.nanoTime() - t) / 1000000);
        }
    for (int s : new int[] {1, 2, 3, 5, 10})
      for (int n : new int[] {2, 3, 5})
        for (double spread : new double[] {0, 1, 3})
          System.out.printf(
              "across %d %d %f: %.3f %.3f%n",
              s,
              n,
              spread,
              Simulation.coverageAcross(s, n, spread, 500, 0, a -> a.gainInterval()),
              Simulation.coverageAcross(s, n, spread, 500, .5, a -> a.improvementInterval()));
  }
}

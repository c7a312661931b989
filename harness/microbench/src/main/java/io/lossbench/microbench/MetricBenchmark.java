package io.lossbench.microbench;

import io.lossbench.core.classification.EvaluationProtocol;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.MultiLabelMetrics;
import io.lossbench.core.classification.ScoreMatrix;
import io.lossbench.core.random.SplitMix64;
import io.lossbench.core.task.Judgement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The metrics of one evaluation, in milliseconds; scores of 3 % positives lie a little higher. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MetricBenchmark {
  /** VOC 2007's test set, and COCO's val2014 with annotations. */
  @Param({"4952x20", "40137x80"})
  public String size = "4952x20";

  private ScoreMatrix scores = ScoreMatrix.of(0, 1, new float[0]);
  private LabelMatrix labels = LabelMatrix.of(0, 1, new byte[0]);

  @Setup(Level.Trial)
  public void draw() {
    int rows = Integer.parseInt(size.substring(0, size.indexOf('x')));
    int classes = Integer.parseInt(size.substring(size.indexOf('x') + 1));
    SplitMix64 generator = new SplitMix64(1);
    float[] s = new float[rows * classes];
    byte[] y = new byte[rows * classes];
    for (int i = 0; i < s.length; i++) {
      y[i] = (byte) (generator.nextInt(100) < 3 ? 1 : 0);
      s[i] = (float) (1 / (1 + Math.exp(3 - 2 * y[i] - generator.nextGaussian())));
    }
    scores = ScoreMatrix.of(rows, classes, s);
    labels = LabelMatrix.of(rows, classes, y);
  }

  @Benchmark
  public double meanAveragePrecision() {
    return MultiLabelMetrics.meanAveragePrecision(scores, labels);
  }

  @Benchmark
  public Judgement allMetrics() {
    return MultiLabelMetrics.evaluate(scores, labels, new EvaluationProtocol(0.5, 3));
  }
}

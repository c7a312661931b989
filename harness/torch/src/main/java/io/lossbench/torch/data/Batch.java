package io.lossbench.torch.data;

import io.lossbench.torch.target.Place;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Inputs and targets of one step.
 *
 * @param places of the rows' images, one for each; of one canvas
 * @param shape of each input
 * @param inputs direct buffer of the rows' inputs, one behind the other; reused after {@link
 *     BatchLoader#release}
 * @param targets rows x width, as the task's {@link io.lossbench.torch.target.Targets} has them;
 *     none in evaluation
 * @param width targets per row
 */
public record Batch(
    List<Place> places, InputShape shape, int width, ByteBuffer inputs, float[] targets) {
  public Batch {
    places = List.copyOf(places);
  }

  /** Number of inputs. */
  public int rows() {
    return places.size();
  }
}

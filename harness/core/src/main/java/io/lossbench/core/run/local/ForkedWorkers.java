package io.lossbench.core.run.local;

import io.lossbench.core.plan.Trial;
import io.lossbench.core.provenance.Provenance;
import io.lossbench.core.run.SubmittedTrial;
import io.lossbench.core.run.TrialExecutor;
import io.lossbench.core.run.WorkFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The executor that forks a JVM for each trial, and runs one at a time on each of its places. While
 * a trial comes to its end, the worker that follows it in its place is started already, and waits.
 * Trials of one {@linkplain WorkerLaunch#kind kind} share a process instead, one after the other,
 * as long as they are short ({@link IdleWorker}).
 */
public final class ForkedWorkers implements TrialExecutor {
  private final WorkerSetup setup;
  private final List<Place> places;

  /**
   * @param suite its name, for the records
   * @param devices the device of each place: as many trials run at once as there are entries, and
   *     those of equal entries share a device
   * @param terms provenance of a trial that fails before its worker can tell
   * @param timeoutSeconds after which a trial has failed
   */
  public ForkedWorkers(
      String suite,
      List<String> devices,
      WorkerLaunch launch,
      Provenance.Terms terms,
      double timeoutSeconds) {
    this.setup = new WorkerSetup(suite, launch, terms, timeoutSeconds);
    this.places = devices.stream().map(Place::new).toList();
  }

  /** A device, the worker that came to it last, and the process that one has left. */
  private static final class Place {
    private final String device;
    private final IdleWorker idle = new IdleWorker();
    private @Nullable ForkedWorker last;

    Place(String device) {
      this.device = device;
    }

    boolean isFree() {
      return last == null || last.isOver();
    }

    boolean isFreeSoon() {
      return last != null && last.isClosing();
    }
  }

  private Optional<Place> room() {
    return Stream.concat(
            places.stream().filter(Place::isFree), places.stream().filter(Place::isFreeSoon))
        .findFirst();
  }

  @Override
  public boolean hasRoom() {
    return room().isPresent();
  }

  @Override
  public SubmittedTrial submit(Trial trial, Path folder) {
    Place place = room().orElseThrow(() -> new IllegalStateException("all places are taken"));
    ForkedWorker before = place.isFree() ? null : place.last;
    ForkedWorker worker =
        new ForkedWorker(
            setup,
            trial,
            WorkFolder.of(folder),
            new ForkedWorker.Seat(place.device, place.idle),
            before);
    place.last = worker;
    return worker;
  }

  @Override
  public void close() {
    places.forEach(place -> place.idle.close());
  }
}

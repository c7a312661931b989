package io.lossbench.fuzz;

import java.util.List;

/** A reader, valid inputs of it, and what it may never accept. */
public interface FuzzedReader {
  String name();

  /** Valid small inputs; each is accepted as it is. */
  List<byte[]> corpus();

  /** Words of its language, which damage puts in at random places. */
  List<String> words();

  /**
   * Reads an input; comes back if it was accepted, and rightly.
   *
   * @throws Refused or a SuiteException or a HarnessException if the reader refused it
   * @throws AssertionError if it was accepted and read wrongly
   */
  void read(byte[] input) throws Exception;

  /** What a reader says that answers with a value instead of an exception. */
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused() {
      super("refused");
    }
  }
}

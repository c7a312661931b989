package io.lossbench.torch.contract;

/**
 * What one check of a loss found.
 *
 * @param detail what was compared and how far it lay apart, or why it was not
 */
public record Finding(String check, Status status, String detail) {
  /** What became of a check. */
  public enum Status {
    OK,
    FAILED,
    SKIPPED
  }
}

package io.lossbench.cli.launch;

/** The version of this program, as the build wrote it. */
public final class Version {
  private Version() {}

  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}

package io.lossbench.core.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What tells a changed file from an unchanged one without reading it. A copy can keep size and time
 * of modification; the time of the last change of its entry and its number it cannot.
 *
 * @param modified nanoseconds since 1970
 * @param changed nanoseconds since 1970; 0 where the system has no such time
 * @param inode the file's number; 0 where the system has none
 */
record FileState(long size, long modified, long changed, long inode) {
  static FileState of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(basic.size(), nanos(basic.lastModifiedTime()), 0, 0);
    }
    Map<String, Object> unix = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
    return new FileState(
        number(unix, "size"),
        time(unix, "lastModifiedTime"),
        time(unix, "ctime"),
        number(unix, "ino"));
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static long time(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? nanos(time) : 0;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}

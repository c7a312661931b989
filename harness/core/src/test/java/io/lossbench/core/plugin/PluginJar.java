package io.lossbench.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Jars with plugins, compiled by tests. */
public final class PluginJar {
  private PluginJar() {}

  /** A jar with one class and those within it, which it names as a provider of a service. */
  public static Path compiled(Path folder, Class<?> service, String name, String source)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(folder.resolve(name));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    file.toString()))
        .isZero();
    Map<String, byte[]> content = new TreeMap<>();
    try (var files = Files.list(classes)) {
      for (Path each : files.toList()) {
        content.put(each.getFileName().toString(), Files.readAllBytes(each));
      }
    }
    return of(folder, service, name, content);
  }

  /**
   * A jar.
   *
   * @param content of its class files
   */
  static Path of(Path folder, Class<?> service, String name, Map<String, byte[]> content)
      throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + service.getName()));
      out.write((name + " # a comment\n").getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> file : content.entrySet()) {
        out.putNextEntry(new JarEntry(file.getKey()));
        out.write(file.getValue());
      }
    }
    return jar;
  }

  /** A loader of jars and of what tests see; it lives as long as the classes that it may load. */
  public static ClassLoader loader(Path... jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(jar.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), PluginJar.class.getClassLoader());
  }
}

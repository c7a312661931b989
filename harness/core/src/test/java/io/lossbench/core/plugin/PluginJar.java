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
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** Jars with plugins, compiled by tests. */
public final class PluginJar {
  private PluginJar() {}

  /** A jar with one class, which it names as a provider of a service. */
  public static Path compiled(Path folder, Class<?> service, String name, String source)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(
                    null,
                    null,
                    null,
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-proc:none",
                    file.toString()))
        .isZero();
    return of(folder, service, name, Files.readAllBytes(folder.resolve(name + ".class")));
  }

  /**
   * A jar with one class.
   *
   * @param content of its class file; empty for a class that is missing
   */
  static Path of(Path folder, Class<?> service, String name, byte[] content) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + service.getName()));
      out.write((name + " # a comment\n").getBytes(StandardCharsets.UTF_8));
      if (content.length > 0) {
        out.putNextEntry(new JarEntry(name + ".class"));
        out.write(content);
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

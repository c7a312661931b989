package io.lossbench.torch.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars with faults of their own, compiled here, beside one that works. */
class LossPluginsTest {
  private static final String DEFINITION = "return \"%s: {doc: mine, keys: {}}\";";

  @TempDir Path folder;

  private static String source(String name, String initializer, String definition, String create) {
    return "public class "
        + name
        + " implements io.lossbench.torch.loss.LossProvider {"
        + initializer
        + "public String definition() { "
        + definition
        + " }"
        + "public io.lossbench.torch.loss.Loss create(io.lossbench.core.suite.Settings s) { "
        + create
        + " } }";
  }

  private Path jar(String name, String source) throws IOException {
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
    return jarOf(name, Files.readAllBytes(folder.resolve(name + ".class")));
  }

  private Path jarOf(String name, byte[] compiled) throws IOException {
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/io.lossbench.torch.loss.LossProvider"));
      out.write((name + " # a comment\n").getBytes(StandardCharsets.UTF_8));
      if (compiled.length > 0) {
        out.putNextEntry(new JarEntry(name + ".class"));
        out.write(compiled);
      }
    }
    return jar;
  }

  private Losses losses(Path... jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(url(jar));
    }
    // It lives as long as the classes that it may still have to load.
    return Losses.of(
        new URLClassLoader(urls.toArray(URL[]::new), LossPluginsTest.class.getClassLoader()));
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private Path good() throws IOException {
    return jar(
        "Good", source("Good", "", DEFINITION.formatted("good"), "return () -> \"value = x\";"));
  }

  private void leavesOut(Path broken, String fault) throws IOException {
    Losses losses = losses(broken, good());
    assertThat(losses.definitions().group("losses")).containsKeys("good", "squared-hinge", "bce");
    assertThat(losses.create(Settings.of(Map.of("type", "good"))).body()).isEqualTo("value = x");
    assertThat(losses.faults())
        .singleElement()
        .asString()
        .startsWith("the loss plugin " + broken.getFileName().toString().replace(".jar", ""))
        .contains("(" + broken + ") is left out: ")
        .contains(fault);
    assertThatThrownBy(() -> losses.create(Settings.of(Map.of("type", "bad"))))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("no loss of type 'bad'")
        .hasMessageContaining(broken.toString());
  }

  @Test
  void aStaticInitializerThatThrows() throws IOException {
    leavesOut(
        jar(
            "Bad",
            source(
                "Bad",
                "static { if (true) throw new IllegalStateException(\"no licence\"); }",
                DEFINITION.formatted("bad"),
                "return null;")),
        "IllegalStateException: no licence");
  }

  @Test
  void aClassThatIsMissing() throws IOException {
    leavesOut(jarOf("Gone", new byte[0]), "ClassNotFoundException: Gone");
  }

  @Test
  void aClassThatIsDamaged() throws IOException {
    leavesOut(jarOf("Torn", new byte[] {1, 2, 3}), "ClassFormatError");
  }

  @Test
  void aClassThatIsNoProvider() throws IOException {
    leavesOut(jar("Other", "public class Other {}"), "ClassCastException");
  }

  @Test
  void aConstructorThatThrows() throws IOException {
    leavesOut(
        jar(
            "Bad",
            source(
                "Bad",
                "public Bad() { throw new UnsupportedOperationException(\"not here\"); }",
                DEFINITION.formatted("bad"),
                "return null;")),
        "UnsupportedOperationException: not here");
  }

  @Test
  void aDefinitionThatThrowsIsNoYamlOrTakesANameThatIsTaken() throws IOException {
    leavesOut(
        jar("A", source("A", "", "throw new RuntimeException(\"lost\");", "return null;")),
        "RuntimeException: lost");
    leavesOut(jar("B", source("B", "", "return \"[{\";", "return null;")), "ParserException");
    leavesOut(jar("C", source("C", "", "return null;", "return null;")), "NullPointerException");
    leavesOut(
        jar("D", source("D", "", DEFINITION.formatted("asl"), "return null;")),
        "losses already has a kind 'asl'");
    leavesOut(
        jar("E", source("E", "", "return definition();", "return null;")), "StackOverflowError");
  }

  @Test
  void aPluginThatCreatesNothingIsNamedWithItsJar() throws IOException {
    Path jar = jar("Nil", source("Nil", "", DEFINITION.formatted("nil"), "return null;"));
    Losses losses = losses(jar);
    assertThat(losses.faults()).isEmpty();
    assertThatThrownBy(() -> losses.create(Settings.of(Map.of("type", "nil"))))
        .isInstanceOf(HarnessException.class)
        .hasMessage("the loss plugin Nil (" + jar + ") creates no loss for 'nil': null");
  }

  @Test
  void aPluginThatThrowsIsNamedWithItsJar() throws IOException {
    Path jar =
        jar("Bang", source("Bang", "", DEFINITION.formatted("bang"), "throw new Error(\"out\");"));
    Losses losses = losses(jar);
    assertThatThrownBy(() -> losses.create(Settings.of(Map.of("type", "bang"))))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the loss plugin Bang (" + jar + ") does not create its loss 'bang' (Error: out)");
  }
}

package io.lossbench.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import io.lossbench.core.suite.Definitions;
import io.lossbench.core.suite.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars with faults of their own, beside one that works, at an extension point of texts. */
class RegistryTest {
  private static final String DEFINITION = "return \"%s: {doc: mine, keys: {}}\";";

  @TempDir Path folder;

  private static final Map<String, Function<Settings, String>> BUILT_IN =
      Map.of(
          "constant",
          s -> "flat",
          "cosine",
          s -> "wave",
          "one-cycle",
          s -> "hill",
          "steps",
          s -> "stairs");

  private static Registry<String> registry(Path... jars) throws IOException {
    return Registry.of(
        "schedule", "schedules", BUILT_IN, ScheduleText.class, PluginJar.loader(jars));
  }

  private static Settings type(String name) {
    return Settings.of(Map.of("type", name));
  }

  private Path jar(String name, String initializer, String definition, String create)
      throws IOException {
    return PluginJar.compiled(
        folder,
        ScheduleText.class,
        name,
        "public class "
            + name
            + " implements io.lossbench.core.plugin.ScheduleText {"
            + initializer
            + "public String definition() { "
            + definition
            + " }"
            + "public String create(io.lossbench.core.suite.Settings s) { "
            + create
            + " } }");
  }

  private Path good() throws IOException {
    return jar("Good", "", DEFINITION.formatted("good"), "return \"made by \" + s;");
  }

  private void leavesOut(Path broken, String fault) throws IOException {
    Registry<String> registry = registry(broken, good());
    assertThat(registry.extend(Definitions.builtIn()).group("schedules"))
        .containsOnlyKeys("constant", "cosine", "one-cycle", "steps", "good");
    assertThat(registry.create(type("good"))).isEqualTo("made by {type=good}");
    assertThat(registry.create(type("cosine"))).isEqualTo("wave");
    assertThat(registry.faults())
        .singleElement()
        .asString()
        .startsWith("the schedule plugin " + broken.getFileName().toString().replace(".jar", ""))
        .contains("(" + broken + ") is left out: ")
        .contains(fault);
    assertThatThrownBy(() -> registry.create(type("bad")))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("no schedule of type 'bad'")
        .hasMessageContaining(broken.toString());
  }

  @Test
  void aStaticInitializerThatThrows() throws IOException {
    leavesOut(
        jar(
            "Bad",
            "static { if (true) throw new IllegalStateException(\"no licence\"); }",
            DEFINITION.formatted("bad"),
            "return null;"),
        "IllegalStateException: no licence");
  }

  @Test
  void aClassThatIsMissing() throws IOException {
    leavesOut(
        PluginJar.of(folder, ScheduleText.class, "Gone", Map.of()), "ClassNotFoundException: Gone");
  }

  @Test
  void aClassThatIsDamaged() throws IOException {
    leavesOut(
        PluginJar.of(
            folder, ScheduleText.class, "Torn", Map.of("Torn.class", new byte[] {1, 2, 3})),
        "ClassFormatError");
  }

  @Test
  void aClassThatIsNoProvider() throws IOException {
    leavesOut(
        PluginJar.compiled(folder, ScheduleText.class, "Other", "public class Other {}"),
        "ClassCastException");
  }

  @Test
  void aConstructorThatThrows() throws IOException {
    leavesOut(
        jar(
            "Bad",
            "public Bad() { throw new UnsupportedOperationException(\"not here\"); }",
            DEFINITION.formatted("bad"),
            "return null;"),
        "UnsupportedOperationException: not here");
  }

  @Test
  void aDefinitionThatThrowsIsNoYamlIsEmptyOrTakesANameThatIsTaken() throws IOException {
    leavesOut(
        jar("A", "", "throw new RuntimeException(\"lost\");", "return null;"),
        "RuntimeException: lost");
    leavesOut(jar("B", "", "return \"[{\";", "return null;"), "ParserException");
    leavesOut(jar("C", "", "return null;", "return null;"), "NullPointerException");
    leavesOut(
        jar("D", "", DEFINITION.formatted("cosine"), "return null;"),
        "schedules already has a kind 'cosine'");
    leavesOut(jar("E", "", "return definition();", "return null;"), "StackOverflowError");
    leavesOut(jar("F", "", "return \"{}\";", "return null;"), "its definition is empty");
  }

  @Test
  void ofTwoPluginsWithOneNameTheSecondIsLeftOut() throws IOException {
    Path first = good();
    Path second = jar("Again", "", DEFINITION.formatted("good"), "return \"another\";");
    Registry<String> registry = registry(first, second);
    assertThat(registry.create(type("good"))).startsWith("made by");
    assertThat(registry.faults())
        .containsExactly(
            "the schedule plugin Again ("
                + second
                + ") is left out: IllegalArgumentException: schedules already has a kind 'good'");
  }

  @Test
  void onePluginMayBringSeveralNames() throws IOException {
    Path jar =
        jar("Two", "", "return \"{warm: {doc: a}, cold: {doc: b}}\";", "return s.text(\"type\");");
    Registry<String> registry = registry(jar);
    assertThat(registry.create(type("warm"))).isEqualTo("warm");
    assertThat(registry.create(type("cold"))).isEqualTo("cold");
  }

  @Test
  void aPluginThatCreatesNothingIsNamedWithItsJar() throws IOException {
    Path jar = jar("Nil", "", DEFINITION.formatted("nil"), "return null;");
    Registry<String> registry = registry(jar);
    assertThat(registry.faults()).isEmpty();
    assertThatThrownBy(() -> registry.create(type("nil")))
        .isInstanceOf(HarnessException.class)
        .hasMessage("the schedule plugin Nil (" + jar + ") creates no schedule for 'nil': null");
  }

  @Test
  void aPluginThatThrowsIsNamedWithItsJar() throws IOException {
    Path jar = jar("Bang", "", DEFINITION.formatted("bang"), "throw new Error(\"out\");");
    Registry<String> registry = registry(jar);
    assertThatThrownBy(() -> registry.create(type("bang")))
        .isInstanceOf(HarnessException.class)
        .hasMessage(
            "the schedule plugin Bang ("
                + jar
                + ") does not create its schedule 'bang' (Error: out)");
  }

  @Test
  void builtInsAreThoseThatTheDefinitionsDescribe() {
    assertThatThrownBy(
            () ->
                Registry.of(
                    "schedule",
                    "schedules",
                    Map.of("constant", s -> "flat"),
                    ScheduleText.class,
                    RegistryTest.class.getClassLoader()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "definitions.yaml has the schedules [one-cycle, cosine, steps, constant], built in"
                + " are [constant]");
  }
}

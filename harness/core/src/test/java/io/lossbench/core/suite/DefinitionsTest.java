package io.lossbench.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a plugin's definition adds to the language, and what it may not say. */
class DefinitionsTest {
  private static Definitions with(String definition) {
    return Definitions.builtIn().with("losses", definition);
  }

  @Test
  void aKeyWithoutADefaultMayBeLeftOut() {
    ValueType.Key key =
        with("mine: {doc: A loss., keys: {margin: {type: number, doc: A distance.}}}")
            .group("losses")
            .get("mine")
            .keys()
            .get("margin");
    assertThat(key.required()).isFalse();
    assertThat(key.defaultValue()).isNull();
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThatThrownBy(
            () -> with("mine: {doc: A loss., keys: {margin: {type: number, defualt: 1}}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("definitions: unknown 'defualt'; did you mean 'default'?");
    assertThatThrownBy(() -> with("mine: {dok: A loss.}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("definitions: unknown 'dok'; did you mean 'doc'?");
    assertThatThrownBy(
            () -> with("mine: {keys: {k: {type: list, items: {type: number, least: 1}}}}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("definitions: unknown 'least'");
  }
}

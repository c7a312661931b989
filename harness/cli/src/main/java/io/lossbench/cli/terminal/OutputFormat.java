package io.lossbench.cli.terminal;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How a command prints its result. */
public enum OutputFormat {
  TEXT,
  JSON;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** A value as indented JSON. */
  public static String json(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}

package io.lossbench.core.suite;

import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One text for one value: keys sorted, no white space, doubles in Java's shortest round-trip form.
 */
public final class CanonicalJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private CanonicalJson() {}

  public static String of(Map<String, ?> value) {
    return MAPPER.writeValueAsString(value);
  }
}

package io.lossbench.cli.terminal;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How a command prints its result. */
public enum OutputFormat {
  TEXT,
  JSON;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new FiniteNumber())
                  .addSerializer(Double.TYPE, new FiniteNumber()))
          .build();

  /** A number, or null where it is infinite or none: JSON has no word for those. */
  private static final class FiniteNumber extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializationContext context) {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }

  /** A value as indented JSON. */
  public static String json(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}

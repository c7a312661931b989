package io.lossbench.core.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema (draft-07) of suites, from the same definitions that validate; editors complete
 * from it.
 */
public final class JsonSchema {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Definitions definitions;

  /** Groups that stand within kinds of others, each written once. */
  private final Map<String, Object> nested = new LinkedHashMap<>();

  private int depth;

  private JsonSchema(Definitions definitions) {
    this.definitions = definitions;
  }

  /** The schema of a suite as indented JSON that ends with a newline. */
  public static String ofSuite(Definitions definitions) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "lossbench suite");
    JsonSchema writer = new JsonSchema(definitions);
    schema.putAll(writer.object(definitions.suite().keys(), true));
    Map<String, Object> overrides = new LinkedHashMap<>();
    for (String section : List.of("train", "evaluate")) {
      overrides.put(section, writer.object(definitions.section(section).keys(), false));
    }
    overrides.putAll(writer.nested);
    schema.put("definitions", overrides);
    return MAPPER.writeValueAsString(schema).replace("\r\n", "\n") + "\n";
  }

  private Map<String, Object> schema(ValueType type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type instanceof ValueType.IntegerType integer) {
      schema.put("type", "integer");
      put(schema, "minimum", integer.min());
      put(schema, "maximum", integer.max());
      put(schema, "multipleOf", integer.multipleOf());
    } else if (type instanceof ValueType.NumberType number) {
      schema.put("type", "number");
      put(schema, "minimum", number.min());
      put(schema, "maximum", number.max());
      put(schema, "exclusiveMinimum", number.above());
      put(schema, "exclusiveMaximum", number.below());
    } else if (type instanceof ValueType.BooleanType) {
      schema.put("type", "boolean");
    } else if (type instanceof ValueType.ScalarType) {
      schema.put("type", List.of("number", "string", "boolean"));
    } else if (type instanceof ValueType.ChoiceType choice) {
      schema.put("enum", choice.of());
    } else if (type instanceof ValueType.ListType list) {
      schema.put("type", "array");
      schema.put("items", schema(list.items()));
    } else if (type instanceof ValueType.MapType map) {
      return map(map);
    } else if (type instanceof ValueType.ObjectType object) {
      return object.open() ? Map.of("type", "object") : object(object.keys(), true);
    } else if (type instanceof ValueType.OneType one) {
      schema.putAll(object(one.keys(), false));
      schema.put("minProperties", 1);
      schema.put("maxProperties", 1);
    } else if (type instanceof ValueType.KindType kind) {
      return depth == 0 ? kind(kind) : nested(kind);
    } else if (type instanceof ValueType.OverridesType overrides) {
      return Map.of("$ref", "#/definitions/" + overrides.of());
    } else {
      schema.put("type", "string");
    }
    return schema;
  }

  private Map<String, Object> map(ValueType.MapType map) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("type", "object");
    entries.put("minProperties", 1);
    entries.put("additionalProperties", schema(map.values()));
    return map.listOfNames()
        ? Map.of(
            "anyOf",
            List.of(
                new LinkedHashMap<>(ordered("type", "array", "items", Map.of("type", "string"))),
                entries))
        : entries;
  }

  private Map<String, Object> nested(ValueType.KindType kind) {
    if (!nested.containsKey(kind.group())) {
      nested.put(kind.group(), kind(kind));
    }
    return Map.of("$ref", "#/definitions/" + kind.group());
  }

  private Map<String, Object> kind(ValueType.KindType kind) {
    depth++;
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("required", List.of("type"));
    Map<String, Object> types = new LinkedHashMap<>();
    types.put("enum", List.copyOf(definitions.group(kind.group()).keySet()));
    schema.put("properties", new LinkedHashMap<>(Map.of("type", types)));
    List<Object> branches = new ArrayList<>();
    for (ValueType.Kind each : definitions.group(kind.group()).values()) {
      Map<String, Object> branch = object(each.with(kind.common()), true);
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put(
          "type",
          ordered("const", each.name(), "description", documentation(each.doc(), each.source())));
      if (branch.get("properties") instanceof Map<?, ?> declared) {
        declared.forEach((name, value) -> properties.put(String.valueOf(name), value));
      }
      branch.put("properties", properties);
      Map<String, Object> condition = new LinkedHashMap<>();
      condition.put("if", Map.of("properties", Map.of("type", Map.of("const", each.name()))));
      condition.put("then", branch);
      branches.add(condition);
    }
    schema.put("allOf", branches);
    depth--;
    return schema;
  }

  private Map<String, Object> object(Map<String, ValueType.Key> keys, boolean complete) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (ValueType.Key key : keys.values()) {
      Map<String, Object> property = new LinkedHashMap<>();
      property.put("description", documentation(key.doc(), key.source()));
      if (complete && key.defaultValue() != null) {
        property.put("default", key.defaultValue());
      }
      Map<String, Object> single = schema(key.type());
      if (key.axis()) {
        property.put(
            "anyOf",
            List.of(
                single,
                ordered("type", "array", "minItems", 1, "uniqueItems", true, "items", single)));
      } else {
        property.putAll(single);
      }
      properties.put(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    return schema;
  }

  private static String documentation(String doc, String source) {
    return source.isEmpty() ? doc : doc + " Source: " + source + ".";
  }

  private static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return map;
  }

  private static void put(Map<String, Object> schema, String name, @Nullable Number value) {
    if (value != null) {
      schema.put(name, value);
    }
  }
}

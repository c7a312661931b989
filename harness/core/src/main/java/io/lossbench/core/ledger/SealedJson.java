package io.lossbench.core.ledger;

import io.lossbench.core.file.Digest;
import io.lossbench.core.suite.CanonicalJson;
import io.lossbench.core.suite.JsonFault;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object that carries, as {@code sha256}, the SHA-256 of its own content: of the canonical
 * JSON of all its other keys. White space and the order of keys do not count.
 */
final class SealedJson {
  private static final String SEAL = "sha256";
  private static final TypeReference<LinkedHashMap<String, Object>> OBJECT =
      new TypeReference<>() {};
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Map<String, Object> content;
  private final String seal;

  private SealedJson(Map<String, Object> content, String seal) {
    this.content = content;
    this.seal = seal;
  }

  /** That a file is not what was written once, or was never written whole. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  /** The text of a value, sealed. */
  static String text(Object value) {
    // Hashed as it will be read, so that no number can read differently from how it was written.
    Map<String, Object> content = JSON.readValue(JSON.writeValueAsString(value), OBJECT);
    content.put(SEAL, hash(content));
    return JSON.writeValueAsString(content) + "\n";
  }

  /**
   * Opens a file.
   *
   * @throws DamagedException if it is no JSON object
   */
  static SealedJson open(Path file) throws IOException, DamagedException {
    try {
      Map<String, Object> content = JSON.readValue(Files.readString(file), OBJECT);
      if (content == null) {
        throw new DamagedException("it is no JSON object");
      }
      return new SealedJson(content, String.valueOf(content.remove(SEAL)));
    } catch (CharacterCodingException e) {
      throw new DamagedException("it is not UTF-8");
    } catch (MismatchedInputException e) {
      throw new DamagedException("it is no JSON object");
    } catch (JacksonException e) {
      throw new DamagedException(JsonFault.of(e));
    }
  }

  /** A value of the object as it stands there, before the seal is checked. */
  String raw(String key) {
    return String.valueOf(content.get(key));
  }

  /**
   * The content.
   *
   * @throws DamagedException if it does not fit its seal or its type
   */
  <T> T as(Class<T> type) throws DamagedException {
    return as(type, UnaryOperator.identity());
  }

  /**
   * The content, changed first into what its type is by now.
   *
   * @throws DamagedException if it does not fit its seal or its type
   */
  <T> T as(Class<T> type, UnaryOperator<Map<String, Object>> upgrade) throws DamagedException {
    if (!hash(content).equals(seal)) {
      throw new DamagedException(
          seal.equals("null")
              ? "it carries no sha256 of its content; an earlier version wrote it, or it was"
                  + " changed"
              : "its content does not fit its own sha256, something in it was changed");
    }
    try {
      return JSON.convertValue(upgrade.apply(content), type);
    } catch (JacksonException e) {
      throw new DamagedException(JsonFault.of(e));
    }
  }

  /**
   * The content of an object that has nothing but a list.
   *
   * @throws DamagedException if it does not fit its seal or its type
   */
  <T> List<T> list(String key, Class<T> type) throws DamagedException {
    Map<?, ?> checked = as(Map.class);
    try {
      if (!(checked.get(key) instanceof List<?> values) || checked.size() > 1) {
        throw new DamagedException("it is not a list of " + key + " and nothing else");
      }
      return JSON.convertValue(
          values, JSON.getTypeFactory().constructCollectionType(List.class, type));
    } catch (JacksonException e) {
      throw new DamagedException(JsonFault.of(e));
    }
  }

  private static String hash(Map<String, Object> content) {
    return Digest.sha256().update(CanonicalJson.of(content)).hex();
  }
}

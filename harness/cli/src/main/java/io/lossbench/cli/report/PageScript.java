package io.lossbench.cli.report;

import io.lossbench.core.HarnessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The script of a page: it sorts and filters tables and saves figures. Nothing else runs there, as
 * the page's policy knows the script by its hash.
 */
public final class PageScript {
  private static final String TEXT = read();

  private PageScript() {}

  public static String text() {
    return TEXT;
  }

  /** The Content-Security-Policy of a page with this script, which loads nothing. */
  public static String policy() {
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-" + hash() + "'";
  }

  /** The same for a page whose images stand in it. */
  public static String policyWithImages() {
    return policy() + "; img-src data:";
  }

  private static String hash() {
    try {
      byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(PageScript.class.getResourceAsStream("page.js"), "page.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new HarnessException("cannot read page.js of lossbench", e);
    }
  }
}

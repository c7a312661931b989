package io.lossbench.core.image;

import java.io.IOException;

/** What is wrong with an image's content, in words that stand before the file's name. */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }

  static ImageException truncated() {
    return new ImageException("truncated");
  }

  static ImageException damaged(String how) {
    return new ImageException("damaged: " + how);
  }
}

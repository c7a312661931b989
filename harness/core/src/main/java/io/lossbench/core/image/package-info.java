/**
 * Image files to pixels: the stored values as Pillow's {@code Image.open(file).convert("RGB")}
 * gives them, whatever the file's kind, name and colour profile, and the same under every Java
 * runtime. Needs the JDK only, and ImageIO of it for TIFF only.
 */
@NullMarked
package io.lossbench.core.image;

import org.jspecify.annotations.NullMarked;

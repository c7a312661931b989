/**
 * Objects in images: boxes, what is annotated, what a network detects, and average precision as
 * COCO and PASCAL VOC define it. A task beside classification, which it does not know.
 */
@NullMarked
package io.lossbench.core.detection;

import org.jspecify.annotations.NullMarked;

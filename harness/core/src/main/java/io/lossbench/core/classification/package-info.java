/**
 * Pure functions of scores and labels: average precision in its variants, F1, top-k, masks. Labels
 * and scores are defined here because here is where they are judged; the datasets produce them.
 */
@NullMarked
package io.lossbench.core.classification;

import org.jspecify.annotations.NullMarked;

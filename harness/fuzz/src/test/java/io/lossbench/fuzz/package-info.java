/**
 * Fuzzing of every reader with a driver of our own: valid small inputs, damaged at random but
 * reproducibly, and what each reader may make of them.
 */
package io.lossbench.fuzz;

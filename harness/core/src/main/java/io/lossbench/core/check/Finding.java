package io.lossbench.core.check;

/**
 * What became of a metric of the reference.
 *
 * @param subject a trial, {@code dataset/backbone/loss#repetition}, or all repetitions of a loss,
 *     {@code dataset/backbone/loss}
 * @param weights {@code raw} or {@code ema}; empty where a trial has neither
 * @param metric the primary metric, or the epochs to a value of it
 * @param reference its value in percent, or the mean over the repetitions; NaN if there is none,
 *     infinite for epochs to a value that is never reached
 * @param result the same of the results
 * @param isFailure whether a change that brings it must not go in
 * @param detail what a reader needs to know; empty if nothing
 */
public record Finding(
    String subject,
    String weights,
    String metric,
    double reference,
    double result,
    Status status,
    boolean isFailure,
    String detail) {}

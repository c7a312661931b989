package io.lossbench.core.detection;

/** A class of objects, with its id in files. */
public record Category(CocoId id, String name) {}

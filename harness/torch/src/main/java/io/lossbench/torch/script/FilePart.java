package io.lossbench.torch.script;

import java.util.Map;

/**
 * The module of a file as a part of another one.
 *
 * @param name of the attribute that it is
 * @param tensors those that take the place of the file's, by their names there
 */
record FilePart(String name, NetworkFile file, Map<String, TensorView> tensors) {}

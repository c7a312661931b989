package io.lossbench.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A value of a pickled TorchScript module, as it stands there: nothing is made of it. Where a value
 * is met twice it is the same instance, which is how archives share tensors and modules.
 */
sealed interface Pickled {

  /** None and the booleans. */
  enum Constant implements Pickled {
    NONE,
    TRUE,
    FALSE
  }

  record Whole(long value) implements Pickled {}

  record Real(double value) implements Pickled {}

  record Text(String value) implements Pickled {}

  /** A class or function by its name. */
  record Global(String module, String name) implements Pickled {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  record Tuple(List<Pickled> items) implements Pickled {}

  /** A list, filled after it is made. */
  record Items(List<Pickled> items) implements Pickled {
    Items() {
      this(new ArrayList<>());
    }
  }

  /** A dictionary, filled after it is made: keys and values in turn. */
  record Entries(List<Pickled> items) implements Pickled {
    Entries() {
      this(new ArrayList<>());
    }

    /** The value of a text. */
    Optional<Pickled> get(String key) {
      for (int i = 0; i < items.size(); i += 2) {
        if (items.get(i).equals(new Text(key))) {
          return Optional.of(items.get(i + 1));
        }
      }
      return Optional.empty();
    }
  }

  /** What a function makes of its arguments, such as a list with its type. */
  record Called(Global function, Tuple arguments) implements Pickled {}

  /** An object of a class of the archive's code: a module with its attributes. */
  record Instance(Global type, Entries attributes) implements Pickled {}

  /** A file of values, {@code data/KEY}. */
  record Stored(String type, String key, long size) implements Pickled {}

  /** A view of stored values, in elements. */
  record StoredTensor(
      Stored storage, long offset, List<Long> shape, List<Long> strides, boolean requiresGrad)
      implements Pickled {

    /** The first place of the storage behind it. */
    long end() {
      long last = offset;
      for (int i = 0; i < shape.size(); i++) {
        if (shape.get(i) == 0) {
          return offset;
        }
        last += (shape.get(i) - 1) * strides.get(i);
      }
      return last + 1;
    }
  }
}

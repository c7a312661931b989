package io.lossbench.core.dataset.format;

import io.lossbench.core.classification.MultiLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A table {@code image,labels,split}; labels are separated by semicolons. */
final class CsvReader {
  private final Path file;
  private final Settings format;
  private final Faults faults = new Faults();

  CsvReader(Path file, Settings format) {
    this.file = file;
    this.format = format;
  }

  private record Entry(long line, String image, List<String> labels, String split) {}

  Listing listing() {
    List<Entry> entries = entries();
    TableLabels labelled = new TableLabels(file, faults);
    entries.forEach(entry -> labelled.occurs(entry.line(), entry.labels()));
    List<String> classes = labelled.classes(format.texts("classes"));
    TableSplits splits = new TableSplits(file, "split", format, faults);
    ImageRoot images = new ImageRoot(file.toAbsolutePath().resolveSibling(format.text("images")));
    LabelledImages listing = new LabelledImages(classes, new MultiLabel());
    Collection<Path> named = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<String> role = splits.role(entry.line(), entry.split());
      Optional<Path> image =
          images.file(entry.image(), fault -> faults.add(file, entry.line(), fault));
      byte[] labels = labelled.row(entry.line(), entry.labels());
      if (role.isPresent() && image.isPresent()) {
        listing.add(role.get(), entry.image(), image.get(), labels);
        named.add(image.get());
      }
    }
    splits.requireAll();
    faults.throwIfAny("the table " + file + " cannot be used");
    UnnamedImages.tell(named, "images that no row of " + file.getFileName() + " names", listing);
    if (format.texts("classes").isEmpty()) {
      ClassNames.lookalikes(classes).forEach(listing::note);
    }
    return listing.build();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    TableRows.read(
        file,
        List.of("image", "labels", "split"),
        faults,
        (line, row) ->
            entries.add(
                new Entry(line, row.get(0), ClassNames.split(row.get(1), ';'), row.get(2))));
    return entries;
  }
}

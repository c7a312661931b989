package io.lossbench.core.dataset.format;

import io.lossbench.core.HarnessException;
import io.lossbench.core.classification.LabelMatrix;
import io.lossbench.core.classification.SingleLabel;
import io.lossbench.core.dataset.Faults;
import io.lossbench.core.dataset.LeftOut;
import io.lossbench.core.dataset.Listing;
import io.lossbench.core.suite.Settings;
import io.lossbench.core.suite.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Single-label classification as in torchvision's ImageFolder: {@code SPLIT/CLASS/IMAGE}, images in
 * sub-folders of a class too. Classes and images are in its order. Unlike there, what is hidden or
 * belongs to the system is left out, and what is left out is counted.
 */
final class ImageFolderReader {
  private static final int SHOWN = 5;
  private static final String LOOPS = "links to a folder that they lie in";
  private static final String HIDDEN_FOLDERS = "hidden and system folders with all that is in them";

  /** What torchvision takes for images, and GIF. */
  private static final String ENDINGS = "jpg, jpeg, png, ppm, bmp, pgm, tif, tiff, webp, gif";

  private static final Pattern IMAGE =
      Pattern.compile(
          ".*\\.(" + ENDINGS.replace(", ", "|") + ")", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Folders that systems make on their own: macOS' archives, Synology, Windows, ext4. */
  private static final Set<String> SYSTEM =
      Set.of("__MACOSX", "@eaDir", "$RECYCLE.BIN", "System Volume Information", "lost+found");

  /** Python's order: by code point. */
  private static final Comparator<String> ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final Path folder;
  private final Faults faults = new Faults();
  private final LeftOut leftOut = new LeftOut();

  ImageFolderReader(Path folder) {
    this.folder = folder;
  }

  /**
   * An image.
   *
   * @param parent the folder below its class that it lies in; empty for none
   */
  private record Image(String parent, String name, Path file) {
    static final Comparator<Image> ORDER =
        Comparator.comparing(Image::parent, ImageFolderReader.ORDER)
            .thenComparing(Image::name, ImageFolderReader.ORDER);
  }

  Listing listing(Settings format) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(Listing.TRAIN, format.text("train"));
    format.optionalText("validation").ifPresent(part -> parts.put(Listing.VALIDATION, part));
    parts.put(Listing.TEST, format.text("test"));
    Map<String, Map<String, List<Image>>> found = new LinkedHashMap<>();
    parts.forEach((split, part) -> found.put(split, images(split, folder.resolve(part))));
    List<String> classes = List.copyOf(found.getOrDefault(Listing.TRAIN, Map.of()).keySet());
    LabelledImages listing = new LabelledImages(classes, new SingleLabel());
    if (!classes.isEmpty()) {
      found.forEach((split, images) -> add(listing, classes, split, parts.get(split), images));
    }
    faults.throwIfAny("the image folders in " + folder + " cannot be used");
    leftOut.notes().forEach(listing::note);
    return listing.build();
  }

  private void add(
      LabelledImages listing,
      List<String> classes,
      String split,
      @Nullable String part,
      Map<String, List<Image>> images) {
    byte[] labels = new byte[classes.size()];
    images.forEach(
        (name, files) -> {
          int column = classes.indexOf(name);
          Path root = folder.resolve(part + "/" + name);
          if (column < 0) {
            String suggestion = Suggestion.of(name, classes);
            faults.add(
                root,
                0,
                "a class without training images"
                    + (suggestion.isEmpty() ? "" : "; " + suggestion));
            return;
          }
          if (split.equals(Listing.TRAIN) && files.isEmpty()) {
            faults.add(
                root,
                0,
                "a class without an image (" + ENDINGS + "); put some there, or remove the folder");
          }
          Arrays.fill(labels, LabelMatrix.NEGATIVE);
          labels[column] = LabelMatrix.POSITIVE;
          for (Image image : files) {
            String parent = image.parent().isEmpty() ? "" : image.parent() + "/";
            String id = part + "/" + name + "/" + parent + image.name();
            listing.add(split, id, image.file(), labels);
          }
        });
    List<String> without =
        classes.stream().filter(each -> images.getOrDefault(each, List.of()).isEmpty()).toList();
    if (!without.isEmpty()) {
      listing.note(
          split
              + " has no image of "
              + without.size()
              + " of "
              + classes.size()
              + " classes ("
              + without.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + (without.size() > SHOWN ? ", ..." : "")
              + ")");
    }
  }

  /** A split's images by class, in order. */
  private Map<String, List<Image>> images(String split, Path root) {
    Map<String, List<Image>> images = new TreeMap<>(ORDER);
    if (!Files.isDirectory(root)) {
      faults.add(root, 0, "there is no such folder; the format's '" + split + "' names it");
      return images;
    }
    try (var entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!Files.isDirectory(entry)) {
          leftOut.add("files beside the class folders", shown(entry));
        } else if (isForeign(name)) {
          leftOut.add(HIDDEN_FOLDERS, shown(entry));
        } else if (leadsUp(entry)) {
          leftOut.add(LOOPS, shown(entry));
        } else {
          images.put(name, below(entry));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new HarnessException("cannot list the image folder " + root, e);
    }
    if (images.isEmpty()) {
      faults.add(root, 0, "has no class folders; expected CLASS/IMAGE in it");
    }
    return images;
  }

  /** The images of a class; symbolic links are followed, as torchvision does. */
  private List<Image> below(Path root) {
    List<Image> images = new ArrayList<>();
    Visitor visitor = new Visitor(root, images);
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    } catch (IOException e) {
      throw new HarnessException("cannot list the image folder " + root, e);
    }
    images.sort(Image.ORDER);
    return images;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Image> images;

    Visitor(Path root, List<Image> images) {
      this.root = root;
      this.images = images;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes)
        throws IOException {
      if (sub.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      boolean foreign = isForeign(sub.getFileName().toString());
      if (foreign || leadsUp(sub)) {
        leftOut.add(foreign ? HIDDEN_FOLDERS : LOOPS, shown(sub));
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (isForeign(name)) {
        leftOut.add("hidden files", shown(file));
      } else if (IMAGE.matcher(name).matches()) {
        images.add(new Image(root.relativize(file.getParent()).toString(), name, file));
      } else {
        leftOut.add("files that are no images by their ending", shown(file));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (e instanceof FileSystemLoopException) {
        leftOut.add(LOOPS, shown(file));
      } else {
        faults.add(file, 0, "cannot be read (" + e.getClass().getSimpleName() + ")");
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /** Whether a folder is a link to one that it lies in, by which every class would be each. */
  private static boolean leadsUp(Path sub) throws IOException {
    return Files.isSymbolicLink(sub)
        && sub.resolveSibling("").toRealPath().startsWith(sub.toRealPath());
  }

  private static boolean isForeign(String name) {
    return name.startsWith(".") || SYSTEM.contains(name);
  }

  private String shown(Path file) {
    return folder.relativize(file).toString();
  }
}

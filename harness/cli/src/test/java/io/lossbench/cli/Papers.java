package io.lossbench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents of a folder, the repository's or an unpacked release's, as text to look into. */
record Papers(Path root) {
  private static final Pattern FENCE =
      Pattern.compile("^ *```(\\w*)\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ +(.+)$", Pattern.MULTILINE);

  /** A piece of code between fences. */
  record Block(Path document, String language, String text) {}

  /** A link of a document to a place that is none of the web. */
  record Link(Path document, String target) {
    private Path file() {
      String name = target.replaceFirst("#.*", "");
      return name.isEmpty() ? document : document.resolveSibling(name).normalize();
    }

    /** Whether there is a file, and in it the heading that is named. */
    boolean leadsSomewhere() throws IOException {
      int fragment = target.indexOf('#');
      return Files.exists(file())
          && (fragment < 0 || anchors(read(file())).contains(target.substring(fragment + 1)));
    }
  }

  List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> here = Files.list(root)) {
      documents.addAll(here.filter(Papers::isDocument).toList());
    }
    for (String folder :
        List.of("docs", "examples", "suites", ".github", "harness/microbench/peers")) {
      if (Files.isDirectory(root.resolve(folder))) {
        try (Stream<Path> below = Files.walk(root.resolve(folder))) {
          documents.addAll(below.filter(Papers::isDocument).toList());
        }
      }
    }
    return documents;
  }

  List<Link> links() throws IOException {
    List<Link> links = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(FENCE.matcher(read(document)).replaceAll(""));
      while (link.find()) {
        if (!link.group(1).matches("[a-z]+:.*")) {
          links.add(new Link(document, link.group(1)));
        }
      }
    }
    return links;
  }

  List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path document : documents()) {
      Matcher fence = FENCE.matcher(read(document));
      while (fence.find()) {
        if (fence.group(1).equals(language)) {
          blocks.add(new Block(document, language, fence.group(2)));
        }
      }
    }
    return blocks;
  }

  private static boolean isDocument(Path file) {
    return file.getFileName().toString().endsWith(".md");
  }

  static String read(Path file) throws IOException {
    return Files.readString(file);
  }

  /** The names under which the headings of a document can be linked to, as GitHub makes them. */
  private static List<String> anchors(String document) {
    return HEADING
        .matcher(FENCE.matcher(document).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}

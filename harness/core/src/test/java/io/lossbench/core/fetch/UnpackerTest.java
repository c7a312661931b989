package io.lossbench.core.fetch;

import static io.lossbench.core.fetch.Archives.content;
import static io.lossbench.core.fetch.Archives.file;
import static io.lossbench.core.fetch.Archives.find;
import static io.lossbench.core.fetch.Archives.tar;
import static io.lossbench.core.fetch.Archives.tarGz;
import static io.lossbench.core.fetch.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lossbench.core.HarnessException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of every bad kind, none of which leaves a file. */
class UnpackerTest {
  private static final long LIMIT = 100_000;

  @TempDir Path folder;

  private List<UnpackedNote.Content> unpack(String name, byte[] archive) throws IOException {
    return Unpacker.unpack(
        Files.write(folder.resolve(name), archive), folder.resolve("out/deep"), LIMIT);
  }

  /** Refused with a sentence, and nothing is left in the folder it would go to. */
  private void assertRefused(String name, byte[] archive, String... words) {
    assertThatThrownBy(() -> unpack(name, archive))
        .as("%s should say %s", name, Arrays.toString(words))
        .isInstanceOf(HarnessException.class)
        .satisfies(e -> assertThat(List.of(words)).allMatch(e.getMessage()::contains));
    try (var left = Files.walk(folder.resolve("out"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    } catch (java.nio.file.NoSuchFileException e) {
      // Not even the folder.
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void archivesAreUnpackedIntoTheirFolder() throws IOException {
    Path out = folder.resolve("out/deep");
    for (boolean stored : new boolean[] {true, false}) {
      assertThat(unpack("a.zip", zip(stored, "x/", "x/a.txt", "x/y/b.txt"))).hasSize(2);
      assertThat(out.resolve("x/y/b.txt")).hasBinaryContent(content("x/y/b.txt", 1000));
    }
    assertThat(unpack("a.tar", tar(file("./"), file("x/"), file("x/c.txt"))))
        .containsExactly(new UnpackedNote.Content(1000, "x/c.txt"));
    assertThat(unpack("a.tar.gz", tarGz(file("t".repeat(150) + "/" + "d".repeat(150))))).hasSize(1);
    assertThat(out.resolve("x")).isDirectoryContaining("glob:**/{a.txt,c.txt,y}");
    try (var hidden = Files.list(out)) {
      assertThat(hidden.filter(path -> path.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void everyCutArchiveIsRefused() throws IOException {
    byte[] tar = tar(file("a"), file("b"), file("c"));
    byte[] gz = tarGz(file("a"), file("b"), file("c"));
    byte[] zip = zip(false, "a", "b", "c");
    for (int cut = 0; cut < tar.length; cut += 256) {
      assertRefused("a.tar", Arrays.copyOf(tar, cut));
    }
    for (int cut = 0; cut < zip.length; cut += 97) {
      assertRefused("a.zip", Arrays.copyOf(zip, cut));
    }
    for (int cut = 0; cut < gz.length; cut += 97) {
      assertRefused("a.tgz", Arrays.copyOf(gz, cut));
    }
    assertRefused("a.tar", Arrays.copyOf(tar, 1536), "two zero blocks");
    assertRefused("a.zip", Arrays.copyOf(zip, find(zip, "PK\1\2", 0)), "no central directory");
  }

  @Test
  void everyFlippedByteOfAZipsDataIsNoticed() throws IOException {
    for (boolean stored : new boolean[] {true, false}) {
      byte[] zip = zip(stored, "a", "b");
      int directory = find(zip, "PK\1\2", 0);
      for (int at = 35; at < directory - 20; at += 41) {
        byte[] damaged = zip.clone();
        damaged[at] ^= 8;
        assertRefused("a.zip", damaged, "it is damaged");
      }
    }
  }

  @Test
  void localHeadersSayWhatTheDirectorySays() throws IOException {
    byte[] zip = zip(true, "aaaa", "bbbb");
    byte[] renamed = zip.clone();
    renamed[find(zip, "aaaa", 0)] = 'x';
    assertRefused("a.zip", renamed, "the local header of 'aaaa' says something else");
    byte[] moved = zip.clone();
    moved[find(zip, "PK\3\4", 10) + 1] = 'x';
    assertRefused("a.zip", moved, "'bbbb' is not where the directory says");
    // The second directory entry is no longer one, so that the directory lists one of two.
    byte[] shorter = zip.clone();
    shorter[find(zip, "PK\1\2", find(zip, "PK\1\2", 0) + 4)] = 'x';
    assertRefused("a.zip", shorter, "its directory lists 1 of 2 entries");
  }

  @Test
  void headersOfATarAreChecked() throws IOException {
    byte[] tar = tar(file("a"), file("b"));
    for (int at : new int[] {0, 100, 130, 150, 157, 1536, 1536 + 130}) {
      byte[] damaged = tar.clone();
      damaged[at] ^= 1;
      assertRefused("a.tar", damaged, "it is damaged");
    }
    byte[] two = Arrays.copyOf(tar, 2 * tar.length);
    System.arraycopy(tar, 0, two, tar.length, tar.length);
    assertRefused("a.tar", two, "such as a second archive");
  }

  @Test
  void gzipsChecksumCounts() throws IOException {
    byte[] gz = tarGz(file("a"));
    gz[gz.length - 6] ^= 1;
    assertRefused("a.tar.gz", gz, "it is damaged");
  }

  @Test
  void whatHoldsNoFileIsRefused() throws IOException {
    assertRefused("a.zip", new byte[0], "it is empty");
    assertRefused("a.tar", new byte[0], "it is empty");
    assertRefused("a.tar", new byte[10240], "it holds no file");
    assertRefused("a.tar", tar(file("d/")), "it holds no file");
    assertRefused("a.zip", zip(false, "d/"), "it holds no file");
    byte[] end = zip(false, "a");
    assertRefused("a.zip", Arrays.copyOfRange(end, end.length - 22, end.length), "damaged");
    byte[] none = new byte[22];
    none[0] = 'P';
    none[1] = 'K';
    none[2] = 5;
    none[3] = 6;
    assertRefused("a.zip", none, "it holds no file");
  }

  @Test
  void aWebPageIsNoArchive() {
    for (String name : List.of("a.zip", "a.tar", "a.tar.gz")) {
      assertRefused(name, "<html><body>Moved</body>".getBytes(), "answered with a web page");
    }
    assertRefused("a.tar", "not a tar at all".repeat(60).getBytes(), "it is no tar archive");
    assertRefused("a.rar", new byte[] {1}, "none of .zip, .tar, .tar.gz");
  }

  @Test
  void onlyRegularFilesAreUnpacked() throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("one", TarArchiveEntry.LF_SYMLINK);
    link.setLinkName("/etc");
    assertRefused("a.tar", tar(file("a"), link), "'one' is a link");
    TarArchiveEntry hard = new TarArchiveEntry("one", TarArchiveEntry.LF_LINK);
    hard.setLinkName("a");
    assertRefused("a.tar", tar(file("a"), hard), "'one' is a link");
    byte[] kinds = {
      TarArchiveEntry.LF_CHR,
      TarArchiveEntry.LF_BLK,
      TarArchiveEntry.LF_FIFO,
      TarArchiveEntry.LF_CONTIG,
      (byte) 'Q'
    };
    String[] names = {"device", "device", "FIFO", "contiguous", "unknown kind"};
    for (int i = 0; i < kinds.length; i++) {
      assertRefused("a.tar", tar(file("a"), new TarArchiveEntry("one", kinds[i])), names[i]);
    }
    for (int mode : new int[] {0120777, 0060644, 0010644}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
        ZipArchiveEntry entry = new ZipArchiveEntry("one");
        entry.setUnixMode(mode);
        zip.putArchiveEntry(entry);
        zip.write("/etc".getBytes());
        zip.closeArchiveEntry();
      }
      assertRefused("a.zip", bytes.toByteArray(), "only regular files are unpacked");
    }
  }

  @Test
  void nothingEscapesFromAnArchive() throws IOException {
    for (String name : List.of("../escaped.txt", "/escaped.txt", "a/../../escaped.txt", "..\\b")) {
      assertRefused("a.zip", zip(false, name), "leaves the folder");
    }
    assertRefused("a.zip", zip(false, "a\nb"), "is no file name");
    assertThat(folder.resolve("out/escaped.txt")).doesNotExist();
    Path out = Files.createDirectories(folder.resolve("out/deep"));
    Files.createSymbolicLink(out.resolve("inside"), folder);
    assertRefused("a.zip", zip(false, "inside/x.txt"), "leads through the link");
    assertThat(folder.resolve("x.txt")).doesNotExist();
  }

  @Test
  void namesThatCannotBeAreToldAsWhatTheyAre() throws IOException {
    String name = "n".repeat(300);
    assertRefused("a.zip", zip(false, name), "has 300 bytes; file systems allow 255");
    assertRefused("a.tar", tar(file(name)), "has 300 bytes; file systems allow 255");
    assertRefused("a.tar", tar(file("x"), file("x/y")), "'x' is a file and a folder in it");
    assertRefused("a.tar", tar(file("x/y"), file("x")), "'x' is a file and a folder in it");
    assertRefused("a.zip", zip(true, "x", "x/y"), "'x' is a file and a folder in it");
    assertRefused("a.tar", tar(file("x"), file("x")), "'x' is in it twice");
  }

  @Test
  void whatStandsInTheWayIsNamedAndNothingMoves() throws IOException {
    Path out = Files.createDirectories(folder.resolve("out/deep"));
    Files.createDirectory(out.resolve("b"));
    assertRefused("a.zip", zip(false, "a", "b"), "a folder, and it holds a file of that name");
    Files.delete(out.resolve("b"));
    Path mine = Files.writeString(out.resolve("b"), "mine");
    assertThatThrownBy(() -> unpack("a.zip", zip(false, "a", "b/c")))
        .hasMessageContaining("a file, and it holds a folder of that name");
    assertThat(mine).hasContent("mine");
    assertThat(out.resolve("a")).doesNotExist();
  }

  @Test
  void bombsAreRefusedBeforeTheyFillTheDisk() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros"));
      zip.write(new byte[(int) LIMIT + 1]);
    }
    assertRefused("a.zip", bytes.toByteArray(), "more than 100000 bytes", "unpacked-bytes");
    ByteArrayOutputStream tarred = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(tarred)) {
      TarArchiveEntry entry = file("zeros");
      entry.setSize(LIMIT + 1);
      tar.putArchiveEntry(entry);
      tar.write(new byte[(int) LIMIT + 1]);
      tar.closeArchiveEntry();
    }
    assertRefused("a.tar", tarred.toByteArray(), "more than 100000 bytes", "unpacked-bytes");
  }

  @Test
  void textsThatShrinkALotAreUnpacked() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("labels.txt"));
      zip.write("0\n".repeat(1_000_000).getBytes());
    }
    Path archive = Files.write(folder.resolve("a.zip"), bytes.toByteArray());
    assertThat(20 * Files.size(archive)).isLessThan(2_000_000);
    assertThat(Unpacker.unpack(archive, folder, Unpacker.defaultLimit(archive)))
        .containsExactly(new UnpackedNote.Content(2_000_000, "labels.txt"));
  }

  @Test
  void anEntryThatPromisesMoreThanTheDiskHasIsToldAsThat() {
    Path archive = folder.resolve("a.tar");
    assertThatThrownBy(() -> new Room(archive, folder, Long.MAX_VALUE).require(Long.MAX_VALUE / 2))
        .hasMessageContaining("the disk of " + folder + " has only");
  }

  @Test
  void overlappingEntriesAreRefused() throws IOException {
    // Two directory entries that share one piece of data, as compression bombs do.
    byte[] zip = zip(true, "same", "same2");
    int first = find(zip, "PK\1\2", 0);
    byte[] bomb = zip.clone();
    int second = find(zip, "PK\1\2", first + 4);
    System.arraycopy(zip, first + 42, bomb, second + 42, 4);
    assertRefused("a.zip", bomb, "overlaps with another entry");
  }
}

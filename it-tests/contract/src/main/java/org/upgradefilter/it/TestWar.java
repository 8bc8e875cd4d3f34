package org.upgradefilter.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A WAR that a test makes: the filter's JAR and some classes, and {@code web.xml} if it has one.
 */
public final class TestWar {

    private static final String LIBRARY = "WEB-INF/lib/upgrade-filter";

    private TestWar() {}

    /** Writes one without {@code web.xml} into {@code directory}. */
    static Path into(Path directory, Class<?>... classes) throws IOException {
        Path war = Files.createTempFile(directory, "test", ".war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            addContent(zip, classes);
        }
        return war;
    }

    /** Writes one with {@code web.xml} into {@code directory}. */
    public static Path into(Path directory, String webXml, Class<?>... classes) throws IOException {
        Path war = Files.createTempFile(directory, "test", ".war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            addContent(zip, classes);
            zip.putNextEntry(new ZipEntry("WEB-INF/web.xml"));
            zip.write(webXml.getBytes(StandardCharsets.UTF_8));
        }
        return war;
    }

    private static void addContent(ZipOutputStream zip, Class<?>... classes) throws IOException {
        try (ZipFile sample = new ZipFile(SampleWar.path().toFile())) {
            ZipEntry library =
                    sample.stream()
                            .filter(entry -> entry.getName().startsWith(LIBRARY))
                            .findFirst()
                            .orElseThrow();
            try (InputStream jar = sample.getInputStream(library)) {
                add(zip, library.getName(), jar);
            }
        }
        for (Class<?> type : classes) {
            String file = type.getName().replace('.', '/') + ".class";
            try (InputStream bytes = type.getClassLoader().getResourceAsStream(file)) {
                add(zip, "WEB-INF/classes/" + file, bytes);
            }
        }
    }

    private static void add(ZipOutputStream zip, String name, InputStream content)
            throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        content.transferTo(zip);
    }
}

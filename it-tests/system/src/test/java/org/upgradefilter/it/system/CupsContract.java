package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.TestCertificate;

/**
 * CUPS, which asks for TLS by {@code OPTIONS *} when it is told to encrypt ({@code -E}), and so
 * needs an extension in the server.
 */
abstract class CupsContract extends ContainerContract {

    private static final Map<String, String> SETTINGS = TestCertificate.settings("/* allow TLS");

    /** The one of CUPS expects all that a real printer has. */
    private static final String TEST =
            """
            {
              NAME "Get printer attributes"
              OPERATION get-printer-attributes
              VERSION 2.0
              GROUP operation
              ATTR charset attributes-charset utf-8
              ATTR language attributes-natural-language en
              ATTR uri printer-uri $uri
              STATUS successful-ok
              EXPECT printer-name WITH-VALUE "%s"
              EXPECT printer-state OF-TYPE enum
            }
            """
                    .formatted(IppPrinter.NAME);

    /** Where CUPS keeps the certificates that it has seen. */
    @TempDir Path home;

    /** A new container with the extension, not started. */
    protected abstract Container container(Map<String, String> settings);

    @Override
    protected Container container() {
        return container(SETTINGS);
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new IppPrinter());
    }

    private SystemProgram.Ended ipptool(String... options) throws Exception {
        Path test = Files.writeString(home.resolve("printer.test"), TEST + TEST);
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("ipp://" + server().getAuthority() + "/" + IppPrinter.NAME);
        arguments.add(test.toString());
        return SystemProgram.run(home, "ipptool", arguments.toArray(String[]::new));
    }

    @Test
    void ipptool_asks_for_the_attributes_of_a_printer() throws Exception {
        SystemProgram.Ended ended = ipptool("-E", "-tv");
        assertEquals(0, ended.exitCode(), ended.output());
        assertTrue(
                ended.output().contains("printer-name (nameWithoutLanguage) = " + IppPrinter.NAME),
                ended.output());
    }

    @Test
    void in_clear_the_printer_says_nothing() throws Exception {
        SystemProgram.Ended ended = ipptool("-tv");
        assertEquals(1, ended.exitCode(), ended.output());
    }

    @Test
    void lpstat_tells_of_printers() throws Exception {
        SystemProgram.Ended ended =
                SystemProgram.run(
                        home, "lpstat", "-E", "-h", server().getAuthority(), "-d", "-p", "-v");
        assertEquals(0, ended.exitCode(), ended.output());
        assertTrue(
                ended.output().contains("system default destination: " + IppPrinter.NAME),
                ended.output());
        assertTrue(
                ended.output().contains("printer " + IppPrinter.NAME + " is idle."),
                ended.output());
    }
}

package org.upgradefilter.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over classes that have the methods of Jetty's, for those differ by EE version. */
class FilterOrderTest {

    private static final String JETTYS =
            "org.eclipse.jetty.ee11.websocket.servlet.WebSocketUpgradeFilter";

    /** As Jetty's {@code FilterMapping}; a name in capitals is mapped to a servlet. */
    public record Mapping(String name) {

        /** As Jetty's. */
        public String getFilterName() {
            return name;
        }

        /** As Jetty's. */
        public String[] getPathSpecs() {
            return name.equals("OURS") ? new String[0] : new String[] {"/*"};
        }
    }

    /** As Jetty's {@code FilterHolder}. */
    public record Holder(String getClassName) {}

    /** As Jetty's {@code ServletHandler}. */
    public static final class Servlets {

        private Mapping[] mappings;
        private int changes;

        Servlets(String names) {
            mappings = Arrays.stream(names.split(" ")).map(Mapping::new).toArray(Mapping[]::new);
        }

        /** As Jetty's. */
        public Mapping[] getFilterMappings() {
            return mappings.clone();
        }

        /** As Jetty's. */
        public void setFilterMappings(Mapping[] changed) {
            mappings = changed.clone();
            changes++;
        }

        /** As Jetty's. */
        public @Nullable Holder getFilter(String name) {
            return Map.of("jettys", new Holder(JETTYS), "auth", new Holder("com.example.Auth"))
                    .get(name);
        }

        String names() {
            return Arrays.stream(mappings).map(Mapping::name).collect(Collectors.joining(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "jettys auth ours x,       auth ours jettys x",
        "jettys ours,              ours jettys",
        "jettys jettys ours x,     ours jettys jettys x",
        "jettys ours auth ours x,  ours auth ours jettys x",
        "jettys ours x jettys,     ours jettys x jettys",
    })
    void jettysGoesBehindTheLastOfOurs(String before, String after) throws Exception {
        Servlets servlets = new Servlets(before);
        new FilterOrder(servlets).putJettysBehind("ours");
        assertEquals(after, servlets.names());
        assertEquals(1, servlets.changes);
    }

    @ParameterizedTest
    @CsvSource({"auth ours jettys", "ours x", "auth OURS x", "x"})
    void whatIsInOrderIsLeftAlone(String order) throws Exception {
        Servlets servlets = new Servlets(order);
        new FilterOrder(servlets).putJettysBehind("ours");
        assertEquals(order, servlets.names());
        assertEquals(0, servlets.changes);
    }

    @ParameterizedTest
    @CsvSource({"jettys auth", "OURS jettys", "jettys x OURS"})
    void withoutAPathOursCannotComeFirst(String order) throws Exception {
        FilterOrder filters = new FilterOrder(new Servlets(order));
        String message =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> filters.putJettysBehind("OURS"))
                                .getMessage());
        assertTrue(message.contains("WebSocketUpgradeFilter"), message);
        assertTrue(message.contains("URL pattern"), message);
    }

    @Test
    void mappingsAreKnown() throws Exception {
        FilterOrder filters = new FilterOrder(new Servlets("x"));
        assertTrue(filters.isMapping(new Mapping("y")));
        assertEquals(false, filters.isMapping("y"));
    }
}

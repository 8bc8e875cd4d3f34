package org.upgradefilter.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.upgradefilter.http.Accept;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;

/**
 * Any text for a field value, an address or an origin: nothing throws, and what is read can be
 * written and read again. Line breaks part the lines of a field.
 */
public final class ParsersFuzz {

    private static final List<String> MEDIA_TYPES = List.of("text/html", "application/json");

    private ParsersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        List<String> lines = Arrays.asList(text.split("\n", -1));
        lists(lines);
        tokens(lines);
        for (String line : lines) {
            origin(line);
            address(line);
            // Never throws either, and is false for what is no address.
            assertFalse(
                    AddressRange.parse("192.0.2.0/24").orElseThrow().contains(line + "x"), line);
        }
        List<String> ranges = FieldList.members(lines);
        assertTrue(MEDIA_TYPES.contains(Accept.preferred(ranges, MEDIA_TYPES)));
    }

    private static void lists(List<String> lines) {
        List<String> members = FieldList.members(lines);
        for (String member : members) {
            isTrimmed(member);
            FieldList.parameters(member).forEach(ParsersFuzz::isTrimmed);
        }
        if (lines.stream().allMatch(FieldList::isBalanced)) {
            assertEquals(members, FieldList.members(List.of(String.join(",", lines))));
            assertEquals(members, FieldList.members(members));
        }
        List<String> tokens = FieldList.tokens(lines);
        tokens.forEach(ParsersFuzz::isTrimmed);
        assertEquals(tokens, FieldList.tokens(List.of(String.join(" ,\t", lines))));
        if (lines.stream().noneMatch(line -> line.contains("\""))) {
            assertEquals(tokens, members);
        }
    }

    private static void isTrimmed(String member) {
        assertFalse(member.isEmpty());
        assertFalse(member.startsWith(" ") || member.startsWith("\t"), member);
        assertFalse(member.endsWith(" ") || member.endsWith("\t"), member);
    }

    private static void tokens(List<String> lines) {
        List<ProtocolToken> protocols = ProtocolToken.parseList(lines);
        for (ProtocolToken protocol : protocols) {
            assertEquals(Optional.of(protocol), ProtocolToken.parse(protocol.toString()));
            assertTrue(protocol.covers(protocol));
            assertTrue(new ProtocolToken(protocol.name(), null).covers(protocol));
        }
        List<ProtocolToken> oneByOne =
                FieldList.tokens(lines).stream()
                        .flatMap(member -> ProtocolToken.parse(member).stream())
                        .toList();
        assertEquals(oneByOne, protocols);
    }

    private static void origin(String line) {
        Origin.parse(line)
                .ifPresent(
                        origin -> {
                            assertEquals(Optional.of(origin), Origin.parse(origin.toString()));
                            assertTrue(origin.port() > 0 && origin.port() < 1 << 16);
                            String authority = origin.host() + ":" + origin.port();
                            assertEquals(
                                    Optional.of(origin), Origin.of(origin.scheme(), authority));
                        });
    }

    private static void address(String line) {
        Optional<AddressRange> range = AddressRange.parse(line);
        if (range.isEmpty()) {
            return;
        }
        assertEquals(range, AddressRange.parse(range.get().toString()));
        int slash = line.indexOf('/');
        String address = slash < 0 ? line : line.substring(0, slash);
        assertTrue(range.get().contains(address), "an address outside of its own block");
    }
}

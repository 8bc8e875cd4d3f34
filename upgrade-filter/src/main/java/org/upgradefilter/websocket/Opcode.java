package org.upgradefilter.websocket;

import java.util.Arrays;

/** What a frame carries (RFC 6455 §5.2, §11.8). */
enum Opcode {
    CONTINUATION(0x0),
    TEXT(0x1),
    BINARY(0x2),
    CLOSE(0x8),
    PING(0x9),
    PONG(0xA),
    /** Every other one: a peer that sends it, with no extension agreed upon, breaks §5.2. */
    RESERVED(-1);

    private static final Opcode[] BY_CODE = new Opcode[0x10];

    static {
        Arrays.fill(BY_CODE, RESERVED);
        for (Opcode opcode : values()) {
            if (opcode != RESERVED) {
                BY_CODE[opcode.code] = opcode;
            }
        }
    }

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The opcode of any number; never throws. */
    static Opcode of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : RESERVED;
    }

    /** The four bits on the wire; -1 for {@link #RESERVED}, which is never sent. */
    int code() {
        return code;
    }

    /** True for Close, Ping and Pong (§5.5). */
    boolean isControl() {
        return code >= 0x8;
    }
}

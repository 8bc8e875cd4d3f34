package org.upgradefilter.it;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** What may come instead of a ClientHello that anybody could answer. */
enum HostileHello {
    NOISE {
        @Override
        byte[] bytes() {
            byte[] noise = new byte[2000];
            new Random(1).nextBytes(noise);
            return noise;
        }
    },
    /** Another protocol of clients that speak first. */
    SSH {
        @Override
        byte[] bytes() {
            return "SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII);
        }
    },
    /** RFC 6101 App. E. */
    SSL_2 {
        @Override
        byte[] bytes() {
            return HexFormat.of()
                    .parseHex(
                            "802e0100020015000000100700c0030080010080060040040080"
                                    + "5a".repeat(23));
        }
    },
    SSL_3 {
        @Override
        byte[] bytes() {
            return hello(0x0300, 0x0300, "002f0035000a");
        }
    },
    TLS_1_0 {
        @Override
        byte[] bytes() {
            return hello(0x0301, 0x0301, "c013c014002f0035");
        }
    },
    TLS_1_1 {
        @Override
        byte[] bytes() {
            return hello(0x0301, 0x0302, "c013c014002f0035");
        }
    },
    /** Without encryption, and without authentication. */
    WORTHLESS_SUITES {
        @Override
        byte[] bytes() {
            return hello(0x0301, 0x0303, "000000020001003b0018");
        }
    },
    NO_SUITES {
        @Override
        byte[] bytes() {
            return hello(0x0301, 0x0303, "");
        }
    },
    /** Says that it has 16 MiB. */
    HUGE {
        @Override
        byte[] bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(64 * (5 + (1 << 14)));
            while (bytes.hasRemaining()) {
                boolean isFirst = bytes.position() == 0;
                bytes.put(HANDSHAKE).putShort((short) 0x0301).putShort((short) (1 << 14));
                byte[] content = new byte[1 << 14];
                if (isFirst) {
                    System.arraycopy(new byte[] {1, -1, -1, -1, 3, 3}, 0, content, 0, 6);
                }
                bytes.put(content);
            }
            return bytes.array();
        }
    },
    /** A record of more than there may be in one. */
    TOO_LARGE_A_RECORD {
        @Override
        byte[] bytes() {
            return record(0x0301, new byte[60_000]);
        }
    },
    EMPTY_RECORDS {
        @Override
        byte[] bytes() {
            byte[] empty = record(0x0301, new byte[0]);
            byte[] all = new byte[100_000 * empty.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = empty[i % empty.length];
            }
            return all;
        }
    },
    /** Of an extension that has another length than it says. */
    BROKEN {
        @Override
        byte[] bytes() {
            byte[] hello = hello(0x0301, 0x0303, "c02fc030");
            hello[hello.length - 1]++;
            return hello;
        }
    },
    /** An alert comes first: close_notify. */
    GOODBYE {
        @Override
        byte[] bytes() {
            return HexFormat.of().parseHex("15030100020100");
        }
    },
    /** As if there had been a handshake. */
    CONTENT {
        @Override
        byte[] bytes() {
            byte[] record = record(0x0303, new byte[100]);
            record[0] = 23;
            return record;
        }
    };

    private static final byte HANDSHAKE = 22;

    /** All that is sent. */
    abstract byte[] bytes();

    /** A ClientHello (RFC 5246 §7.4.1.2) with one extension. */
    private static byte[] hello(int recordVersion, int version, String suites) {
        byte[] suiteBytes = HexFormat.of().parseHex(suites);
        // Which groups it knows: secp256r1.
        byte[] extensions = HexFormat.of().parseHex("0008000a000400020017");
        ByteBuffer body = ByteBuffer.allocate(200);
        body.putShort((short) version).put(new byte[32]).put((byte) 0);
        body.putShort((short) suiteBytes.length).put(suiteBytes);
        body.put((byte) 1).put((byte) 0).put(extensions);
        byte[] content = Arrays.copyOf(body.array(), body.position());
        byte[] message = new byte[4 + content.length];
        message[0] = 1;
        message[3] = (byte) content.length;
        System.arraycopy(content, 0, message, 4, content.length);
        return record(recordVersion, message);
    }

    private static byte[] record(int version, byte[] content) {
        return ByteBuffer.allocate(5 + content.length)
                .put(HANDSHAKE)
                .putShort((short) version)
                .putShort((short) content.length)
                .put(content)
                .array();
    }
}

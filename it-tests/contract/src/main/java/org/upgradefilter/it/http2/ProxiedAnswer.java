package org.upgradefilter.it.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.Header;
import org.upgradefilter.it.Listening;

/** What comes over a stream of HTTP/2, for a client that has asked in HTTP/1.1. */
final class ProxiedAnswer implements Uplink.Receiver {

    /** What becomes of an offer. */
    enum Fate {
        TAKEN,
        REFUSED,
        /** Nobody looks at it, as if there were none; nothing is answered yet. */
        IGNORED
    }

    /** What becomes of the client's connection. */
    enum End {
        KEPT,
        CLOSED,
        RESET
    }

    private static final int NOT_IMPLEMENTED = 501;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ProxiedRequest request;
    private final Socket client;
    private final Uplink from;
    private final CompletableFuture<Fate> fate = new CompletableFuture<>();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private boolean hasBegun;
    private boolean ignored;
    private boolean inChunks;
    private boolean keeps;

    ProxiedAnswer(ProxiedRequest request, Socket client, Uplink from) {
        this.request = request;
        this.client = client;
        this.from = from;
        keeps = request.keepsConnection();
    }

    Fate awaitFate() {
        return fate.join();
    }

    End awaitEnd() {
        return end.join();
    }

    @Override
    public void onFields(List<Header> fields, boolean last) throws IOException {
        if (hasBegun) {
            finish(fields);
            return;
        }
        int status = Integer.parseInt(fields.get(0).getValue());
        if (status == NOT_IMPLEMENTED && request.isWebSocket()) {
            hasBegun = true;
            ignored = true;
            fate.complete(Fate.IGNORED);
            return;
        }
        if (status == 200 && request.isWebSocket()) {
            hasBegun = true;
            writeHead(101, fields, switching());
            fate.complete(Fate.TAKEN);
        } else if (status < 200) {
            writeHead(status, fields, "");
            return;
        } else {
            hasBegun = true;
            keeps &= !from.isGoingAway();
            writeHead(status, fields, framing(status, fields, last));
            fate.complete(Fate.REFUSED);
        }
        if (last) {
            finish(List.of());
        }
    }

    private String switching() {
        try {
            byte[] accepted =
                    MessageDigest.getInstance("SHA-1")
                            .digest(ProxiedRequest.bytes(request.webSocketKey() + GUID));
            return "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + Base64.getEncoder().encodeToString(accepted)
                    + "\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every platform has SHA-1", e);
        }
    }

    private String framing(int status, List<Header> fields, boolean last) {
        boolean hasLength =
                fields.stream().anyMatch(field -> field.getName().equals("content-length"));
        boolean hasNoContent =
                request.method().equals("HEAD") || status == 204 || status == 304 || hasLength;
        String length = "";
        if (!hasNoContent && last) {
            length = "Content-Length: 0\r\n";
        } else if (!hasNoContent) {
            inChunks = request.takesChunks();
            keeps &= inChunks;
            length = inChunks ? "Transfer-Encoding: chunked\r\n" : "";
        }
        return length + connection(status);
    }

    /** What a 426 is to say goes over no other connection than this one (RFC 9110 §15.5.22). */
    private String connection(int status) {
        String upgrade = status == 426 ? "Upgrade: websocket\r\nConnection: Upgrade\r\n" : "";
        return keeps ? upgrade : upgrade + "Connection: close\r\n";
    }

    private void writeHead(int status, List<Header> fields, String more) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " \r\n");
        for (Header field : fields) {
            if (!field.getName().startsWith(":")) {
                head.append(field.getName() + ": " + field.getValue() + "\r\n");
            }
        }
        write(ProxiedRequest.bytes(head.append(more).append("\r\n").toString()));
    }

    @Override
    public void onContent(byte[] content, boolean last) throws IOException {
        if (ignored) {
            return;
        }
        if (inChunks && content.length > 0) {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes(ProxiedRequest.bytes(Integer.toHexString(content.length) + "\r\n"));
            chunk.writeBytes(content);
            chunk.writeBytes(ProxiedRequest.bytes("\r\n"));
            write(chunk.toByteArray());
        } else {
            write(content);
        }
        if (last) {
            finish(List.of());
        }
    }

    private void finish(List<Header> trailers) throws IOException {
        if (ignored) {
            return;
        }
        if (fate.join() == Fate.TAKEN) {
            client.shutdownOutput();
            end.complete(End.CLOSED);
            return;
        }
        if (inChunks) {
            StringBuilder last = new StringBuilder("0\r\n");
            trailers.forEach(
                    field -> last.append(field.getName() + ": " + field.getValue() + "\r\n"));
            write(last.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        end.complete(keeps ? End.KEPT : End.CLOSED);
    }

    /** Writes, and takes a client that is not there any more for one that has cancelled. */
    private void write(byte[] bytes) throws IOException {
        try {
            OutputStream out = client.getOutputStream();
            out.write(bytes);
        } catch (IOException gone) {
            from.cancel();
            give(End.RESET);
            throw gone;
        }
    }

    @Override
    public void onReset(int errorCode) throws IOException {
        if (end.isDone() && Uplink.isNoError(errorCode)) {
            if (fate.join() == Fate.TAKEN) {
                client.close();
            }
            return;
        }
        reset();
    }

    @Override
    public void onEnd() throws IOException {
        if (end.isDone()) {
            client.close();
        } else {
            reset();
        }
    }

    private void reset() throws IOException {
        Listening.reset(client);
        give(End.RESET);
    }

    private void give(End how) {
        end.complete(how);
        fate.complete(Fate.REFUSED);
    }
}

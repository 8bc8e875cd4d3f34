package org.upgradefilter.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;

/** Servlets that read or write more than fits into any buffer. */
final class StreamingServlets {

    /** How much {@code /stream/send} sends, in bytes. */
    static final int LARGE = 24 << 20;

    private final GatewayWitness witness;

    StreamingServlets(GatewayWitness witness) {
        this.witness = witness;
    }

    /** What {@code /stream/send} and {@code /stream/listener-send} send. */
    static byte[] large() {
        byte[] content = new byte[LARGE];
        new Random(7).nextBytes(content);
        return content;
    }

    /** By path. */
    Map<String, HttpServlet> all() {
        return Map.of(
                "/stream/send", new FunctionServlet(this::send),
                "/stream/listener-send", new FunctionServlet(this::sendByListener),
                "/stream/listener-echo", new FunctionServlet(this::echoByListeners),
                "/stream/listener-read", new FunctionServlet(this::readByListener),
                "/stream/echo", new FunctionServlet(this::echo),
                "/stream/early", new FunctionServlet(this::early),
                "/stream/events", new FunctionServlet(this::events));
    }

    private void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] content = large();
        try {
            for (int sent = 0; sent < content.length; sent += 50_000) {
                int count = Math.min(50_000, content.length - sent);
                response.getOutputStream().write(content, sent, count);
            }
            witness.tell("all sent");
        } catch (IOException e) {
            witness.tell("send failed");
            throw e;
        }
    }

    private void sendByListener(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ServletOutputStream out = response.getOutputStream();
        out.setWriteListener(new Sender(async, out, large()));
    }

    /** Reads all by a listener, and then answers. */
    private void readByListener(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ServletInputStream in = request.getInputStream();
        in.setReadListener(new Collector(async, in));
    }

    private void echoByListeners(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        EchoListener echo =
                new EchoListener(async, request.getInputStream(), response.getOutputStream());
        request.getInputStream().setReadListener(echo);
        response.getOutputStream().setWriteListener(echo);
    }

    /** Blocking, piece by piece. */
    private void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] piece = new byte[5000];
        ServletInputStream in = request.getInputStream();
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            response.getOutputStream().write(piece, 0, count);
            response.flushBuffer();
        }
    }

    /** Server-sent events, one before the gate is opened and one after it. */
    private void events(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/event-stream");
        response.getOutputStream().print("data: first\n\n");
        response.flushBuffer();
        witness.tell("at the gate");
        witness.awaitGate();
        response.getOutputStream().print("data: second\n\n");
    }

    /** Answers, and goes on until the gate is opened. */
    private void early(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.getOutputStream().print("all");
        response.getOutputStream().close();
        witness.tell("going on");
        witness.awaitGate();
    }

    /** Writes as long as there is room. */
    private final class Sender implements WriteListener {

        private final AsyncContext async;
        private final ServletOutputStream out;
        private final byte[] content;
        private int sent;

        Sender(AsyncContext async, ServletOutputStream out, byte[] content) {
            this.async = async;
            this.out = out;
            this.content = content;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (sent == content.length) {
                    async.complete();
                    return;
                }
                int count = Math.min(30_000, content.length - sent);
                out.write(content, sent, count);
                sent += count;
            }
            witness.tell("no room");
        }

        @Override
        public void onError(Throwable failure) {
            witness.tell("sender onError");
            async.complete();
        }
    }

    /** Keeps what it reads, and says what it was. */
    private final class Collector implements ReadListener {

        private final AsyncContext async;
        private final ServletInputStream in;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Collector(AsyncContext async, ServletInputStream in) {
            this.async = async;
            this.in = in;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] piece = new byte[3000];
            while (in.isReady() && !in.isFinished()) {
                int count = in.read(piece);
                if (count > 0) {
                    content.write(piece, 0, count);
                }
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            async.getResponse().getWriter().print(PlainServlet.digest(content.toByteArray()));
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            witness.tell("collector onError");
            async.complete();
        }
    }

    /** Reads no more than there is room for. */
    private final class EchoListener implements ReadListener, WriteListener {

        private final AsyncContext async;
        private final ServletInputStream in;
        private final ServletOutputStream out;
        private boolean done;

        EchoListener(AsyncContext async, ServletInputStream in, ServletOutputStream out) {
            this.async = async;
            this.in = in;
            this.out = out;
        }

        @Override
        public void onDataAvailable() throws IOException {
            echo();
        }

        @Override
        public void onWritePossible() throws IOException {
            echo();
        }

        @Override
        public void onAllDataRead() throws IOException {
            echo();
        }

        private synchronized void echo() throws IOException {
            byte[] piece = new byte[7000];
            while (out.isReady()) {
                if (in.isFinished()) {
                    if (!done) {
                        done = true;
                        async.complete();
                    }
                    return;
                }
                if (!in.isReady()) {
                    return;
                }
                int count = in.read(piece);
                if (count > 0) {
                    out.write(piece, 0, count);
                }
            }
            witness.tell("echo has no room");
        }

        @Override
        public void onError(Throwable failure) {
            witness.tell("echo onError");
            async.complete();
        }
    }
}

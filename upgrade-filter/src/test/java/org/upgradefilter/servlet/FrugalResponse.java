package org.upgradefilter.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/** A response that forgets what it is told, and allocates nothing. */
final class FrugalResponse extends HttpServletResponseWrapper {

    private final ServletOutputStream body = new Nowhere();

    FrugalResponse() {
        super(new Strict().as(HttpServletResponse.class));
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void setStatus(int status) {
        // Nobody reads it.
    }

    @Override
    public void setHeader(String name, String value) {
        // Nobody reads it.
    }

    @Override
    public void addHeader(String name, String value) {
        // Nobody reads it.
    }

    @Override
    public void setContentType(String type) {
        // Nobody reads it.
    }

    @Override
    public void setContentLength(int length) {
        // Nobody reads it.
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return body;
    }

    private static final class Nowhere extends ServletOutputStream {

        @Override
        public void write(int b) {
            // Nobody reads it.
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            // Nobody reads it.
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("a refusal is written by blocking");
        }
    }
}

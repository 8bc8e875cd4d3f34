package org.upgradefilter.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Token;

/**
 * One member of {@code Sec-WebSocket-Extensions}: the name of an extension, and its parameters in
 * order (RFC 6455 §9.1).
 */
record ExtensionOffer(String name, List<Parameter> parameters) {

    ExtensionOffer {
        parameters = List.copyOf(parameters);
    }

    /** A name, and a value if there is one. */
    record Parameter(String name, Optional<String> value) {}

    /**
     * Reads a member.
     *
     * @return empty if it is malformed: that is no reason to fail a handshake, only to ignore it
     */
    static Optional<ExtensionOffer> parse(String member) {
        return new Scanner(member).offer();
    }

    /** Goes through the text once. Every method skips the white space that follows. */
    private static final class Scanner {

        private final String text;
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        Optional<ExtensionOffer> offer() {
            skipWhitespace();
            String name = token();
            List<Parameter> parameters = new ArrayList<>();
            boolean isSound = !name.isEmpty();
            while (isSound && skip(';')) {
                Parameter parameter = parameter();
                isSound = parameter != null;
                if (parameter != null) {
                    parameters.add(parameter);
                }
            }
            return isSound && at == text.length()
                    ? Optional.of(new ExtensionOffer(name, parameters))
                    : Optional.empty();
        }

        private @Nullable Parameter parameter() {
            String name = token();
            if (name.isEmpty()) {
                return null;
            }
            if (!skip('=')) {
                return new Parameter(name, Optional.empty());
            }
            String value = skipQuote() ? quoted() : token();
            return value.isEmpty() ? null : new Parameter(name, Optional.of(value));
        }

        private String token() {
            int start = at;
            while (at < text.length() && Token.isToken(text.substring(at, at + 1))) {
                at++;
            }
            String token = text.substring(start, at);
            skipWhitespace();
            return token;
        }

        /**
         * Up to the closing quote; empty if it is missing, or what is quoted is no token (§9.1).
         */
        private String quoted() {
            StringBuilder value = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\') {
                    at++;
                }
                if (at < text.length()) {
                    value.append(text.charAt(at));
                    at++;
                }
            }
            return skip('"') && Token.isToken(value) ? value.toString() : "";
        }

        private boolean skip(char expected) {
            boolean isThere = at < text.length() && text.charAt(at) == expected;
            if (isThere) {
                at++;
                skipWhitespace();
            }
            return isThere;
        }

        /** White space behind an opening quote is part of what is quoted. */
        private boolean skipQuote() {
            boolean isThere = at < text.length() && text.charAt(at) == '"';
            if (isThere) {
                at++;
            }
            return isThere;
        }

        private void skipWhitespace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }
}

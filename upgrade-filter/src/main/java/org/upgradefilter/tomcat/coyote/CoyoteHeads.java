package org.upgradefilter.tomcat.coyote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.FastHttpDateFormat;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Token;

/** The heads of messages in Coyote's words. Any thread. */
final class CoyoteHeads {

    private CoyoteHeads() {}

    /** Puts the head of {@code from} into {@code to}, all but host and port. */
    @SuppressWarnings("deprecation") // What replaces it is missing before 10.1.50 and 11.0.22.
    static void put(HttpRequest from, Request to) {
        to.markStartTime();
        to.method().setString(from.method());
        to.protocol().setString(from.version());
        // Without a scheme, that of the connector.
        to.scheme().setString(from.scheme());
        String target = from.target();
        int query = target.indexOf('?');
        // As bytes: of a string, 11 finds no servlet.
        setBytes(to.requestURI(), query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            setBytes(to.queryString(), target.substring(query + 1));
        }
        MimeHeaders headers = to.getMimeHeaders();
        for (Field field : from.fields()) {
            setBytes(headers.addValue(field.name()), field.value());
        }
        // Tomcat's servlet for files would leave them to a connector (10.1, 11).
        to.setSendfile(false);
    }

    private static void setBytes(MessageBytes to, String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        to.setBytes(bytes, 0, bytes.length);
    }

    /** As the line {@code Host} would be. */
    static MessageBytes authority(HttpRequest request) {
        MessageBytes authority = MessageBytes.newInstance();
        setBytes(authority, request.authority());
        return authority;
    }

    /**
     * The fields of a response.
     *
     * @param contentLength what the message says of itself; -1 for nothing
     * @param server what the connector calls itself; null for nothing
     */
    static List<Field> fields(Response response, long contentLength, @Nullable String server) {
        List<Field> fields = new ArrayList<>();
        boolean isSwitch = response.getStatus() == 101;
        MimeHeaders headers = response.getMimeHeaders();
        if (!isSwitch) {
            setIfKnown(headers, "Content-Type", response.getContentType());
            setIfKnown(headers, "Content-Language", response.getContentLanguage());
            setIfKnown(headers, "Server", server);
        }
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.getName(i).toString();
            if (Token.isToken(name) && !name.equalsIgnoreCase("Content-Length")) {
                fields.add(new Field(name, onOneLine(headers.getValue(i))));
            }
        }
        if (contentLength >= 0) {
            fields.add(new Field("Content-Length", Long.toString(contentLength)));
        }
        if (!isSwitch && headers.getValue("Date") == null) {
            fields.add(new Field("Date", FastHttpDateFormat.getCurrentDate()));
        }
        return fields;
    }

    private static void setIfKnown(MimeHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.setValue(name).setString(value);
        }
    }

    /** The value as it goes over the wire, with spaces for control characters, as Tomcat has it. */
    private static String onOneLine(MessageBytes value) {
        // In the charset of the field: cookies may be in UTF-8.
        value.toBytes();
        ByteChunk bytes = value.getByteChunk();
        StringBuilder line = new StringBuilder(bytes.getLength());
        for (int i = bytes.getStart(); i < bytes.getEnd(); i++) {
            char c = (char) (bytes.getBuffer()[i] & 0xFF);
            boolean isControl = (c < ' ' && c != '\t') || c == 0x7F;
            line.append(isControl ? ' ' : c);
        }
        return line.toString().strip();
    }

    /** Those the application has given for after the content. */
    static List<Field> trailers(@Nullable Map<String, String> given) {
        List<Field> fields = new ArrayList<>();
        if (given != null) {
            given.forEach(
                    (name, value) -> {
                        if (Token.isToken(name) && value != null) {
                            fields.add(new Field(name, value.replaceAll("[\\p{Cntrl}]", " ")));
                        }
                    });
        }
        return fields;
    }
}

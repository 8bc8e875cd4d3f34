package org.upgradefilter.it.system;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.upgradefilter.it.Application;

/**
 * A printer that answers every question about printers with itself, but only in TLS (RFC 8010 §3,
 * RFC 8011 §4.2.5).
 */
final class IppPrinter implements Application {

    static final String NAME = "attic";

    @Override
    public void configure(ServletContext context) {
        context.addServlet("ipp", new IppServlet()).addMapping("/*");
    }

    @SuppressWarnings("serial")
    private static final class IppServlet extends HttpServlet {

        private static final int OPERATION = 1;
        private static final int END = 3;
        private static final int PRINTER = 4;
        private static final int BOOLEAN = 0x22;
        private static final int ENUM = 0x23;
        private static final int NAME_VALUE = 0x42;
        private static final int KEYWORD = 0x44;
        private static final int URI = 0x45;
        private static final int CHARSET = 0x47;
        private static final int LANGUAGE = 0x48;
        private static final int IDLE = 3;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            DataInputStream in = new DataInputStream(request.getInputStream());
            int version = in.readUnsignedShort();
            in.readUnsignedShort();
            int requestId = in.readInt();
            in.readAllBytes();
            if (!request.isSecure()) {
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
                return;
            }
            response.setContentType("application/ipp");
            response.getOutputStream().write(answer(version, requestId));
        }

        private static byte[] answer(int version, int requestId) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeShort(version);
            out.writeShort(0);
            out.writeInt(requestId);
            out.writeByte(OPERATION);
            text(out, CHARSET, "attributes-charset", "utf-8");
            text(out, LANGUAGE, "attributes-natural-language", "en");
            out.writeByte(PRINTER);
            text(out, NAME_VALUE, "printer-name", NAME);
            text(out, URI, "printer-uri-supported", "ipp://localhost/" + NAME);
            text(out, URI, "device-uri", "file:///dev/null");
            attribute(out, ENUM, "printer-state", 0, 0, 0, IDLE);
            text(out, KEYWORD, "printer-state-reasons", "none");
            attribute(out, BOOLEAN, "printer-is-accepting-jobs", 1);
            out.writeByte(END);
            return bytes.toByteArray();
        }

        private static void text(DataOutputStream out, int tag, String name, String value)
                throws IOException {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            begin(out, tag, name, utf8.length);
            out.write(utf8);
        }

        private static void attribute(DataOutputStream out, int tag, String name, int... value)
                throws IOException {
            begin(out, tag, name, value.length);
            for (int b : value) {
                out.writeByte(b);
            }
        }

        private static void begin(DataOutputStream out, int tag, String name, int length)
                throws IOException {
            out.writeByte(tag);
            out.writeUTF(name);
            out.writeShort(length);
        }
    }
}

package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;

/** Rules for a {@code @ServerEndpoint} in a WAR, where the container hides its classes. */
public abstract class JakartaWarContract extends ContainerContract {

    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <filter>
                <filter-name>upgrade</filter-name>
                <filter-class>org.upgradefilter.servlet.UpgradeFilter</filter-class>
                <async-supported>true</async-supported>
                <init-param>
                  <param-name>rules</param-name>
                  <param-value>/annotated require websocket endpoint=container</param-value>
                </init-param>
              </filter>
              <filter-mapping>
                <filter-name>upgrade</filter-name>
                <url-pattern>/*</url-pattern>
              </filter-mapping>
            </web-app>
            """;

    /** What the container finds in the WAR. */
    @ServerEndpoint("/annotated")
    public static final class Annotated {

        /** For the container. */
        public Annotated() {}

        /** Answers. */
        @OnMessage
        public String answer(String text) {
            return "jakarta: " + text;
        }
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(war(Files.createTempDirectory("war")));
    }

    /** The sample, with another {@code web.xml} and one class more. */
    private static Path war(Path directory) throws IOException {
        Path war = directory.resolve("annotated.war");
        Files.copy(SampleWar.path(), war);
        String file = Annotated.class.getName().replace('.', '/') + ".class";
        try (FileSystem content = FileSystems.newFileSystem(war);
                InputStream endpoint = Annotated.class.getClassLoader().getResourceAsStream(file)) {
            Files.writeString(content.getPath("/WEB-INF/web.xml"), WEB_XML);
            Path target = content.getPath("/WEB-INF/classes", file);
            Files.createDirectories(target.getParent());
            Files.copy(endpoint, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return war;
    }

    @Test
    void rules_come_before_the_endpoint() throws IOException {
        assertEquals(426, answer(RawRequest.get("/annotated")).status());
        RawRequest foreign =
                RawRequest.webSocket("/annotated").with("Origin", "https://evil.example");
        assertEquals(403, answer(foreign).status());
        try (RawConnection connection = RawConnection.webSocket(server(), "/annotated")) {
            connection.send(ClientFrames.text("in a WAR"));
            assertEquals(Message.text("jakarta: in a WAR"), connection.message());
        }
    }
}

package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.SampleWar;

/** The sample's page in a real browser. */
@Timeout(180)
abstract class BrowserContract extends ContainerContract {

    private Browser browser;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.deploy(SampleWar.path());
    }

    @BeforeAll
    void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private String page() {
        return server().resolve("/").toString();
    }

    @Test
    void twoWindowsChat() {
        browser.open(page());
        String alice = browser.window();
        browser.awaitText("chat-status", "Connected");
        browser.type("chat-name", "Alice");
        browser.click("chat-join");
        browser.awaitText("chat-members", "Alice");

        String bob = browser.openWindow(page());
        browser.awaitText("chat-status", "Connected");
        browser.type("chat-name", "Bob");
        browser.click("chat-join");
        browser.awaitText("chat-members", "Alice");
        browser.awaitText("chat-members", "Bob");
        browser.type("chat-input", "Grüße über WebSocket");
        browser.click("chat-send");

        browser.turnTo(alice);
        browser.awaitText("chat-log", "Grüße über WebSocket");
        browser.type("chat-input", "Und zurück");
        browser.click("chat-send");

        browser.turnTo(bob);
        browser.awaitText("chat-log", "Und zurück");
    }

    @Test
    void textAndBinaryAreEchoed() {
        browser.open(page());
        browser.awaitText("echo-status", "Connected");
        browser.type("echo-input", "Grüße");
        browser.click("echo-send");
        browser.awaitText("echo-log", "Grüße");
        browser.select("echo-size", "16777216");
        browser.click("echo-binary");
        browser.awaitText("echo-log", "16,777,216 bytes");
        browser.awaitText("echo-log", "intact");
        assertTrue(!browser.element("echo-log").getText().contains("DAMAGED"));
    }

    @Test
    void messagesThatTheBrowserFragmentsAreEchoed() {
        browser.open(page());
        Object result =
                browser.await(
                        """
                        const socket = new WebSocket(new URL("echo", document.baseURI.replace("http", "ws")));
                        await new Promise((open, fail) => { socket.onopen = open; socket.onerror = fail; });
                        const sent = "€".repeat(2_000_000);
                        const came = new Promise(told => { socket.onmessage = e => told(e.data); });
                        socket.send(sent);
                        const same = await came === sent;
                        const closed = new Promise(told => { socket.onclose = told; });
                        socket.close(3000, "enough");
                        const end = await closed;
                        return `${same} ${end.code} ${end.wasClean}`;
                        """);
        assertEquals("true 3000 true", result);
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        // The same server by another name is another origin; this page has no policy of its own.
        browser.open(page().replace("127.0.0.1", "localhost") + "whoami");
        Object result =
                browser.await(
                        """
                        const socket = new WebSocket(args[0]);
                        return await new Promise(told => {
                            socket.onopen = () => told("open");
                            socket.onclose = e => told("closed " + e.code);
                        });
                        """,
                        webSocket("/echo").toString());
        assertEquals("closed 1006", result);
    }

    @Test
    void theInspectorShowsThe426() {
        browser.open(page());
        browser.click("inspect-426");
        browser.awaitText("inspect-log", "426");
        browser.awaitText("inspect-log", "upgrade: websocket");
        browser.awaitText("inspect-table", "HTTP/1.1");
    }

    @Test
    void whatNeedsTlsIs426ForABrowser() {
        browser.open(page());
        browser.click("tls-ask");
        browser.awaitText("tls-log", "426");
        browser.awaitText("tls-log", "upgrade: TLS/1.2, HTTP/1.1");
        browser.awaitText("tls-commands", "-Dport=" + server().getPort());
    }

    @Test
    void theLiveConnectionsAreShown() {
        browser.open(page());
        browser.awaitText("echo-status", "Connected");
        browser.awaitText("upgrades-connections", "/echo");
        browser.awaitText("upgrades-connections", "/chat");
        browser.awaitText("upgrades-counts", "switched");
        browser.click("inspect-426");
        browser.awaitText("upgrades-counts", "required");
    }
}

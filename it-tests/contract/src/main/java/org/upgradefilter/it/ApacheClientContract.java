package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;

/**
 * Apache's clients for HTTP, upgraded to TLS: the classic one of a later version than offers it
 * unasked, and the asynchronous one, which does.
 */
public abstract class ApacheClientContract extends ContainerContract {

    /** Where the build has put another version. */
    private static final Path LATER_CLIENT = Path.of("target", "later-client");

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new TlsApplication());
    }

    private List<URI> targets() {
        return List.of(
                server().resolve("/secure/1"),
                server().resolve("/unasked/2"),
                server().resolve("/secure/3"));
    }

    private static void areSaidInside(List<String> said) {
        assertEquals(3, said.size());
        for (String each : said) {
            assertTrue(each.contains(" https secure suite=TLS_"), each);
        }
    }

    /** It offers again inside, where the offer means nothing. */
    @Test
    void who_asks_by_hand_with_each_request_is_upgraded_once() {
        List<String> said = new AskingApacheClient().apply(targets());
        areSaidInside(said.subList(1, said.size()));
    }

    @Test
    void a_later_version_that_asks_by_hand_is_upgraded() throws Exception {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(LATER_CLIENT, "*.jar")) {
            for (Path jar : jars) {
                urls.add(jar.toUri().toURL());
            }
        }
        urls.add(AskingApacheClient.class.getProtectionDomain().getCodeSource().getLocation());
        try (LaterClient loader = new LaterClient(urls)) {
            Class<?> later = loader.loadClass(AskingApacheClient.class.getName());
            assertNotEquals(AskingApacheClient.class, later);
            @SuppressWarnings("unchecked")
            Function<List<URI>, List<String>> client =
                    (Function<List<URI>, List<String>>)
                            later.getDeclaredConstructor().newInstance();
            List<String> said = client.apply(targets());
            assertTrue(said.get(0).contains("/later-client/"), () -> said.get(0));
            areSaidInside(said.subList(1, said.size()));
        }
    }

    /** Loads it, and who uses it, before what the class path has. */
    private static final class LaterClient extends URLClassLoader {

        LaterClient(List<URL> urls) {
            super(urls.toArray(new URL[0]), AskingApacheClient.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean isLater =
                    name.startsWith("org.apache.hc.")
                            || name.startsWith(AskingApacheClient.class.getName());
            if (!isLater) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** It shakes hands with ALPN, which only {@code alpn=http/1.1} lets pass. */
    @Test
    void the_asynchronous_one_is_upgraded_unasked() throws Exception {
        List<String> said = new ArrayList<>();
        try (CloseableHttpAsyncClient client = asynchronous()) {
            for (int i = 0; i < 3; i++) {
                said.add(get(client, "/alpn/" + i).getBodyText());
            }
        }
        areSaidInside(said);
    }

    @Test
    void and_fails_once_where_alpn_is_not_let_pass() throws Exception {
        try (CloseableHttpAsyncClient client = asynchronous()) {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> get(client, "/unasked/1"));
            assertInstanceOf(IOException.class, failure.getCause());
        }
    }

    private SimpleHttpResponse get(CloseableHttpAsyncClient client, String path) throws Exception {
        SimpleHttpRequest get = SimpleRequestBuilder.get(server().resolve(path)).build();
        return client.execute(get, null).get(20, TimeUnit.SECONDS);
    }

    private static CloseableHttpAsyncClient asynchronous() {
        CloseableHttpAsyncClient client =
                HttpAsyncClients.custom()
                        .disableAutomaticRetries()
                        .setConnectionManager(
                                PoolingAsyncClientConnectionManagerBuilder.create()
                                        .setTlsStrategy(
                                                new DefaultClientTlsStrategy(
                                                        TestCertificate.context()))
                                        .build())
                        .build();
        client.start();
        return client;
    }
}

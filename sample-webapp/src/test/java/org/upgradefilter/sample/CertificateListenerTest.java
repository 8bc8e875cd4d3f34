package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.io.File;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateListenerTest {

    @TempDir private Path temporary;

    private final Map<String, String> params = new HashMap<>();

    @Test
    void gives_the_filter_a_key_store_that_is_kept() {
        start();
        Path store = Path.of(params.get("keyStore"));
        Path password = Path.of(params.get("keyStorePasswordFile"));
        assertTrue(Files.exists(store) && Files.exists(password));
        assertTrue(store.startsWith(temporary), store::toString);
        Map<String, String> first = Map.copyOf(params);
        params.clear();
        start();
        assertEquals(first, params);
    }

    @Test
    void leaves_a_filter_alone_that_has_one() {
        params.put("keyStore", "/etc/keys.p12");
        start();
        assertEquals(Map.of("keyStore", "/etc/keys.p12"), params);
    }

    private void start() {
        FilterRegistration filter =
                fake(
                        FilterRegistration.class,
                        (method, args) ->
                                switch (method) {
                                    case "getInitParameter" -> params.get(args[0]);
                                    case "setInitParameter" ->
                                            params.put((String) args[0], (String) args[1]) == null;
                                    default -> throw new UnsupportedOperationException(method);
                                });
        ServletContext context =
                fake(
                        ServletContext.class,
                        (method, args) ->
                                switch (method) {
                                    case "getFilterRegistration" -> filter;
                                    case "getAttribute" -> directory((String) args[0]);
                                    default -> throw new UnsupportedOperationException(method);
                                });
        new CertificateListener().contextInitialized(new ServletContextEvent(context));
    }

    private File directory(String attribute) {
        assertEquals(ServletContext.TEMPDIR, attribute);
        return temporary.toFile();
    }

    private interface Answers {
        @Nullable Object to(String method, Object[] args);
    }

    private static <T> T fake(Class<T> type, Answers answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) -> answers.to(method.getName(), args)));
    }
}

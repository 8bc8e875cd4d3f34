package org.upgradefilter.servlet;

import jakarta.servlet.http.WebConnection;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Closes connections of Undertow without waiting for their peers: it waits until they have taken
 * what was written, for ever if they read nothing (2.3.26). It does not where XNIO, which it stands
 * on, is told that the thread must not block; then it drops the rest, and closes.
 *
 * <p>An interrupt would end the waiting as well, but the socket would stay open until the thread
 * waits for another one (XNIO 3.8.16). Any thread.
 */
final class PromptClose {

    /** {@code boolean allowBlocking(boolean)}, which tells what was allowed before. */
    private static final ClassValue<Optional<Method>> ALLOW_BLOCKING =
            new ClassValue<>() {
                @Override
                protected Optional<Method> computeValue(Class<?> connection) {
                    try {
                        return Optional.of(
                                Class.forName("org.xnio.Xnio", true, connection.getClassLoader())
                                        .getMethod("allowBlocking", boolean.class));
                    } catch (ReflectiveOperationException e) {
                        return Optional.empty();
                    }
                }
            };

    private PromptClose() {}

    /**
     * Closes it; as the container does it where XNIO is not found.
     *
     * @throws Exception if something was not sent; it is closed all the same
     */
    static void close(WebConnection connection) throws Exception {
        Optional<Method> allowBlocking = ALLOW_BLOCKING.get(connection.getClass());
        if (allowBlocking.isEmpty()) {
            connection.close();
            return;
        }
        Object before = allowBlocking.get().invoke(null, false);
        try {
            connection.close();
        } finally {
            allowBlocking.get().invoke(null, before);
        }
    }
}

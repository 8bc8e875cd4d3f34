package org.upgradefilter.jetty;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter mappings of one web application, in their order.
 *
 * <p>By reflection: the classes are in another package for each version of Jakarta EE (ee10, ee11).
 */
final class FilterOrder {

    private static final System.Logger LOG = System.getLogger(FilterOrder.class.getName());

    /** Behind {@code org.eclipse.jetty.ee10}, and so on. */
    private static final String JETTYS = ".websocket.servlet.WebSocketUpgradeFilter";

    private final Object servlets;
    private final Method filter;
    private final Method mappings;
    private final Method rearrange;

    /**
     * @param servlets a {@code ServletHandler}
     */
    FilterOrder(Object servlets) throws NoSuchMethodException {
        this.servlets = servlets;
        Class<?> type = servlets.getClass();
        filter = type.getMethod("getFilter", String.class);
        mappings = type.getMethod("getFilterMappings");
        rearrange = type.getMethod("setFilterMappings", mappings.getReturnType());
    }

    boolean isMapping(Object bean) {
        return mappings.getReturnType().getComponentType().isInstance(bean);
    }

    /**
     * Puts Jetty's WebSocket filter just behind {@code ours}, and so behind what authenticates.
     *
     * @throws IllegalArgumentException if that cannot be; the message says what would be right
     */
    void putJettysBehind(String ours) {
        List<Object> all = List.of((Object[]) needed(servlets, mappings));
        int last = -1;
        for (int i = 0; i < all.size(); i++) {
            if (isOf(ours, all.get(i)) && isByPath(all.get(i))) {
                last = i;
            }
        }
        if (last < 0 && all.stream().anyMatch(this::isJettys)) {
            // Those that are mapped by the names of servlets stand behind all others.
            throw new IllegalArgumentException(
                    "Jetty's own WebSocketUpgradeFilter would answer handshakes before this filter"
                            + " has judged them; map this filter to a URL pattern, as in /*");
        }
        List<Object> early = all.subList(0, last + 1).stream().filter(this::isJettys).toList();
        if (early.isEmpty()) {
            return;
        }
        List<Object> rearranged = new ArrayList<>(all.subList(0, last + 1));
        rearranged.removeAll(early);
        rearranged.addAll(early);
        rearranged.addAll(all.subList(last + 1, all.size()));
        set(rearranged);
        LOG.log(
                System.Logger.Level.INFO,
                "Jetty''s WebSocketUpgradeFilter now stands behind filter \"{0}\"",
                ours);
    }

    private static boolean isByPath(Object mapping) {
        return call(mapping, "getPathSpecs") instanceof Object[] paths && paths.length > 0;
    }

    private static boolean isOf(String name, Object mapping) {
        return name.equals(call(mapping, "getFilterName"));
    }

    /** By the class, since {@code web.xml} may give it any name. */
    private boolean isJettys(Object mapping) {
        Object holder = call(servlets, filter, call(mapping, "getFilterName"));
        return holder != null
                && call(holder, "getClassName") instanceof String type
                && type.startsWith("org.eclipse.jetty.")
                && type.endsWith(JETTYS);
    }

    private void set(List<Object> rearranged) {
        Object[] array =
                rearranged.toArray(
                        size ->
                                (Object[])
                                        Array.newInstance(
                                                mappings.getReturnType().getComponentType(), size));
        call(servlets, rearrange, (Object) array);
    }

    private static @Nullable Object call(Object target, String method) {
        try {
            return call(target, target.getClass().getMethod(method));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Jetty does not show its filters", e);
        }
    }

    private static Object needed(Object target, Method method) {
        Object result = call(target, method);
        if (result == null) {
            throw new IllegalStateException("Jetty does not show its filters");
        }
        return result;
    }

    private static @Nullable Object call(
            Object target, Method method, @Nullable Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Jetty's filters cannot be ordered", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Jetty does not show its filters", e);
        }
    }
}

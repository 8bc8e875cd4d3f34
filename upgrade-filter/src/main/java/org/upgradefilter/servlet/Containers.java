package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the adapter of the container we run in. */
final class Containers {

    private static final System.Logger LOG = System.getLogger(Containers.class.getName());

    /** What {@code adapter=} says unless it forces something. */
    static final String AUTO = "auto";

    /** What {@code adapter=} says to force the portable adapter. */
    static final String SERVLET = "servlet";

    private Containers() {}

    /**
     * The adapter for {@code context}.
     *
     * @param wanted {@link #AUTO}, {@link #SERVLET}, or the name of a container
     * @throws IllegalArgumentException if there is none; the message says what would be right
     */
    static ContainerAdapter adapter(ServletContext context, String wanted) {
        List<String> known = new ArrayList<>(List.of(AUTO, SERVLET));
        ContainerProbe found = null;
        for (ContainerProbe probe : probes()) {
            known.add(probe.name());
            if (found == null && probe.recognises(context)) {
                found = probe;
            }
        }
        if (!known.contains(wanted)) {
            throw refusal(wanted, "use one of " + String.join(", ", known));
        }
        if (wanted.equals(SERVLET)) {
            return portable(context, found);
        }
        if (!wanted.equals(AUTO) && (found == null || !found.name().equals(wanted))) {
            throw refusal(wanted, "this is " + context.getServerInfo());
        }
        return found == null ? portable(context, null) : adapter(context, found, wanted);
    }

    /**
     * The endpoints that the container of {@code context} serves by itself.
     *
     * @throws IllegalArgumentException if it lacks something that is needed to know of them
     */
    static OwnEndpoints ownEndpoints(ServletContext context) {
        for (ContainerProbe probe : probes()) {
            if (probe.recognises(context)) {
                try {
                    return probe.ownEndpoints(context);
                } catch (ReflectiveOperationException | LinkageError e) {
                    throw new IllegalArgumentException(
                            "whether WebSocket endpoints of "
                                    + context.getServerInfo()
                                    + " stand behind this filter cannot be told: "
                                    + e,
                            e);
                }
            }
        }
        return OwnEndpoints.UNKNOWN;
    }

    private static Iterable<ContainerProbe> probes() {
        // The filter's own loader: the thread's may be another application's.
        return ServiceLoader.load(ContainerProbe.class, Containers.class.getClassLoader());
    }

    private static ContainerAdapter adapter(
            ServletContext context, ContainerProbe probe, String wanted) {
        try {
            Optional<ContainerAdapter> own = probe.adapter(context);
            return own.isPresent() ? own.get() : portable(context, probe);
        } catch (ReflectiveOperationException | LinkageError e) {
            String lack =
                    context.getServerInfo() + " lacks something that the adapter for it needs";
            if (!wanted.equals(AUTO) || probe.readPause().isEmpty()) {
                throw new IllegalArgumentException(lack + ": " + e, e);
            }
            LOG.log(System.Logger.Level.WARNING, lack, e);
            return portable(context, probe);
        }
    }

    private static ContainerAdapter portable(
            ServletContext context, @Nullable ContainerProbe probe) {
        Optional<ReadPause> pause =
                probe == null ? Optional.of(ReadPause.BLOCKED_IN_CALLBACK) : probe.readPause();
        Set<Oddity> oddities = probe == null ? Set.of() : probe.oddities();
        return new PortableAdapter(
                context.getServerInfo() + " by the Servlet API",
                pause.orElseThrow(
                        () ->
                                refusal(
                                        SERVLET,
                                        "HttpServletRequest.upgrade() of "
                                                + context.getServerInfo()
                                                + " cannot be used; leave it out")),
                oddities);
    }

    private static IllegalArgumentException refusal(String wanted, String cure) {
        return new IllegalArgumentException("adapter=" + wanted + " is not possible here: " + cure);
    }
}

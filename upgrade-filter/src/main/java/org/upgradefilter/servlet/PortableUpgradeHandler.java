package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.takeover.Takeover;

/** What the container calls after the 101; hands the connection on. */
public final class PortableUpgradeHandler implements HttpUpgradeHandler {

    private @Nullable Takeover takeover;
    private @Nullable Executor workers;
    private ReadPause pause = ReadPause.BLOCKED_IN_CALLBACK;
    private Set<Oddity> oddities = Set.of();
    private @Nullable PauseBudget budget;

    /** For the container, which makes the handler by reflection. */
    public PortableUpgradeHandler() {}

    void take(
            Takeover taken,
            Executor executor,
            ReadPause reading,
            Set<Oddity> allowedFor,
            PauseBudget shared) {
        takeover = taken;
        workers = executor;
        pause = reading;
        oddities = allowedFor;
        budget = shared;
    }

    @Override
    public void init(WebConnection connection) {
        Takeover taken = Objects.requireNonNull(takeover);
        // The container keeps this for as long as the connection, and it would keep the handshake.
        takeover = null;
        try {
            ServletDuplex.begin(
                    connection,
                    taken,
                    Objects.requireNonNull(workers),
                    pause,
                    oddities,
                    Objects.requireNonNull(budget));
        } catch (IOException e) {
            throw new UncheckedIOException("the connection was gone before it was switched", e);
        }
    }

    @Override
    public void destroy() {
        // Not called by every container when the application stops; the filter's destroy() is.
    }
}

package org.upgradefilter.servlet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;

/** A connection that writes down its events. */
public final class TestConnection implements Connection {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** What it does to say good-bye. */
    public volatile Runnable onShutdown = () -> {};

    /** What it was told since the last call. */
    public List<String> told() {
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }

    @Override
    public void onOpen() {
        told.add("open");
    }

    @Override
    public void onReadable() {
        told.add("readable");
    }

    @Override
    public void onWritable() {
        told.add("writable");
    }

    @Override
    public void onOverflow() {
        told.add("overflow");
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        told.add(cause == null ? "closed" : "closed by " + cause.getMessage());
    }

    @Override
    public void shutdown() {
        told.add("shutdown");
        onShutdown.run();
    }
}

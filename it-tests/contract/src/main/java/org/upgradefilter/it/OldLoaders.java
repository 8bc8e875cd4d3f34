package org.upgradefilter.it;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.runtime.ObjectMethods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The class loaders of web applications that have been undeployed, as long as anything has them.
 */
public final class OldLoaders {

    private final ReferenceQueue<ClassLoader> forgotten = new ReferenceQueue<>();
    private final Set<WeakReference<ClassLoader>> held = new LinkedHashSet<>();

    public void add(ClassLoader loader) {
        held.add(new WeakReference<>(loader, forgotten));
    }

    /**
     * Has garbage collected until none is left.
     *
     * @return how many are left nevertheless
     */
    public int awaitForgotten(Duration most) throws Throwable {
        long end = System.nanoTime() + most.toNanos();
        while (!held.isEmpty() && System.nanoTime() < end) {
            Decoy.swallow();
            System.gc();
            for (Object one = forgotten.remove(100); one != null; one = forgotten.poll()) {
                held.remove(one);
            }
        }
        return held.size();
    }

    /** Those of the threads that have one of them for their own. */
    public String threadNames() {
        List<String> named = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            ClassLoader loader = thread.getContextClassLoader();
            if (loader != null && held.stream().anyMatch(one -> one.refersTo(loader))) {
                named.add(thread.getName());
            }
        }
        return "held by threads " + named;
    }

    /**
     * A record that takes the place of another one, from any application.
     *
     * <p>The JDK keeps the class loader of the record whose {@code equals} or {@code hashCode} was
     * linked last (17: for good, JDK-8078641; later ones: softly). One is kept, never two, and any
     * application with a record will do.
     */
    private record Decoy(Decoy component) {

        static void swallow() throws Throwable {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle getter =
                    lookup.findVirtual(Decoy.class, "component", methodType(Decoy.class));
            ObjectMethods.bootstrap(
                    lookup,
                    "equals",
                    methodType(boolean.class, Decoy.class, Object.class),
                    Decoy.class,
                    "component",
                    getter);
            ObjectMethods.bootstrap(
                    lookup,
                    "hashCode",
                    methodType(int.class, Decoy.class),
                    Decoy.class,
                    "component",
                    getter);
        }
    }
}

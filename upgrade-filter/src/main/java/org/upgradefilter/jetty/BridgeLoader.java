package org.upgradefilter.jetty;

import java.io.IOException;
import java.io.InputStream;

/**
 * A class loader between a web application and its container: this package is defined anew from the
 * application's own class files, the rest of {@code org.upgradefilter} is the application's, and
 * everything else is the container's.
 */
final class BridgeLoader extends ClassLoader {

    private static final String OURS = "org.upgradefilter.";
    private static final String BRIDGED = BridgeLoader.class.getPackageName() + ".";

    private final ClassLoader application;

    /**
     * @param application the loader of the filter
     * @param container the loader of Jetty's classes
     */
    BridgeLoader(ClassLoader application, ClassLoader container) {
        super("upgrade-filter-jetty", container);
        this.application = application;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        if (!name.startsWith(BRIDGED)) {
            return application.loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = application.getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}

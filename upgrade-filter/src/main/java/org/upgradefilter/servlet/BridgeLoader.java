package org.upgradefilter.servlet;

import java.io.IOException;
import java.io.InputStream;
import java.security.ProtectionDomain;

/**
 * A class loader between a web application and its container: one package, the adapter's, is
 * defined anew from the application's own class files, the rest of {@code org.upgradefilter} is the
 * application's, and everything else is the container's.
 *
 * <p>The package has a protection domain that holds no class loader. A thread keeps the domains of
 * all that was on the stack when it was started (before JDK 24), and a container starts threads
 * under calls of the adapter's.
 */
public final class BridgeLoader extends ClassLoader {

    private static final String OURS = "org.upgradefilter.";
    private static final ProtectionDomain NOBODYS = new ProtectionDomain(null, null);

    private final ClassLoader application;
    private final String bridged;

    /**
     * @param probe of the container; in the application, and in the package to be defined anew
     * @param container the loader of the container's classes
     */
    public BridgeLoader(Class<? extends ContainerProbe> probe, ClassLoader container) {
        this(probe.getPackageName(), probe.getClassLoader(), container);
    }

    BridgeLoader(String bridged, ClassLoader application, ClassLoader container) {
        super("upgrade-filter-" + bridged.substring(OURS.length()), container);
        this.bridged = bridged + ".";
        this.application = application;
    }

    /**
     * Makes an adapter whose class is called {@code name}.
     *
     * @throws ReflectiveOperationException if it is not there
     * @throws LinkageError if the container lacks what it needs
     */
    public ContainerAdapter adapter(String name) throws ReflectiveOperationException {
        return Class.forName(name, true, this)
                .asSubclass(ContainerAdapter.class)
                .getConstructor()
                .newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        if (!name.startsWith(bridged)) {
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
            return defineClass(name, bytes, 0, bytes.length, NOBODYS);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}

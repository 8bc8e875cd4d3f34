package org.upgradefilter.jetty.server;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/** Has every class of this class path once more, without the Servlet API and what links to it. */
final class WithoutServlets extends URLClassLoader {

    private static final Pattern HIDDEN =
            Pattern.compile(
                    "jakarta\\..*"
                            + "|org\\.apache\\..*"
                            + "|org\\.upgradefilter\\.(servlet|tomcat|undertow|glassfish)\\..*"
                            + "|org\\.upgradefilter\\.jetty\\.[A-Z].*");

    private final Queue<String> missed = new ConcurrentLinkedQueue<>();

    WithoutServlets() throws MalformedURLException {
        super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (HIDDEN.matcher(name).matches()) {
            missed.add(name);
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }

    /** What somebody has asked for in vain. */
    List<String> missed() {
        return List.copyOf(missed);
    }
}

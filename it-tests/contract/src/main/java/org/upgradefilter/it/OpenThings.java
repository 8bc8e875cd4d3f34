package org.upgradefilter.it;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a process holds that garbage collection does not give back.
 *
 * @param counts of file descriptors, where the system tells, and of threads but the workers of
 *     containers, by their names without numbers
 */
public record OpenThings(Map<String, Long> counts) {

    /** Of Tomcat and of Jetty, whose pools grow and shrink as they like, within limits. */
    private static final String WORKERS = "http-nio2?-.*-exec-.*|qtp.*";

    public static OpenThings now() {
        Map<String, Long> counts =
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> !name.matches(WORKERS))
                        .map(name -> "thread " + name.replaceAll("[0-9]+", "#"))
                        .collect(
                                Collectors.groupingBy(
                                        name -> name, TreeMap::new, Collectors.counting()));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean x) {
            counts.put("file descriptor", x.getOpenFileDescriptorCount());
        }
        return new OpenThings(counts);
    }

    /** How many more of what there are than {@code before}. */
    public Map<String, Long> beyond(OpenThings before) {
        Map<String, Long> more = new TreeMap<>(counts);
        more.replaceAll((name, count) -> count - before.counts.getOrDefault(name, 0L));
        more.values().removeIf(count -> count <= 0);
        return more;
    }
}

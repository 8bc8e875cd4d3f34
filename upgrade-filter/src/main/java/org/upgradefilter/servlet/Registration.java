package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Where a gate can be found while it is open: a context attribute, and JMX. */
final class Registration {

    private static final System.Logger LOG = System.getLogger(Registration.class.getName());

    private final ServletContext context;
    private final String attribute;
    private final @Nullable ObjectName objectName;

    private Registration(
            ServletContext context, String attribute, @Nullable ObjectName objectName) {
        this.context = context;
        this.attribute = attribute;
        this.objectName = objectName;
    }

    static Registration of(Gate gate, ServletContext context, String filterName) {
        String attribute = attribute(filterName);
        context.setAttribute(attribute, gate);
        return new Registration(context, attribute, register(gate, context, filterName));
    }

    static String attribute(String filterName) {
        return UpgradeFilterMXBean.class.getName() + "." + filterName;
    }

    private static @Nullable ObjectName register(
            Gate gate, ServletContext context, String filterName) {
        try {
            // A comma would end a value, so all of them are quoted.
            ObjectName name =
                    new ObjectName(
                            "org.upgradefilter:type=UpgradeFilter,host="
                                    + ObjectName.quote(host(context))
                                    + ",context="
                                    + ObjectName.quote(context.getContextPath())
                                    + ",name="
                                    + ObjectName.quote(filterName));
            server().registerMBean(gate, name);
            return name;
        } catch (JMException | RuntimeException e) {
            // The gate works without; and embedded containers may run the same application twice.
            LOG.log(System.Logger.Level.DEBUG, "not in JMX: {0}", e.toString());
            return null;
        }
    }

    /** Embedded Jetty knows none (12.0, 12.1), and others may not be asked. */
    private static String host(ServletContext context) {
        try {
            String name = context.getVirtualServerName();
            return name == null ? "" : name;
        } catch (UnsupportedOperationException e) {
            return "";
        }
    }

    void close() {
        context.removeAttribute(attribute);
        if (objectName != null) {
            try {
                server().unregisterMBean(objectName);
            } catch (JMException e) {
                LOG.log(System.Logger.Level.DEBUG, "left JMX already: {0}", e.toString());
            }
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}

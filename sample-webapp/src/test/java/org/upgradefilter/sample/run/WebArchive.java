package org.upgradefilter.sample.run;

import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EventListener;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A WAR that is unpacked, and as much of {@code web.xml} and of the annotations as the sample uses,
 * for a container that reads neither.
 */
final class WebArchive {

    private final Path directory;

    private WebArchive(Path directory) {
        this.directory = directory;
    }

    /** Unpacks {@code war} into {@code directory}. */
    static WebArchive unpack(Path war, Path directory) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(war))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                Path target = directory.resolve(e.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException("the WAR reaches out of itself: " + e.getName());
                }
                if (e.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        return new WebArchive(directory);
    }

    /** Declares the listeners, the filters, the servlets and the welcome files. */
    void declare(DeploymentInfo deployment) throws Exception {
        Element webXml = webXml();
        for (Element listener : children(webXml, "listener-class")) {
            String name = listener.getTextContent().strip();
            deployment.addListener(
                    Servlets.listener(
                            deployment
                                    .getClassLoader()
                                    .loadClass(name)
                                    .asSubclass(EventListener.class)));
        }
        for (Element filter : children(webXml, "filter")) {
            deployment.addFilter(filter(filter, deployment.getClassLoader()));
        }
        for (Element mapping : children(webXml, "filter-mapping")) {
            String name = text(mapping, "filter-name");
            for (Element dispatcher : children(mapping, "dispatcher")) {
                DispatcherType type = DispatcherType.valueOf(dispatcher.getTextContent().strip());
                deployment.addFilterUrlMapping(name, text(mapping, "url-pattern"), type);
            }
        }
        for (Element file : children(webXml, "welcome-file")) {
            deployment.addWelcomePage(file.getTextContent().strip());
        }
        for (String name : classNames()) {
            Class<?> type = Class.forName(name, false, deployment.getClassLoader());
            WebServlet declared = type.getAnnotation(WebServlet.class);
            if (declared != null) {
                deployment.addServlet(servlet(type.asSubclass(Servlet.class), declared));
            }
        }
    }

    private static FilterInfo filter(Element declared, ClassLoader loader)
            throws ClassNotFoundException {
        Class<? extends Filter> type =
                loader.loadClass(text(declared, "filter-class")).asSubclass(Filter.class);
        FilterInfo filter = Servlets.filter(text(declared, "filter-name"), type);
        filter.setAsyncSupported(Boolean.parseBoolean(text(declared, "async-supported")));
        for (Element param : children(declared, "init-param")) {
            filter.addInitParam(text(param, "param-name"), text(param, "param-value"));
        }
        return filter;
    }

    private static ServletInfo servlet(Class<? extends Servlet> type, WebServlet declared) {
        return Servlets.servlet(type.getName(), type)
                .setAsyncSupported(declared.asyncSupported())
                .addMappings(declared.urlPatterns())
                .addMappings(declared.value());
    }

    private List<String> classNames() throws IOException {
        Path classes = directory.resolve("WEB-INF/classes");
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .map(file -> file.replace('/', '.').replace('\\', '.'))
                    .toList();
        }
    }

    private Element webXml() throws Exception {
        try (InputStream in = Files.newInputStream(directory.resolve("WEB-INF/web.xml"))) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
        }
    }

    private static List<Element> children(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).stream()
                .map(child -> child.getTextContent().strip())
                .findFirst()
                .orElse("");
    }
}

package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.upgradefilter.servlet.UpgradeFilter;

/**
 * A filter of ours that an application is given before all of its own, on a path where they have
 * nothing to say.
 *
 * @param path an exact one
 */
public record UpgradingFilter(String path, Map<String, String> initParams) {

    /** That application, with the filter. */
    public Application before(Application application) {
        return context -> {
            addTo(context);
            application.configure(context);
        };
    }

    private void addTo(ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter(path, UpgradeFilter.class);
        filter.setInitParameters(initParams);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, path);
    }

    /** A copy of a WAR whose {@code web.xml}, which it must have, has the filter as well. */
    public Path in(Path war) throws IOException {
        Path copy = Files.createTempDirectory("upgrading").resolve(war.getFileName());
        Files.copy(war, copy);
        try (FileSystem content = FileSystems.newFileSystem(copy)) {
            Path webXml = content.getPath("WEB-INF/web.xml");
            String declared = Files.readString(webXml);
            int begin = declared.indexOf('>', declared.indexOf("<web-app")) + 1;
            Files.writeString(
                    webXml,
                    declared.substring(0, begin) + declaration() + declared.substring(begin));
        }
        return copy;
    }

    private String declaration() {
        String params =
                initParams.entrySet().stream()
                        .map(
                                param ->
                                        "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                                                .formatted(param.getKey(), param.getValue()))
                        .collect(Collectors.joining());
        return """
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>%2$s</filter-class>
          <async-supported>true</async-supported>
          %3$s
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>%1$s</url-pattern>
        </filter-mapping>
        """
                .formatted(path, UpgradeFilter.class.getName(), params);
    }
}

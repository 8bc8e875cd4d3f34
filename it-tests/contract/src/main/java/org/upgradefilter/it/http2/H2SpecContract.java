package org.upgradefilter.it.http2;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.h2spec.H2Spec;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;

/** The cases of h2spec, by prior knowledge, which an extension in the server has. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class H2SpecContract extends ContainerContract {

    @TempDir private Path directory;

    /** A new container with the extension, not started. */
    protected abstract Container container(Map<String, String> settings);

    @Override
    protected Container container() {
        return container(Map.of("rules", H2cApplication.RULE));
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new H2cApplication());
    }

    /** {@code /plain} reads all content before it answers. */
    @TestFactory
    Stream<DynamicNode> cases() throws IOException, InterruptedException {
        return H2Spec.run(server().getPort(), "/plain", directory);
    }
}

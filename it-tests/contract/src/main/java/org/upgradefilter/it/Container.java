package org.upgradefilter.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;

/** A servlet container within this process, for one web application at its root. */
public interface Container extends AutoCloseable {

    /** The status for which {@link #start} declares an error page, which no API can do. */
    int STATUS_WITH_PAGE = 418;

    /** That page. */
    String ERROR_PAGE = "/echo";

    /** Where {@link #startWithLogin} lets only some users in. */
    String GUARDED = "/member/*";

    /** When the container's own Jakarta WebSocket is set up, where it can be chosen. */
    enum Jakarta {
        /** Before the initializer of the application. */
        FIRST,
        /** After it. */
        LAST
    }

    /** Gives the application that is to be started the container's own Jakarta WebSocket. */
    default void serveJakarta(Jakarta when) {
        throw new UnsupportedOperationException("no test needs it here");
    }

    /**
     * A context parameter: content that no field announces is not to be read, where to read it
     * would hang; see {@link Capability#KEEPS_AN_OFFER_A_REQUEST}.
     */
    String ONLY_ANNOUNCED_CONTENT = "only-announced-content";

    /**
     * Starts {@code application} from the class path.
     *
     * @return where it is, on 127.0.0.1
     * @throws Exception if it does not start
     */
    URI start(Application application) throws Exception;

    /**
     * Starts {@code application} with HTTP Basic for every {@link TestUser}, and with a security
     * constraint: {@link #GUARDED} is for the role of {@link TestUser#ALICE}. Not by the API: Jetty
     * takes {@code setServletSecurity} from an initializer and does nothing about it (12.1.14).
     *
     * @return where it is, on 127.0.0.1
     * @throws Exception if it does not start
     */
    default URI startWithLogin(Application application) throws Exception {
        throw new UnsupportedOperationException("nobody can log in here");
    }

    /** Where {@link #startWithForm} lets nobody in who comes in clear. */
    String CONFIDENTIAL = "/confidential/*";

    /** The page with the form for {@link #startWithForm}. */
    String LOGIN_PAGE = "/login";

    /** The page for those whom it does not let in. */
    String LOGIN_ERROR_PAGE = "/login-failed";

    /**
     * Starts {@code application} with a form to log in by for every {@link TestUser}, for {@link
     * #GUARDED}, and with {@link #CONFIDENTIAL}.
     *
     * @return where it is, on 127.0.0.1
     * @throws Exception if it does not start
     */
    default URI startWithForm(Application application) throws Exception {
        throw new UnsupportedOperationException("no test needs it here");
    }

    /**
     * Has the container log the requests it answers. Before it starts.
     *
     * @return the lines, while they come: address and port of the client, method, path, status and
     *     number of bytes of content
     */
    default Queue<String> logRequests() {
        throw new UnsupportedOperationException("no test needs it here");
    }

    /**
     * Deploys a WAR, which sees no more of this process than it would of an installed container.
     * After {@link #undeploy} on the same container, which has gone on running.
     *
     * @return where it is, on 127.0.0.1
     * @throws Exception if it does not start
     */
    URI deploy(Path war) throws Exception;

    /** Stops the web application, and not the container. */
    void undeploy() throws Exception;

    /** The class loader of the web application. */
    ClassLoader applicationLoader();

    Set<Capability> capabilities();

    /** Stops the container and releases its port. Idempotent. */
    @Override
    void close();
}

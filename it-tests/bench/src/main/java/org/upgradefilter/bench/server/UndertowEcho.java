package org.upgradefilter.bench.server;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.xnio.Options;

/** Undertow; its own WebSocket is spoken to natively, for its Jakarta module is not at hand. */
final class UndertowEcho implements EchoServer {

    @Override
    public List<Integer> start() throws ServletException {
        Undertow server =
                Undertow.builder()
                        .addHttpListener(0, "127.0.0.1")
                        .setSocketOption(Options.BACKLOG, 1000)
                        .setHandler(
                                Handlers.path(application())
                                        .addPrefixPath("/own", UndertowOwnEcho.handler())
                                        .addExactPath("/direct", new UndertowDirect()))
                        .build();
        server.start();
        return List.of(
                ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }

    private static HttpHandler application() throws ServletException {
        ServletContainerInitializer initializer = (classes, context) -> FilteredEcho.addTo(context);
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(UndertowEcho.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("bench")
                        .setEagerFilterInit(true)
                        .addServletContainerInitializer(
                                new ServletContainerInitializerInfo(
                                        initializer.getClass(),
                                        new ImmediateInstanceFactory<>(initializer),
                                        Set.of()));
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        return manager.start();
    }
}

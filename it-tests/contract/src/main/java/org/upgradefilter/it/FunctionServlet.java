package org.upgradefilter.it;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A servlet that is one function. */
@SuppressWarnings("serial")
final class FunctionServlet extends HttpServlet {

    private final transient Function function;

    FunctionServlet(Function function) {
        this.function = function;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        function.answer(request, response);
    }

    /** Answers any method. */
    @FunctionalInterface
    interface Function {
        void answer(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException;
    }
}

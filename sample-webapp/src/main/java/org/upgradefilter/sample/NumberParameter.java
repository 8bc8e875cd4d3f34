package org.upgradefilter.sample;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A whole number that a request must bring in its query.
 *
 * @param most the largest that is accepted; the smallest is 0
 */
record NumberParameter(String name, long most) {

    /** The number, or empty if the request has been answered with 400. */
    OptionalLong read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        OptionalLong number = parse(request.getParameter(name));
        if (number.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            response.setContentType("text/plain");
            response.setCharacterEncoding("UTF-8");
            response.getWriter()
                    .println(
                            "The parameter "
                                    + name
                                    + " must be a whole number, 0 to "
                                    + most
                                    + ".");
        }
        return number;
    }

    OptionalLong parse(@Nullable String value) {
        if (value == null || !value.matches("[0-9]{1,19}")) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(value);
            return number <= most ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException beyondLong) {
            return OptionalLong.empty();
        }
    }
}

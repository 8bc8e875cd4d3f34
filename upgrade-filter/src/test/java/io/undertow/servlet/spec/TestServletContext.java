package io.undertow.servlet.spec;

import jakarta.servlet.ServletContext;

/** Not public, so that the class of a proxy is of this package, too: see {@code ContainersTest}. */
interface TestServletContext extends ServletContext {}

package org.upgradefilter.tomcat.coyote;

import org.apache.juli.logging.Log;

/**
 * What Coyote logs of an exchange, in the log of this package. (Tomcat's {@code LogFactory} has an
 * annotation whose class is nowhere, which our compiler does not let pass.)
 */
final class CoyoteLog implements Log {

    private final System.Logger log = System.getLogger(TomcatExchange.class.getName());

    private boolean is(System.Logger.Level level) {
        return log.isLoggable(level);
    }

    private void log(System.Logger.Level level, Object message) {
        log.log(level, message);
    }

    private void log(System.Logger.Level level, Object message, Throwable thrown) {
        log.log(level, String.valueOf(message), thrown);
    }

    @Override
    public boolean isTraceEnabled() {
        return is(System.Logger.Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return is(System.Logger.Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return is(System.Logger.Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return is(System.Logger.Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
        return is(System.Logger.Level.ERROR);
    }

    @Override
    public boolean isFatalEnabled() {
        return is(System.Logger.Level.ERROR);
    }

    @Override
    public void trace(Object message) {
        log(System.Logger.Level.TRACE, message);
    }

    @Override
    public void trace(Object message, Throwable thrown) {
        log(System.Logger.Level.TRACE, message, thrown);
    }

    @Override
    public void debug(Object message) {
        log(System.Logger.Level.DEBUG, message);
    }

    @Override
    public void debug(Object message, Throwable thrown) {
        log(System.Logger.Level.DEBUG, message, thrown);
    }

    @Override
    public void info(Object message) {
        log(System.Logger.Level.INFO, message);
    }

    @Override
    public void info(Object message, Throwable thrown) {
        log(System.Logger.Level.INFO, message, thrown);
    }

    @Override
    public void warn(Object message) {
        log(System.Logger.Level.WARNING, message);
    }

    @Override
    public void warn(Object message, Throwable thrown) {
        log(System.Logger.Level.WARNING, message, thrown);
    }

    @Override
    public void error(Object message) {
        log(System.Logger.Level.ERROR, message);
    }

    @Override
    public void error(Object message, Throwable thrown) {
        log(System.Logger.Level.ERROR, message, thrown);
    }

    @Override
    public void fatal(Object message) {
        log(System.Logger.Level.ERROR, message);
    }

    @Override
    public void fatal(Object message, Throwable thrown) {
        log(System.Logger.Level.ERROR, message, thrown);
    }
}

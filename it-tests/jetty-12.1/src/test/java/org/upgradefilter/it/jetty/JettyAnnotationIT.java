package org.upgradefilter.it.jetty;

import org.upgradefilter.it.AnnotationContract;
import org.upgradefilter.it.Container;

/** The configuration by annotation, in Jetty. */
class JettyAnnotationIT extends AnnotationContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}

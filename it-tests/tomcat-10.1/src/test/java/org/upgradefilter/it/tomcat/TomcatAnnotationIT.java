package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.AnnotationContract;
import org.upgradefilter.it.Container;

/** The configuration by annotation, in Tomcat. */
class TomcatAnnotationIT extends AnnotationContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}

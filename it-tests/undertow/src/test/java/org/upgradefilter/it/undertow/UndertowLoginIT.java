package org.upgradefilter.it.undertow;

import org.upgradefilter.it.Container;
import org.upgradefilter.it.LoginContract;

/** Upgrades behind the security constraints of Undertow. */
class UndertowLoginIT extends LoginContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}

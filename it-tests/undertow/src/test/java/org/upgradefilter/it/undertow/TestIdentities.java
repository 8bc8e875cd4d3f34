package org.upgradefilter.it.undertow;

import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import java.security.Principal;
import java.util.Set;
import org.upgradefilter.it.TestUser;

/** Knows every {@link TestUser}. */
final class TestIdentities implements IdentityManager {

    @Override
    public Account verify(Account account) {
        return account;
    }

    @Override
    public Account verify(String name, Credential credential) {
        if (credential instanceof PasswordCredential password) {
            for (TestUser user : TestUser.values()) {
                if (user.userName().equals(name)
                        && user.password().equals(new String(password.getPassword()))) {
                    return new Known(user);
                }
            }
        }
        return null;
    }

    @Override
    public Account verify(Credential credential) {
        return null;
    }

    private record Known(TestUser user) implements Account {

        @Override
        public Principal getPrincipal() {
            return user::userName;
        }

        @Override
        public Set<String> getRoles() {
            return Set.of(user.role());
        }
    }
}

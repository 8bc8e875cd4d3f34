package org.upgradefilter.tls;

/** The versions of TLS that are spoken; older ones are not (RFC 8996). */
public enum TlsVersion {
    /** RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String jsseName;

    TlsVersion(String jsseName) {
        this.jsseName = jsseName;
    }

    /** As JSSE calls it: {@code TLSv1.2}. */
    public String jsseName() {
        return jsseName;
    }
}

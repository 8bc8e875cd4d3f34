package org.upgradefilter.bench.tls;

/** A version of TLS, with the suite the client offers and no other. */
enum Version {
    TLS_1_3("1.3", "TLSv1.3", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
    TLS_1_2(
            "1.2",
            "TLSv1.2",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    private final String number;
    private final String jsseName;
    private final String suiteForEc;
    private final String suiteForRsa;

    Version(String number, String jsseName, String suiteForEc, String suiteForRsa) {
        this.number = number;
        this.jsseName = jsseName;
        this.suiteForEc = suiteForEc;
        this.suiteForRsa = suiteForRsa;
    }

    static Version of(String number) {
        for (Version version : values()) {
            if (version.number.equals(number)) {
                return version;
            }
        }
        throw new IllegalArgumentException("no such version: " + number);
    }

    String jsseName() {
        return jsseName;
    }

    String[] suites() {
        return suiteForEc.equals(suiteForRsa)
                ? new String[] {suiteForEc}
                : new String[] {suiteForEc, suiteForRsa};
    }

    @Override
    public String toString() {
        return "TLS " + number;
    }
}

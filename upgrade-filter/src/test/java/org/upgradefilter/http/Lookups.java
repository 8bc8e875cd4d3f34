package org.upgradefilter.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Says what becomes of names where the resolver knows them all. */
final class Lookups {

    private Lookups() {}

    public static void main(String[] none) throws UnknownHostException {
        InetAddress local = InetAddress.getByName("localhost");
        List<String> ranges =
                Stream.of("localhost", "256.1.1.1", ".::1", "a:b")
                        .map(name -> AddressRange.parse(name).isPresent() ? "looked up" : "empty")
                        .toList();
        String control = local.getHostAddress().equals("10.0.0.1") ? "resolved" : "unresolved";
        System.out.println(Stream.concat(Stream.of(control), ranges.stream()).toList());
    }
}

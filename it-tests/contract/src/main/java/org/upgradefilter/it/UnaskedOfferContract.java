package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.upgradefilter.it.UnaskedClient.Call;
import org.upgradefilter.it.UnaskedClient.Content;
import org.upgradefilter.it.UnaskedClient.Offers;
import org.upgradefilter.it.UnaskedOfferApplication.Rules;

/**
 * What libraries offer unasked costs nothing: status, fields and content are what the same client
 * gets when it offers nothing, and so is the life of the connection.
 */
public abstract class UnaskedOfferContract extends ContainerContract {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new UnaskedOfferApplication(adapter()));
    }

    /** A library that offers something. */
    enum Library {
        JDK,
        APACHE;

        UnaskedClient client(Offers offers) {
            return this == JDK ? new UnaskedJdkClient(offers) : new UnaskedApacheClient(offers);
        }

        String offer() {
            return this == JDK ? "h2c" : "TLS/1.2";
        }

        /** With which requests it does so. */
        List<Call> calls() {
            List<Call> both =
                    List.of(
                            new Call("GET", "/large", Content.NONE),
                            new Call("GET", "/stream", Content.NONE),
                            new Call("GET", "/missing?a=b", Content.NONE),
                            new Call("GET", "/none", Content.NONE),
                            new Call("HEAD", "/large", Content.NONE),
                            new Call("OPTIONS", "/none", Content.NONE));
            List<Call> jdk =
                    List.of(
                            new Call("DELETE", "/none", Content.NONE),
                            new Call("POST", "/large", Content.OF_KNOWN_LENGTH),
                            new Call("POST", "/stream", Content.CHUNKED),
                            new Call("PUT", "/large", Content.CHUNKED),
                            new Call("POST", "/large", Content.AFTER_CONTINUE));
            return this == JDK ? Stream.of(both, jdk).flatMap(List::stream).toList() : both;
        }
    }

    static Stream<Arguments> calls() {
        List<Arguments> all = new ArrayList<>();
        for (Library library : Library.values()) {
            for (Rules rules : Rules.values()) {
                library.calls().forEach(call -> all.add(Arguments.of(library, rules, call)));
            }
        }
        return all.stream();
    }

    /** Twice, so that the second request finds what the first has made of the connection. */
    @ParameterizedTest
    @MethodSource("calls")
    void status_fields_content_and_connection_are_the_same_as_without(
            Library library, Rules rules, Call call) throws Exception {
        try (UnaskedClient plain = library.client(Offers.NONE);
                UnaskedClient offering = library.client(Offers.UNASKED)) {
            Answer firstPlain = plain.send(under(rules, call), plainServer());
            Answer secondPlain = plain.send(under(rules, call), plainServer());
            Answer first = offering.send(under(rules, call), plainServer());
            Answer second = offering.send(under(rules, call), plainServer());

            assertEquals("", offer(firstPlain));
            assertEquals(library.offer(), offer(first));
            assertEquals(library.offer(), offer(second));
            assertEquals(firstPlain.comparable(), first.comparable());
            assertEquals(secondPlain.comparable(), second.comparable());
            assertEquals(
                    isKept(firstPlain, secondPlain),
                    isKept(first, second),
                    "the connection is kept");
        }
    }

    /** What the servlet says with content is what was sent, under every rule. */
    @ParameterizedTest
    @EnumSource
    void content_arrives_whole(Rules rules) throws Exception {
        try (UnaskedClient client = Library.JDK.client(Offers.UNASKED)) {
            for (Content content : Content.values()) {
                Answer answer =
                        client.send(
                                new Call("POST", rules.path() + "/large", content), plainServer());

                assertEquals(200, answer.status());
                assertEquals(
                        PlainServlet.digest(UnaskedOfferApplication.answer()), answer.digest());
                assertEquals(
                        PlainServlet.said("POST", UnaskedJdkClient.bytes(content)),
                        answer.field("content-received"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void requests_follow_each_other_on_one_connection(Library library) throws Exception {
        for (Rules rules : Rules.values()) {
            try (UnaskedClient client = library.client(Offers.UNASKED)) {
                Answer last = null;
                for (String target : List.of("/large", "/stream", "/none", "/large")) {
                    Call call = under(rules, new Call("GET", target, Content.NONE));
                    Answer answer = client.send(call, plainServer());
                    assertEquals(library.offer(), offer(answer));
                    if (last != null) {
                        assertEquals(last.field(Witness.PORT), answer.field(Witness.PORT));
                    }
                    last = answer;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void offer_is_seen_behind_the_filter_unless_it_is_hidden(Library library) throws Exception {
        boolean shows =
                running().capabilities().contains(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);
        try (UnaskedClient client = library.client(Offers.UNASKED)) {
            for (Rules rules : Rules.values()) {
                Call call = under(rules, new Call("GET", "/none", Content.NONE));
                Answer answer = client.send(call, plainServer());
                for (String name : List.of("upgrade", "connection", "http2-settings")) {
                    String before = answer.field(Witness.field("before", name));
                    String behind = answer.field(Witness.field("behind", name));
                    boolean hidden =
                            rules == Rules.HIDDEN || (!shows && rules != Rules.NOT_ENFORCED);
                    if (!hidden) {
                        assertEquals(before, behind, name);
                    } else if (name.equals("connection")) {
                        assertNotEquals(before, behind);
                        assertEquals(library == Library.APACHE ? "keep-alive" : "", behind);
                    } else {
                        assertEquals("", behind, name);
                    }
                }
            }
        }
    }

    private static Call under(Rules rules, Call call) {
        return new Call(call.method(), rules.path() + call.target(), call.content());
    }

    private static String offer(Answer answer) {
        return answer.field(Witness.field("before", "upgrade"));
    }

    private static boolean isKept(Answer first, Answer second) {
        return first.field(Witness.PORT).equals(second.field(Witness.PORT));
    }
}

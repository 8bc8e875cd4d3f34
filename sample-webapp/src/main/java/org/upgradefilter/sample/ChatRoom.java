package org.upgradefilter.sample;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The members of one conversation, who all hear the same things in the same order.
 *
 * <p>They hear JSON objects of {@code type}, {@code from}, {@code text} and {@code at} (RFC 3339):
 *
 * <ul>
 *   <li>{@code members}, first thing to each newcomer: {@code from} is the name it has been given,
 *       {@code text} the names of all who are here, one a line;
 *   <li>{@code join} and {@code leave}, with an empty text;
 *   <li>{@code message}.
 * </ul>
 *
 * <p>Any thread. A member's outbox is called under the lock, so it must not block.
 */
final class ChatRoom {

    private final Clock clock;

    // guarded by this
    private final Map<String, Member> members = new LinkedHashMap<>();
    private int guests;

    ChatRoom(Clock clock) {
        this.clock = clock;
    }

    /**
     * Lets a member in.
     *
     * @param wanted a {@link Nickname}; one that is taken gets a number, an empty one becomes
     *     {@code guest-N}
     * @param outbox told everything that is said, until the member leaves
     */
    synchronized Member join(String wanted, Consumer<String> outbox) {
        String name = free(wanted.isEmpty() ? "guest-" + ++guests : wanted);
        Member member = new Member(name, outbox);
        members.put(name, member);
        outbox.accept(event("members", name, String.join("\n", members.keySet())));
        tellAll(event("join", name, ""));
        return member;
    }

    private String free(String wanted) {
        String name = wanted;
        for (int i = 2; members.containsKey(name); i++) {
            String number = "-" + i;
            name = Nickname.cut(wanted, Nickname.MAX_CHARS - number.length()) + number;
        }
        return name;
    }

    private synchronized void say(Member member, String text) {
        if (members.get(member.name) == member) {
            tellAll(event("message", member.name, text));
        }
    }

    private synchronized void leave(Member member) {
        if (members.remove(member.name, member)) {
            tellAll(event("leave", member.name, ""));
        }
    }

    private void tellAll(String event) {
        // a copy, since an outbox may make its member leave
        List.copyOf(members.values()).forEach(member -> member.outbox.accept(event));
    }

    private String event(String type, String from, String text) {
        return Json.object(
                json -> {
                    json.writeStringField("type", type);
                    json.writeStringField("from", from);
                    json.writeStringField("text", text);
                    json.writeStringField("at", clock.instant().toString());
                });
    }

    /** One who is in the room until {@link #leave}. */
    final class Member {

        private final String name;
        private final Consumer<String> outbox;

        private Member(String name, Consumer<String> outbox) {
            this.name = name;
            this.outbox = outbox;
        }

        /** Tells everybody, this member included; nobody, once it has left. */
        void say(String text) {
            ChatRoom.this.say(this, text);
        }

        /** Idempotent. */
        void leave() {
            ChatRoom.this.leave(this);
        }
    }
}

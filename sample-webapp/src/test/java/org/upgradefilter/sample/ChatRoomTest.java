package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatRoomTest {

    private static final String AT = "2026-01-02T03:04:05Z";

    private final ChatRoom room = new ChatRoom(Clock.fixed(Instant.parse(AT), ZoneOffset.UTC));
    private final List<String> ada = new ArrayList<>();
    private final List<String> bob = new ArrayList<>();

    @Test
    void tellsTheNewcomerWhoIsHereAndEverybodyWhoHasCome() {
        room.join("Ada", ada::add);
        room.join("Bob", bob::add);

        assertEquals(
                List.of(
                        event("members", "Ada", "Ada"),
                        event("join", "Ada", ""),
                        event("join", "Bob", "")),
                ada);
        assertEquals(List.of(event("members", "Bob", "Ada\\nBob"), event("join", "Bob", "")), bob);
    }

    @Test
    void repeatsWhatIsSaidToAllInTheSameOrder() {
        ChatRoom.Member adaMember = room.join("Ada", ada::add);
        ChatRoom.Member bobMember = room.join("Bob", bob::add);
        ada.clear();
        bob.clear();

        adaMember.say("hello");
        bobMember.say("<b>\"hi\"</b>");

        assertEquals(
                List.of(
                        event("message", "Ada", "hello"),
                        event("message", "Bob", "<b>\\\"hi\\\"</b>")),
                ada);
        assertEquals(ada, bob);
    }

    @Test
    void saysOnceThatAMemberHasLeft() {
        ChatRoom.Member adaMember = room.join("Ada", ada::add);
        room.join("Bob", bob::add);
        ada.clear();
        bob.clear();

        adaMember.leave();
        adaMember.leave();
        adaMember.say("still here?");

        assertEquals(List.of(), ada);
        assertEquals(List.of(event("leave", "Ada", "")), bob);
    }

    @Test
    void keepsNamesApart() {
        ChatRoom.Member first = room.join("Ada", ada::add);
        room.join("Ada", bob::add);
        first.leave();

        assertEquals(event("members", "Ada-2", "Ada\\nAda-2"), bob.get(0));
        assertEquals(event("leave", "Ada", ""), bob.get(2));
    }

    @Test
    void keepsLongNamesApartWithinTheirLength() {
        String longest = "a".repeat(Nickname.MAX_CHARS);
        room.join(longest, ada::add);
        room.join(longest, bob::add);

        assertEquals(event("join", "a".repeat(Nickname.MAX_CHARS - 2) + "-2", ""), bob.get(1));
    }

    @Test
    void namesTheNameless() {
        room.join("", ada::add);
        room.join("", bob::add);

        assertEquals(event("join", "guest-1", ""), ada.get(1));
        assertEquals(event("join", "guest-2", ""), bob.get(1));
    }

    @Test
    void bearsAMemberWhoLeavesWhileBeingTold() {
        ChatRoom.Member[] shy = new ChatRoom.Member[1];
        shy[0] =
                room.join(
                        "shy",
                        event -> {
                            if (event.contains("Bob")) {
                                shy[0].leave();
                            }
                        });
        room.join("Ada", ada::add);
        ada.clear();
        room.join("Bob", bob::add);

        assertEquals(List.of(event("leave", "shy", ""), event("join", "Bob", "")), ada);
    }

    private static String event(String type, String from, String text) {
        return "{\"type\":\"%s\",\"from\":\"%s\",\"text\":\"%s\",\"at\":\"%s\"}"
                .formatted(type, from, text, AT);
    }
}

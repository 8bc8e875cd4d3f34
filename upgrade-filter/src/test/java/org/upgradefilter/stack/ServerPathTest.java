package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerPathTest {

    @ParameterizedTest
    @CsvSource({
        "/,             /",
        "/?a=/../b,     /",
        "/app,          /app",
        "/app/,         /app/",
        "/app/a%20b,    /app/a b",
        "/%61pp/x,      /app/x",
        "/a;v=1/b;c=/,  /a/b/",
        "/%e2%82%ac,    /€",
        "/a.b/..c/d..,  /a.b/..c/d..",
        "/a%3Bb,        /a;b",
        "/%25,          /%",
    })
    void a_path_is_decoded_once_and_has_no_parameters(String target, String path) {
        assertEquals(Optional.of(path), ServerPath.of(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "app",
                "http://a.example/app",
                "//",
                "//app",
                "/a//b",
                "/a;x/;y/b",
                "/a/./b",
                "/a/../b",
                "/a/..",
                "/a/%2e%2E/b",
                "/a/..;x/b",
                "/a%2Fb",
                "/a%5cb",
                "/a\\b",
                "/%00",
                "/%0a",
                "/%7F",
                "/%",
                "/%2",
                "/%g1",
                "/%1g",
                "/%ff",
                "/%e2%82",
                "/€"
            })
    void what_containers_would_read_differently_is_no_path(String target) {
        assertEquals(Optional.empty(), ServerPath.of(target));
    }

    @Test
    void digits_of_other_scripts_are_none() {
        assertEquals(Optional.empty(), ServerPath.of("/%\u0664\u0661"));
        assertEquals(Optional.empty(), ServerPath.of("/%\uFF11\uFF11"));
    }
}

package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesAnObject() {
        String object =
                Json.object(
                        json -> {
                            json.writeStringField("a", "\"\\\n\u0001</script>ü");
                            json.writeStringField("b", null);
                        });

        assertEquals("{\"a\":\"\\\"\\\\\\n\\u0001</script>ü\",\"b\":null}", object);
    }

    @Test
    void writesNothingAsAnEmptyObject() {
        assertEquals("{}", Json.object(json -> {}));
    }
}

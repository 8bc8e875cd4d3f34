package org.upgradefilter.it;

import java.util.List;
import org.upgradefilter.http.Field;

/**
 * A response as a client of a library tells of it.
 *
 * @param fields names in lower case
 * @param digest of the content after all codings are undone, as {@link PlainServlet#digest} makes
 *     it
 */
record Answer(int status, List<Field> fields, String digest) {

    /** The first line of {@code name}; empty if there is none. */
    String field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst()
                .orElse("");
    }

    /** Status, fields and content, without the time of day and the witness. */
    String comparable() {
        StringBuilder lines = new StringBuilder().append(status);
        for (Field field : fields) {
            if (!field.name().equals("date") && !field.name().startsWith(Witness.PREFIX)) {
                lines.append("\n").append(field.name()).append(": ").append(field.value());
            }
        }
        return lines.append("\n\n").append(digest).toString();
    }
}

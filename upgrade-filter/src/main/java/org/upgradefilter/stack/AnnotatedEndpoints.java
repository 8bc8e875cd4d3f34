package org.upgradefilter.stack;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.websocket.UpgradeEndpoint;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * Reads rules from classes with {@link UpgradeEndpoint}: for each path the rule that a line would
 * make which gives the same settings, and one endpoint for all paths of a class.
 *
 * <p>Errors are {@link IllegalArgumentException}s that name the class, the element and the cure.
 */
public final class AnnotatedEndpoints {

    /** Classes have no order, so the more special rule decides, and then the alphabet. */
    private static final Comparator<Installed> ORDER =
            Comparator.comparing(Installed::rule, Comparator.comparing(Rule::path))
                    .thenComparing(one -> one.rule().conditions().equals(Conditions.NONE));

    private final RuleLines lines;

    public AnnotatedEndpoints(RuleLines lines) {
        this.lines = lines;
    }

    /**
     * The rules of all {@code types}, whatever their order: those for the best matching paths come
     * first (Servlet 6.0 §12.1), and of the same path those with conditions.
     */
    public List<Installed> readAll(Collection<Class<?>> types) {
        List<Installed> rules = new ArrayList<>();
        types.stream()
                .sorted(Comparator.comparing(Class::getName))
                .forEach(type -> rules.addAll(read(type)));
        rules.sort(ORDER);
        return rules;
    }

    /** The rules of {@code type}, in the order of its paths. */
    public List<Installed> read(Class<?> type) {
        UpgradeEndpoint annotation = type.getDeclaredAnnotation(UpgradeEndpoint.class);
        try {
            if (annotation == null) {
                throw new IllegalArgumentException("there is none; give it one with its paths");
            }
            return read(annotation, type.getName());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@UpgradeEndpoint of " + type.getName() + ": " + e.getMessage(), e);
        }
    }

    private List<Installed> read(UpgradeEndpoint annotation, String endpoint) {
        if (annotation.value().length == 0) {
            throw Options.bad("value", "{}", "name at least one path");
        }
        Map<String, String> settings = settings(annotation);
        settings.put("endpoint", endpoint);
        List<String> words =
                List.of(
                        annotation.value()[0],
                        annotation.require() ? "require" : "allow",
                        WebSocketProtocol.TOKEN.toString());
        Installed first = lines.read(words, new Options(settings));
        List<Installed> rules = new ArrayList<>();
        for (String path : annotation.value()) {
            rules.add(new Installed(first.rule().at(PathPattern.of(path)), first.protocols()));
        }
        return rules;
    }

    /** Every element that is not as it is when left out; but the paths and the verdict. */
    private static Map<String, String> settings(UpgradeEndpoint annotation) {
        Map<String, String> settings = new HashMap<>();
        for (Method element : UpgradeEndpoint.class.getDeclaredMethods()) {
            Object absent = element.getDefaultValue();
            if (absent != null && !element.getName().equals("require")) {
                Object value = value(element, annotation);
                if (!Objects.deepEquals(value, absent)) {
                    settings.put(element.getName(), text(value));
                }
            }
        }
        return settings;
    }

    private static Object value(Method element, UpgradeEndpoint annotation) {
        try {
            return element.invoke(annotation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(element.getName() + " cannot be read: " + e, e);
        }
    }

    private static String text(Object value) {
        return value instanceof String[] parts ? String.join(",", parts) : value.toString();
    }
}

package org.upgradefilter.servlet;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of an interface that knows the answers it was told and no other: any other call fails
 * the test.
 */
class Strict implements InvocationHandler {

    private final Map<String, Answer> answers = new HashMap<>();

    /** What a method does. */
    @FunctionalInterface
    interface Answer {
        @Nullable Object to(Object... arguments) throws Exception;
    }

    /** Every method of this name, whatever its parameters, does as {@code answer} says. */
    Strict on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    <T> T as(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(Strict.class.getClassLoader(), new Class<?>[] {type}, this));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Exception {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "strict " + proxy.getClass().getInterfaces()[0].getSimpleName();
            };
        }
        Answer answer = answers.get(method.getName());
        if (answer == null) {
            throw new AssertionError("called without an answer: " + method);
        }
        return answer.to(arguments == null ? new Object[0] : arguments);
    }
}

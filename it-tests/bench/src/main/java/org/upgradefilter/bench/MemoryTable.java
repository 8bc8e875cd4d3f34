package org.upgradefilter.bench;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Markdown table of what is held for each of many. */
public final class MemoryTable {

    private final PrintStream out;

    /**
     * @param many how many of what
     * @param kind what is different from row to row
     */
    public MemoryTable(PrintStream out, String container, String many, String kind) {
        this.out = out;
        out.println();
        out.println("**" + container + "**: bytes for each of " + many);
        out.println();
        out.println(
                "| " + kind + " | | heap | × own | direct buffers | resident, without the heap |");
        out.println("|---|---|---|---|---|---|");
    }

    /** Adds the rows of one kind. */
    public void add(Object kind, Map<Way, ServerProcess.Memory> memories) {
        memories.forEach(
                (way, memory) -> out.println(row(kind, way, memory, memories.get(Way.OWN))));
        out.flush();
    }

    private static String row(
            Object kind, Way way, ServerProcess.Memory memory, ServerProcess.@Nullable Memory own) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %d | %d |",
                kind,
                way,
                memory.heap(),
                own == null
                        ? ""
                        : String.format(Locale.ROOT, "%.2f", (double) memory.heap() / own.heap()),
                memory.direct(),
                memory.resident());
    }
}

package org.upgradefilter.bench;

/**
 * What a process has used.
 *
 * @param cpuNanos of CPU time
 * @param allocatedBytes by the threads that live; 0 where nobody looked
 */
public record Cost(long cpuNanos, long allocatedBytes) {

    Cost since(Cost earlier) {
        return new Cost(cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes);
    }
}

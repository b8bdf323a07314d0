package io.mqttspec.conformance.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * What a process costs, as far as this machine can tell: CPU time and memory on Linux, allocated
 * bytes of a JVM of the same user. For one thread.
 */
final class ProcessCosts implements AutoCloseable {

  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** One frees what is dead, the next gives back the memory that this left empty. */
  private static final int COLLECTIONS = 2;

  /** Linux tells times in hundredths of a second, whatever its clock does. */
  private static final double TICKS_PER_SECOND = 100;

  private final @Nullable Long pid;
  private final @Nullable JMXConnector jvm;
  private Map<Long, Long> allocatedBefore = Map.of();

  /**
   * Of a process.
   *
   * @param pid null for none: nothing can be told then
   */
  ProcessCosts(@Nullable Long pid) {
    this.pid = pid;
    this.jvm = pid == null ? null : attach(pid);
  }

  /** The address is that of a process that the user named and may attach to. */
  @SuppressWarnings("BanJNDI")
  private static @Nullable JMXConnector attach(long pid) {
    if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
      return null;
    }
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      return null;
    }
  }

  /** CPU seconds of this JVM so far. */
  static OptionalDouble ownCpuSeconds() {
    return cpuSeconds(ProcessHandle.current().pid());
  }

  /** CPU seconds of the process so far. */
  OptionalDouble cpuSeconds() {
    return pid == null ? OptionalDouble.empty() : cpuSeconds(pid);
  }

  private static OptionalDouble cpuSeconds(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name in parentheses may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return OptionalDouble.of(
          (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND);
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** Memory of the process that is in RAM, in bytes. */
  OptionalLong residentBytes() {
    if (pid == null) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findAny();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Heap of the process that is in use after a collection, in bytes. */
  OptionalLong liveHeapBytes() {
    if (jvm == null) {
      return OptionalLong.empty();
    }
    try {
      MBeanServerConnection beans = jvm.getMBeanServerConnection();
      ObjectName memory = new ObjectName(ManagementFactory.MEMORY_MXBEAN_NAME);
      for (int i = 0; i < COLLECTIONS; i++) {
        beans.invoke(memory, "gc", new Object[0], new String[0]);
      }
      Object usage = beans.getAttribute(memory, "HeapMemoryUsage");
      return OptionalLong.of((Long) ((CompositeData) usage).get("used"));
    } catch (IOException | JMException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Bytes that the process allocated since the last call, empty the first time and where it is no
   * JVM that can be asked. What threads allocated that have ended in between is not among them.
   */
  OptionalLong allocatedSinceLastCall() {
    if (jvm == null) {
      return OptionalLong.empty();
    }
    try {
      MBeanServerConnection beans = jvm.getMBeanServerConnection();
      ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
      long[] ids = (long[]) beans.getAttribute(threads, "AllThreadIds");
      long[] bytes =
          (long[])
              beans.invoke(
                  threads,
                  "getThreadAllocatedBytes",
                  new Object[] {ids},
                  new String[] {long[].class.getName()});
      Map<Long, Long> before = allocatedBefore;
      Map<Long, Long> now = new HashMap<>();
      long sum = 0;
      for (int i = 0; i < ids.length; i++) {
        now.put(ids[i], bytes[i]);
        sum += Math.max(0, bytes[i] - before.getOrDefault(ids[i], 0L));
      }
      allocatedBefore = now;
      return before.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    } catch (IOException | JMException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    if (jvm != null) {
      try {
        jvm.close();
      } catch (IOException e) {
        // The process has ended before.
      }
    }
  }
}

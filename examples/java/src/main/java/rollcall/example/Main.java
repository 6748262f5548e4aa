// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Lists the coprocessors of a cluster, and watches them over restarts of its servers. README.md says how to run it. */
public final class Main {
  private static volatile int exitCode;

  public static void main(String[] words) throws InterruptedException {
    if (words.length < 1 || words.length > 2) {
      System.err.println("usage: java -jar target/rollcall-example.jar HOST:PORT[,HOST:PORT...] [REVISION]");
      System.exit(2);
    }
    OptionalLong until = words.length == 2 ? OptionalLong.of(Long.parseLong(words[1])) : OptionalLong.empty();
    // With a revision, an early end must not look as if it had been reached.
    if (until.isEmpty()) exitWithZeroOnSignals();
    // Names are UTF-8, whatever the locale says.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    run(words[0], until);
    System.exit(exitCode);
  }

  private static void run(String servers, OptionalLong until) throws InterruptedException {
    Replicas replicas = new Replicas(servers);
    try {
      Listing.print(replicas);
      new Watch(replicas).printUntil(until);
    } catch (Replicas.Final failure) {
      System.err.println(failure.getMessage());
      exitCode = 1;
    } catch (RuntimeException bug) {
      bug.printStackTrace();
      exitCode = 1;
    }
  }

  /** By itself Java ends with 130 after SIGINT and with 143 after SIGTERM. */
  private static void exitWithZeroOnSignals() {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(exitCode)));
  }

  private Main() {}
}

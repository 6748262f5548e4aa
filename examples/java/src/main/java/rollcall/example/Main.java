// SPDX-License-Identifier: Apache-2.0
package rollcall.example;

/** Lists the coprocessors of a cluster, and watches them over any loss of servers. README.md says how to run it. */
public final class Main {
  private static volatile int exitCode;

  public static void main(String[] words) throws InterruptedException {
    if (words.length < 1 || words.length > 2) {
      System.err.println("usage: java -jar target/rollcall-example.jar HOST:PORT[,HOST:PORT...] [REVISION]");
      System.exit(2);
    }
    long revision = words.length == 2 ? Long.parseLong(words[1]) : Long.MAX_VALUE;
    // By itself Java ends with 130 after SIGINT and with 143 after SIGTERM. With a revision, it should.
    if (words.length == 1) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(exitCode)));
    }
    try {
      Replicas replicas = new Replicas(words[0]);
      Listing.print(replicas);
      new Watch(replicas).printUntil(revision);
    } catch (Replicas.Final failure) {
      System.err.println(failure.getMessage());
      exitCode = 1;
    } catch (RuntimeException bug) {
      bug.printStackTrace();
      exitCode = 1;
    }
    System.exit(exitCode);
  }

  private Main() {}
}

// SPDX-License-Identifier: Apache-2.0
// Lists the coprocessors of a cluster, and watches them over any loss of servers. README.md says how to run it.

import { printList } from './list';
import { Final, Replicas } from './replicas';
import { Watch } from './watch';

async function main([servers, revision, ...rest]: string[]): Promise<number> {
  if (!servers || rest.length > 0 || !/^-?\d+$/.test(revision ?? '0')) {
    console.error('usage: node dist/main.js HOST:PORT[,HOST:PORT...] [REVISION]');
    return 2;
  }
  // With a revision, an early end must not look as if it had been reached.
  if (revision === undefined) ['SIGINT', 'SIGTERM'].forEach((signal) => process.on(signal, () => process.exit(0)));
  const replicas = new Replicas(servers.split(','));
  try {
    await printList(replicas);
    await new Watch(replicas).printUntil(revision === undefined ? undefined : BigInt(revision));
    return 0;
  } catch (error) {
    if (!(error instanceof Final)) throw error;
    console.error(error.message);
    return 1;
  }
}

main(process.argv.slice(2)).then((code) => process.exit(code));

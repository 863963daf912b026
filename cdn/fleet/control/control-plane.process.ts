/**
 * A control plane over the database at the path of its argument, which takes purges on and on until it is killed. Prints lines of JSON: first its
 * URL, then each purge once it is accepted.
 */
import { writeSync } from 'node:fs';
import { openStore } from '../../database/sqlite.ts';
import { startControlPlane } from './control-plane.fixture.ts';

export type Printed = { readonly url: string } | { readonly id: string; readonly sequence: number | null };

const [path = ''] = process.argv.slice(2);
const control = await startControlPlane({ store: await openStore(path), limit: 1000 });
const print = (line: Printed) => writeSync(1, `${JSON.stringify(line)}\n`);
print({ url: control.url });

async function purgeOnAndOn(): Promise<void> {
  // The bound is for a process that nobody kills.
  for (let count = 0; count < 2000; count++) {
    const job = await control.purge();
    if (typeof job === 'string') throw new Error(`A purge was refused: ${job}`);
    print({ id: job.id, sequence: job.sequence });
  }
}

await Promise.all([purgeOnAndOn(), purgeOnAndOn()]);

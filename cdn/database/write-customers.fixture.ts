import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The account numbers that a process reports as written to a store until it is killed, in the midst of writing, after `count` of them. */
export async function customersWrittenUntilKilled(place: string, count: number): Promise<string[]> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'write-customers.process.ts'), place], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  for await (const accountNumber of createInterface(writer.stdout)) {
    acknowledged.push(accountNumber);
    if (acknowledged.length === count) writer.kill('SIGKILL');
  }
  return acknowledged;
}

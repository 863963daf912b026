import { readdir, readFile } from 'node:fs/promises';

/** The kernel's unit of CPU time in /proc, the same on every Linux. */
const ticksPerSecond = 100;

/** CPU time of a process and of all that descend from it, in microseconds. Linux alone. */
export async function cpuTimeOf(pid: number): Promise<number> {
  const processes = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(read));
  const found = new Map(processes.filter((process) => process !== null).map((process) => [process.pid, process]));
  const belongs = (id: number): boolean => id === pid || (found.has(id) && belongs(found.get(id)?.parent ?? 0));
  const ticks = [...found.values()].filter((process) => belongs(process.pid)).reduce((sum, process) => sum + process.ticks, 0);
  return (ticks * 1e6) / ticksPerSecond;
}

/** Null: it has ended. See proc(5): the name, in parentheses, may hold anything. */
async function read(pid: string): Promise<{ pid: number; parent: number; ticks: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
}

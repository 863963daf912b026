import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** A directory that other users may enter, and that is removed when this process ends, however that happens. */
export async function temporaryDirectory(prefix: string): Promise<TemporaryDirectory> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  await chmod(path, 0o755);
  // Its input ends with this process; what else does is then given time to leave the directory.
  const script = 'cat >/dev/null; sleep 3; rm -rf "$1"';
  const remover = spawn('sh', ['-c', script, 'sh', path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  remover.on('error', () => undefined);
  return {
    path,
    remove: async () => {
      remover.kill();
      remover.stdin.destroy();
      await rm(path, { recursive: true, force: true });
    },
  };
}

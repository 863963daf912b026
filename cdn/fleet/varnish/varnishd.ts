import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { VarnishCli } from './varnish-cli.ts';

export interface VarnishdSettings {
  /** For its sockets and its memory; the user that Varnish works as must be able to enter it. */
  readonly directory: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Of everything stored, without what Varnish needs to know about it: about 1 kB an object. As much again for what passes by unstored. */
  readonly maxBytes: number;
  /** This edge in CDN-Loop. */
  readonly name: string;
  /** Active from the start. */
  readonly vcl: string;
}

/** A running varnishd. It stops when this process ends, however that happens: its commands then end. */
export interface Varnishd {
  readonly cli: VarnishCli;
  /** By which Varnish's other programs find it. */
  readonly instance: string;
  readonly port: number;
  /** Where the driver's own requests go. */
  readonly controlSocket: string;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Breaks off requests under way. */
  stop(): Promise<void>;
}

const parameters = {
  // The lurker meets everything stored at once: purges are counted by it.
  ban_lurker_age: '0',
  ban_lurker_batch: '10000',
  ban_lurker_sleep: '0.001',
  cc_command: 'exec gcc -std=gnu99 -O0 -pthread -fpic -shared -Wl,-x -o %o %s',
  cli_limit: '8m',
  connect_timeout: '5',
  // How long a response is stored is for the sites to say.
  default_grace: '0',
  default_keep: '0',
  default_ttl: '0',
  http_max_hdr: '256',
  http_req_hdr_len: '32k',
  http_req_size: '64k',
  http_resp_hdr_len: '32k',
  http_resp_size: '64k',
  max_retries: '32',
  shortlived: '0',
  vsl_buffer: '64k',
  vsl_reclen: '32k',
  workspace_backend: '192k',
  workspace_client: '192k',
};

/** Resolves once it takes requests. Rejects if varnishd is missing, can't listen, or refuses the VCL. */
export async function startVarnishd({ directory, host, port, maxBytes, name, vcl }: VarnishdSettings): Promise<Varnishd> {
  const controlSocket = join(directory, 'control');
  const instance = join(directory, 'varnishd');
  const varnishd = spawn(
    'varnishd',
    [
      ...['-d', '-n', instance, '-i', name, '-f', '', '-s', `malloc,${maxBytes}b`, '-s', `Transient=malloc,${maxBytes}b`],
      ...['-a', `clients=${host.includes(':') ? `[${host}]` : host}:${port}`, '-a', `control=${controlSocket},mode=0600`],
      ...Object.entries(parameters).flatMap(([parameter, value]) => ['-p', `${parameter}=${value}`]),
    ],
    { env: varnishEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const said = lastWords(varnishd);
  try {
    await once(varnishd, 'spawn');
  } catch (error) {
    throw new Error('varnishd can not be started. Install Varnish 7, on Debian by: apt-get install varnish', { cause: error });
  }
  const ended = once(varnishd, 'exit').then(() => undefined);
  try {
    const cli = await VarnishCli.open(varnishd.stdout, varnishd.stdin);
    await loadVcl(cli, 'first', vcl);
    await cli.do('vcl.use first');
    await cli.do('start');
    const stop = async () => {
      await cli.close();
      await ended;
    };
    return { cli, instance, port: await clientPort(cli), controlSocket, ended, stop };
  } catch (error) {
    varnishd.stdin.end();
    await ended;
    throw new Error(`varnishd can not serve on ${host}:${port}: ${said() || String(error)}`, { cause: error });
  }
}

/** No more of ours than where programs are, as it holds secrets; Debian keeps varnishd where only administrators look. */
export const varnishEnvironment = (): NodeJS.ProcessEnv => ({ PATH: `${process.env.PATH}:/usr/local/sbin:/usr/sbin` });

/** Compiles a VCL, without using it. */
export async function loadVcl(cli: VarnishCli, name: string, vcl: string): Promise<void> {
  const end = `end-of-${name}`;
  await cli.do(`vcl.inline ${name} << ${end}\n${vcl}\n${end}`);
}

async function clientPort(cli: VarnishCli): Promise<number> {
  const addresses = await cli.do('debug.listen_address');
  return Number(/^clients \S+ (\d+)$/m.exec(addresses)?.[1]);
}

/** Gives the end of what a process has written to its standard error. */
function lastWords({ stderr }: ChildProcess): () => string {
  let words = '';
  stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)));
  return () => words.trim();
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/**
 * The Chromium of the install, without a window; it needs nothing of the system. It unpacks itself into a directory of its own
 * (about 3 s), which is removed after `close`, or at the end of `await using`.
 */
export async function openBrowser(): Promise<Browser> {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-browser-'));
  const executablePath = await unpackInto(directory);
  await writeFile(join(directory, 'fonts.conf'), fontsIn(directory));
  const browser = await chromium.launch({
    executablePath,
    // Root, as in most containers, can't have the sandbox.
    args: ['--no-sandbox', '--disable-gpu'],
    env: {
      ...process.env,
      TMPDIR: directory,
      LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
  });
  const close = browser.close.bind(browser);
  browser.close = async (options) => {
    await close(options);
    await rm(directory, { recursive: true, force: true });
  };
  return browser;
}

/** The package unpacks into TMPDIR, takes a browser that it finds there for its own, and brings its libraries only to AWS. */
async function unpackInto(directory: string): Promise<string> {
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env;
  process.env.TMPDIR = directory;
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs24.x';
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    return await packed.executablePath();
  } finally {
    restore({ TMPDIR, AWS_LAMBDA_JS_RUNTIME });
  }
}

function restore(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** The package's own settings look for its fonts in /tmp alone; without any font Chromium ends itself at the first text. */
const fontsIn = (directory: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;

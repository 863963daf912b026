import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';

type Dependencies = Readonly<Record<string, string>>;

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Dependencies;
  readonly devDependencies?: Dependencies;
  readonly optionalDependencies?: Dependencies;
}

// npm refuses a manifest of another shape.
const manifest = (path: string): Manifest => JSON.parse(readPage(path));

const root = manifest('package.json');

/** Every package that a room or the root asks for, our own rooms left out. */
const direct = new Set(
  [root, ...(root.workspaces ?? []).map((room) => manifest(`${room}/package.json`))]
    .flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    )
    .filter((name) => !name.startsWith('@edgegraph/')),
);

/** The page's lines: package, purpose, reason, licence. */
const lines = [...readPage('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \| (.+) \|$/gm)].map(
  ([, name = '', purpose = '', reason = '', licence = '']) => ({ name, purpose, reason, licence }),
);

describe('docs/dependencies.md', () => {
  it('has one line for each direct dependency, and for no other', () => {
    expect(lines.map(({ name }) => name).toSorted()).toEqual([...direct].toSorted());
  });

  it('names the licence that the lock has', () => {
    const { packages }: { packages: Readonly<Record<string, { license?: string }>> } = JSON.parse(readPage('package-lock.json'));
    const locked = lines.map(({ name, licence }) => ({ name, licence: packages[`node_modules/${name}`]?.license ?? licence }));
    expect(lines.map(({ name, licence }) => ({ name, licence }))).toEqual(locked);
  });
});

/** What origins and peers serve: the same bytes at every run. */
export const objects = [
  { name: '1 kB', path: '/1k', body: Buffer.alloc(1000, 'a') },
  { name: '100 kB', path: '/100k', body: Buffer.alloc(100_000, 'b') },
] as const;

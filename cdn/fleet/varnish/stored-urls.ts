import { LRUCache } from 'lru-cache';

/** More are forgotten, the oldest first. */
const maxUrls = 500_000;

/** What Varnish stores, as far as its log has told, which it does not list itself: needed to purge softly, which it does by URL. */
export class StoredUrls {
  /** What `edge.vcl` writes into the object, by its token and key. */
  readonly #objects = new LRUCache<string, string>({ max: maxUrls });

  /** What `edge.vcl` logs of an object: the seconds for which it is kept, and what it has written into it. */
  add(note: string): void {
    const [seconds, ...object] = note.split(' ');
    const [token, , key] = object;
    this.#objects.set(`${token} ${key}`, object.join(' '), { ttl: Math.max(1, Number(seconds) * 1000) });
  }

  /** The keys of a site whose objects match. */
  matching(token: string, objects: RegExp): string[] {
    const keys: string[] = [];
    for (const [name, object] of this.#objects.entries())
      if (name.startsWith(token) && objects.test(object)) keys.push(name.slice(token.length + 1));
    return keys;
  }

  clear(): void {
    this.#objects.clear();
  }
}

/** A pattern in which `*` stands for any run of characters, `?` for one, and `\` takes the next one literally, as a pattern of SQL's LIKE. */
export const likePattern = (pattern: string): string =>
  pattern.replace(/\\([^])|[^]/gu, (character, taken: string | undefined) => {
    if (taken !== undefined) return literal(taken);
    if (character === '*') return '%';
    return character === '?' ? '_' : literal(character);
  });

/** A character that stands for itself in LIKE. */
const literal = (character: string): string => (/[%_\\]/.test(character) ? `\\${character}` : character);

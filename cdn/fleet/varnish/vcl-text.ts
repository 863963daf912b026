/** Text that VCL can't hold, whatever its form. */
const unwritable = /[^\P{Cc}\t]/u;

/** Whether a text can be written as a string of VCL: it has no control character but the tab. */
export const isWritable = (text: string): boolean => !unwritable.test(text) && text.isWellFormed();

/**
 * A string expression of VCL. A short string ends at the first `"` and a long one at the first `"}`, and neither knows
 * an escape: what holds that is made of several.
 */
export function vclString(text: string): string {
  if (!isWritable(text)) throw new Error('VCL can not hold this text.');
  if (!text.includes('"')) return `"${text}"`;
  return text
    .split(/(?<=")(?=\})/)
    .map((part) => `{"${part}"}`)
    .join(' + ');
}

/** What a regular expression of Varnish needs to match just this text: all but letters and digits as bytes in hexadecimal. */
export const regexText = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9/_-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  }).join('');

/** The same for the name of a query parameter, whose bytes may be percent-encoded. */
export const regexParameterName = (name: string): string =>
  Array.from(Buffer.from(name), (byte) => {
    const hex = byte.toString(16).padStart(2, '0');
    return `(?:\\x${hex}|%${hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}${byte === 0x20 ? '|\\+' : ''})`;
  }).join('');

/** A pattern's `*` stands for any of the characters of the class. */
export const regexPattern = (pattern: string, anyOf: string): string => pattern.split('*').map(regexText).join(`${anyOf}*`);

/** A regular expression as a token of VCL; it holds no quote, since all text in it is from `regexText`. */
export const vclRegex = (source: string): string => `"${source}"`;

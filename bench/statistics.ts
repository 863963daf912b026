/** The middle of some numbers, and the least and greatest of them. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const inOrder = values.toSorted((one, other) => one - other);
  return { median: inOrder[Math.floor(inOrder.length / 2)] ?? Number.NaN, least: inOrder[0] ?? Number.NaN, greatest: inOrder.at(-1) ?? Number.NaN };
}

/** The middle, and in parentheses the least and the greatest. */
export function spreadText({ median, least, greatest }: Spread, digits: number): string {
  const [middle, from, to] = [median, least, greatest].map((value) => value.toFixed(digits));
  return `${middle} (${from} to ${to})`;
}

/** Those of some numbers that are no greater than nine tenths of them: what a busy machine adds lies above. */
export function withoutTail(values: readonly number[]): number[] {
  const limit = values.toSorted((one, other) => one - other)[Math.floor(values.length * 0.9)] ?? Infinity;
  return values.filter((value) => value <= limit);
}

/** Welch's t between two samples of unequal variance: how many standard errors their means lie apart. */
export function welchT(one: readonly number[], other: readonly number[]): number {
  const [left, right] = [meanAndVariance(one), meanAndVariance(other)];
  return (left.mean - right.mean) / Math.sqrt(left.variance / one.length + right.variance / other.length);
}

export function meanAndVariance(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

/** A table in Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is wrong with the command line, and the fix. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs a command. Resolves to its exit code: 0; 1: it wasn't done; 2: wrong usage. What failed is told in `errors`. */
export async function exitCodeOf(errors: NodeJS.WritableStream, command: () => Promise<void>): Promise<0 | 1 | 2> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const wrongUsage = error instanceof UsageError;
    errors.write(`${error.message}${wrongUsage ? ' See --help.' : ''}\n`);
    return wrongUsage ? 2 : 1;
  }
}

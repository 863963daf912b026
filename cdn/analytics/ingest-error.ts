/** Why a log can't be imported, and the remedy, for whoever imports it. */
export class IngestError extends Error {
  override readonly name = 'IngestError';
}

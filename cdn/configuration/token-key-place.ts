import type { MediaTypeId } from '@edgegraph/rest/codec.ts';

/** Binds a sealed key to its row. */
export const placeOfKey = (accountNumber: string, mediaTypeId: MediaTypeId): string => `token_keys/${accountNumber}/${mediaTypeId}`;

import type { Row } from '../clickhouse/connection.ts';
import type { TrafficScope } from './query.ts';

/** The subjects to report on, in the order asked for; null alone: the whole account. */
export const subjectIds = ({ subjects }: TrafficScope): readonly (number | null)[] => subjects?.ids ?? [null];

/** The subject of an answer's row. */
export const subjectOf = ({ subject }: Row): number | null => (subject === undefined ? null : Number(subject));

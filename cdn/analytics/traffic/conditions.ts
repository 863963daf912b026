import type { Condition, TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { Placeholders } from '../clickhouse/placeholders.ts';
import { columns } from './dimensions.ts';
import { likePattern } from './like-pattern.ts';

/** What the filter asks, as SQL over any table that has its dimensions. */
export function filterSql(filter: TrafficFilter, placeholders: Placeholders): string {
  if ('and' in filter) return joined(filter.and, 'AND', 'true', placeholders);
  if ('or' in filter) return joined(filter.or, 'OR', 'false', placeholders);
  return 'not' in filter ? `NOT ${filterSql(filter.not, placeholders)}` : conditionSql(filter, placeholders);
}

/** In parentheses; `neutral` if nothing is joined. */
const joined = (filters: readonly TrafficFilter[], operator: 'AND' | 'OR', neutral: string, placeholders: Placeholders): string =>
  filters.length === 0 ? neutral : `(${filters.map((each) => filterSql(each, placeholders)).join(` ${operator} `)})`;

function conditionSql(condition: Condition, placeholders: Placeholders): string {
  const { sql, type, toTable = (value) => value } = columns[condition.dimension];
  switch (condition.test) {
    case 'In':
    case 'NotIn': {
      const values = placeholders.of(`Array(${type})`, condition.values.map(toTable));
      return `(${sql} ${condition.test === 'In' ? 'IN' : 'NOT IN'} ${values})`;
    }
    case 'Gte':
      return `(${sql} >= ${placeholders.of(type, condition.value)})`;
    case 'Lte':
      return `(${sql} <= ${placeholders.of(type, condition.value)})`;
    case 'Prefix':
      return `startsWith(${sql}, ${placeholders.of('String', condition.value)})`;
    case 'Like':
      return `(${sql} LIKE ${placeholders.of('String', likePattern(String(condition.value)))})`;
  }
}

import { withRequirements } from '@edgegraph/app/permissions-page.ts';
import { describe, expect, it } from 'vitest';
import { readPage } from './markdown.ts';

const page = readPage('docs/permissions.md');

describe('docs/permissions.md', () => {
  it('lists what each field and route asks as it is now; `npm run docs:permissions` writes it', () => {
    expect(page).toBe(withRequirements(page));
  });

  it('lists fields and routes of every kind', () => {
    expect(page).toContain('| `Mutation.purge` | PUT | PURGE_LOAD |');
    expect(page).toContain('| `Query.viewer` | any | any |');
    expect(page).toContain('| `DELETE /v2/mcc/customers/{AN}/users/{id}` | DELETE | DELETE_USER |');
  });
});

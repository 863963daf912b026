import { readFileSync, writeFileSync } from 'node:fs';
import { withRequirements } from './permissions-page.ts';

const page = new URL('../docs/permissions.md', import.meta.url);
writeFileSync(page, withRequirements(readFileSync(page, 'utf8')));

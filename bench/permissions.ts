/** What the permissions cost, and whether their timing tells anything: npm run bench:permissions */
import { costOfRules } from './cost-of-rules.ts';
import { tokenTiming } from './token-timing.ts';

const { node, v8 } = process.versions;
console.log(`Node ${node}, V8 ${v8}, ${process.platform} ${process.arch}\n`);
console.log(`${await costOfRules()}\n`);
console.log(await tokenTiming());

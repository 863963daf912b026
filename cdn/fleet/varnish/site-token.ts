import { hash } from 'node:crypto';

/** What stands for a site's id in VCL, objects, logs and names of files: hexadecimal digits, whatever the id holds. */
export const siteToken = (id: string): string => hash('sha256', id, 'hex').slice(0, 20);

import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault } from '../vault.ts';
import { type ExportLink, linkSigner } from './link.ts';

const key = createVault(Buffer.alloc(32, 1)).keyFor('export links');
const signer = linkSigner(key);
const link: ExportLink = { report: 'hits', input: { platform: 0, begindate: '2015-05-17', enddate: '2015-05-20' }, format: 'CSV', accountNumber: '0001', tokenId: 7, expiresAt: 1e12 };
const signed = signer.sign(link);

describe('a signed link', () => {
  it('is read as it was signed, also after a restart and by each process that has the secret', () => {
    expect(signer.read(signed)).toEqual(link);
    expect(linkSigner(createVault(Buffer.alloc(32, 1)).keyFor('export links')).read(signed)).toEqual(link);
  });

  it('has characters alone that a path can have', () => {
    expect(signed).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  it('is nothing under another key, or that of another purpose', () => {
    expect(linkSigner(createVault(Buffer.alloc(32, 2)).keyFor('export links')).read(signed)).toBeNull();
    expect(linkSigner(createVault(Buffer.alloc(32, 1)).keyFor('else')).read(signed)).toBeNull();
  });

  it('is nothing once any character is changed, left out or added', () => {
    const character = fc.constantFrom(...'ABCabc019-_.=/%');
    const place = fc.nat({ max: signed.length - 1 });
    fc.assert(
      fc.property(place, character, fc.constantFrom('change', 'leave out', 'add'), (at, other, what) => {
        const changed = signed.slice(0, at) + (what === 'leave out' ? '' : other) + signed.slice(what === 'add' ? at : at + 1);
        fc.pre(changed !== signed);
        expect(signer.read(changed)).toBeNull();
      }),
    );
  });

  it.each(['', '.', '..', 'e30.', `${signed}.`, `.${signed}`, `${signed}=`])('is not %j', (text) => {
    expect(signer.read(text)).toBeNull();
  });

  it('is nothing to a version that does not know its report', () => {
    const payload = Buffer.from(JSON.stringify({ ...link, report: 'gone' })).toString('base64url');
    expect(signer.read(`${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`)).toBeNull();
  });
});

import { createDecipheriv, createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

/** What a token says, read as the public libraries read it. */
function decrypt(token: string, key: string): string {
  const bytes = Buffer.from(token, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', createHash('sha256').update(key).digest(), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}

export const tokenAuthSuite = (bound: BoundCdn) =>
  describe('token authentication', () => {
    let customer: User;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
    });

    const create = async (Directory: string, MediaTypeId: number | string = 3) =>
      (await bound.rest.mcc.createTokenDirectory({ body: { Directory, MediaTypeId } }, customer)).Id;

    it('has directories that are created, listed, got, changed and deleted', async () => {
      const { listTokenDirectories, getTokenDirectory, updateTokenDirectory, deleteTokenDirectory } = bound.rest.mcc;
      const id = await create('/800001/secure', '3');
      const other = await create('/800001/secure', 8);
      expect(await getTokenDirectory({ id }, customer)).toEqual({ Directory: '/800001/secure', Id: id, MediaTypeId: 3 });
      expect((await listTokenDirectories({}, customer)).map(({ Id }) => Id)).toEqual([id, other]);
      expect((await listTokenDirectories({ mediatypeid: 8 }, customer)).map(({ Id }) => Id)).toEqual([other]);
      expect(await updateTokenDirectory({ id, body: { Directory: '/800001/private' } }, customer)).toBeNull();
      expect(await getTokenDirectory({ id: String(id) }, customer)).toMatchObject({ Directory: '/800001/private' });
      for (const each of [id, other]) expect(await deleteTokenDirectory({ id: each }, customer)).toBeNull();
      expect(await getTokenDirectory({ id }, customer)).toBeNull();
      await expect(deleteTokenDirectory({ id }, customer)).rejects.toMatchObject({ status: 404 });
    });

    it('takes the older form, and paths with any slashes around', async () => {
      const { createTokenDirectoryOfMediaType, getTokenDirectory } = bound.rest.mcc;
      const { Id } = await createTokenDirectoryOfMediaType({ body: { Directory: '800001/old/', MediaType: '14' } }, customer);
      expect(await getTokenDirectory({ id: Id }, customer)).toEqual({ Directory: '/800001/old', Id, MediaTypeId: 14 });
      expect(await getTokenDirectory({ id: await create('/') }, customer)).toMatchObject({ Directory: '/' });
    });

    it('has a directory once on each platform', async () => {
      await create('/twice');
      const taken = { status: 400, problems: [{ path: 'Directory' }] };
      await expect(create('/twice/')).rejects.toMatchObject(taken);
      const id = await create('/other');
      const renaming = bound.rest.mcc.updateTokenDirectory({ id, body: { Directory: '/twice' } }, customer);
      await expect(renaming).rejects.toMatchObject(taken);
    });

    it.each(['/a b', '/a?b', '/a/*', '/a/../b', '/a//b', '/./a'])('refuses the directory %s', async (directory) => {
      await expect(create(directory)).rejects.toMatchObject({ status: 400, problems: [{ path: 'Directory' }] });
    });

    it('makes tokens that the public libraries read, with a given key or the last one stored', async () => {
      const { setTokenKey, encryptToken } = bound.rest.mcc;
      const TokenParameter = 'ec_expire=1893456000&ec_country_allow=US';
      expect(decrypt((await encryptToken({ body: { Key: 'given', TokenParameter } }, customer)).Token, 'given')).toBe(TokenParameter);
      const withStored = () => encryptToken({ body: { MediaType: 14, TokenParameter } }, customer);
      await expect(withStored()).rejects.toMatchObject({ status: 400, problems: [{ path: 'MediaType' }] });
      for (const Key of ['first', 'second']) expect(await setTokenKey({ body: { Key, MediaType: '14' } }, customer)).toBeNull();
      expect(decrypt((await withStored()).Token, 'second')).toBe(TokenParameter);
    });

    it('makes tokens of 512 characters at most', async () => {
      const longest = `ec_url_allow=${'a'.repeat(343)}`;
      const { Token } = await bound.rest.mcc.encryptToken({ body: { Key: 'key', TokenParameter: longest } }, customer);
      expect(Token).toHaveLength(512);
      const longer = bound.rest.mcc.encryptToken({ body: { Key: 'key', TokenParameter: `${longest}a` } }, customer);
      await expect(longer).rejects.toMatchObject({ status: 400, problems: [{ path: 'TokenParameter' }] });
    });

    it.each([
      ['neither key nor platform', { TokenParameter: 'ec_expire=1' }, 'Key'],
      ['both key and platform', { Key: 'a', MediaType: 3, TokenParameter: 'ec_expire=1' }, 'Key'],
      ['a key that is not alphanumeric', { Key: 'a-b', TokenParameter: 'ec_expire=1' }, 'Key'],
      ['parameters of another form', { Key: 'a', TokenParameter: 'expire=1' }, 'TokenParameter'],
      ['an expiry that is no time', { Key: 'a', TokenParameter: 'ec_country_allow=US&ec_expire=soon' }, 'TokenParameter'],
    ])('makes no token of %s', async (_case, body, path) => {
      await expect(bound.rest.mcc.encryptToken({ body }, customer)).rejects.toMatchObject({ status: 400, problems: [{ path }] });
    });
  });

import { platformWords } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { type RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { EdgeCname as RestEdgeCname, mcc } from '@edgegraph/rest/mcc.ts';
import type { ParsedInputOf } from '@edgegraph/rest/route.ts';
import { type ChangeOptions, type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import {
  type EdgeCname,
  type EdgeCnameConfiguration,
  type EdgeCnameRefusal,
  createEdgeCname,
  deleteEdgeCname,
  findEdgeCname,
  listEdgeCnames,
  updateEdgeCname,
} from '../../database/queries/edge-cnames.ts';
import { findOrigin, listOrigins } from '../../database/queries/origins.ts';
import { inInput } from './in-input.ts';

type EdgeCnameRoutes = Pick<typeof mcc, 'listEdgeCnames' | 'getEdgeCname' | 'createEdgeCname' | 'updateEdgeCname' | 'deleteEdgeCname'>;

/** Edge CNAMEs, in the configuration store. */
export const edgeCnameHandlers = (store: ConfigurationStore): Handlers<EdgeCnameRoutes> => ({
  listEdgeCnames: async ({ platform }, { accountNumber }) => {
    const mediaTypeId = platformWords[platform];
    const [cnames, origins] = await Promise.all([listEdgeCnames(store.db, accountNumber, mediaTypeId), listOrigins(store.db, accountNumber, mediaTypeId)]);
    const directories = new Map(origins.map(({ id, directoryName }) => [id, directoryName]));
    return cnames.map((cname) => toRest(cname, cname.originId === null ? undefined : directories.get(cname.originId)));
  },

  getEdgeCname: async ({ id }, { accountNumber }) => {
    const cname = await findEdgeCname(store.db, accountNumber, id);
    if (!cname) return null;
    const origin = cname.originId === null ? null : await findOrigin(store.db, accountNumber, cname.originId);
    return toRest(cname, origin?.directoryName);
  },

  createEdgeCname: async ({ body, expectedversion }, viewer) => {
    const { answer } = await changeConfiguration(store, viewer, options(body, expectedversion), async ({ db }) => {
      const created = await createEdgeCname(db, { ...toConfiguration(body), accountNumber: viewer.accountNumber, mediaTypeId: body.MediaTypeId });
      if (typeof created === 'string') throw refused(created, body);
      return { CNameId: created.id };
    });
    return answer;
  },

  updateEdgeCname: async ({ id, body, expectedversion }, viewer) => {
    const { answer } = await changeConfiguration(store, viewer, options(body, expectedversion), async ({ db }) => {
      const updated = await updateEdgeCname(db, viewer.accountNumber, id, toConfiguration(body));
      if (updated === null) throw noEdgeCname(id);
      if (typeof updated === 'string') throw refused(updated, body);
      return { CNameId: updated.id };
    });
    return answer;
  },

  deleteEdgeCname: async ({ id, expectedversion }, viewer) => {
    await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async ({ db }) => {
      if (!(await deleteEdgeCname(db, viewer.accountNumber, id))) throw noEdgeCname(id);
    });
    return null;
  },
});

/** What is wrong with the CNAME is told at the members of its body; with the origins that it leads to, at OriginId. */
const options = ({ Name }: Body, expectedVersion: number | undefined): ChangeOptions => ({
  expectedVersion,
  inInput: inInput({ entry: `edgeCnames[${Name}]`, members: { name: 'Name' }, otherwise: 'OriginId' }),
});

type Body = ParsedInputOf<EdgeCnameRoutes['updateEdgeCname']>['body'];

const noEdgeCname = (id: number): RestError => missing(`Edge CNAME ${id}`);

const refused = (refusal: EdgeCnameRefusal, { Name, OriginId }: Body): RestError =>
  badRequest([
    refusal === 'taken'
      ? { path: 'Name', message: `"${Name}" is taken; each host name belongs to one edge CNAME.` }
      : { path: 'OriginId', message: `${OriginId} is no customer origin of this platform; create it first, or choose the CDN's storage.` },
  ]);

const toConfiguration = ({ Name, DirPath, OriginId, EnableCustomReports }: Body): EdgeCnameConfiguration => ({
  name: Name,
  dirPath: (DirPath ?? '').replace(/^\/+|\/+$/g, ''),
  originId: OriginId === -1 ? null : OriginId,
  enableCustomReports: EnableCustomReports === 1,
});

/** OriginString is `/00AN` for the CDN's storage and `/80AN/directory` for a customer origin, with the path behind. */
function toRest(cname: EdgeCname, directoryName: string | undefined): RestEdgeCname {
  const root = cname.originId === null ? `/00${cname.accountNumber}` : `/80${cname.accountNumber}/${directoryName}`;
  return {
    DirPath: cname.dirPath,
    EnableCustomReports: cname.enableCustomReports ? 1 : 0,
    Id: cname.id,
    MediaTypeId: cname.mediaTypeId,
    Name: cname.name,
    OriginId: cname.originId ?? -1,
    OriginString: cname.dirPath === '' ? root : `${root}/${cname.dirPath}`,
  };
}

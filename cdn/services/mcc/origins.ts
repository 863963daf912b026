import { platformWords } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { RestError, badRequest, missing } from '@edgegraph/rest/error.ts';
import type { Origin as RestOrigin, mcc } from '@edgegraph/rest/mcc.ts';
import type { ParsedInputOf } from '@edgegraph/rest/route.ts';
import { type ChangeOptions, type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import { keyOf } from '../../configuration/document.ts';
import { platforms } from '../../configuration/words.ts';
import {
  type Origin,
  type OriginConfiguration,
  createOrigin,
  deleteOrigin,
  findOrigin,
  listOrigins,
  updateOrigin,
} from '../../database/queries/origins.ts';
import { bypassCodes, mayShield } from '../../network/pops.ts';
import { inInput } from './in-input.ts';

type OriginRoutes = Pick<typeof mcc, 'listOrigins' | 'getOrigin' | 'createOrigin' | 'updateOrigin' | 'deleteOrigin'>;

type Platform = keyof typeof platformWords;

type OriginBody = ParsedInputOf<OriginRoutes['createOrigin']>['body'];

/** Customer origins, in the configuration store. */
export const originHandlers = (store: ConfigurationStore): Handlers<OriginRoutes> => ({
  listOrigins: async ({ platform }, { accountNumber }) => (await listOrigins(store.db, accountNumber, platformWords[platform])).map(toRest),

  getOrigin: async ({ platform, id }, { accountNumber }) => {
    const origin = await findOrigin(store.db, accountNumber, id);
    return origin?.mediaTypeId === platformWords[platform] ? toRest(origin) : null;
  },

  createOrigin: async ({ platform, body, expectedversion }, viewer) => {
    const configuration = toConfiguration(platform, body);
    const { answer } = await changeConfiguration(store, viewer, options(platform, body, expectedversion), async ({ db }) => {
      const created = await createOrigin(db, { ...configuration, accountNumber: viewer.accountNumber, mediaTypeId: platformWords[platform] });
      if (created === 'taken') throw directoryTaken(body.DirectoryName);
      return { CustomerOriginId: created.id };
    });
    return answer;
  },

  updateOrigin: async ({ platform, id, body, expectedversion }, viewer) => {
    const { accountNumber } = viewer;
    const configuration = toConfiguration(platform, body);
    const { answer } = await changeConfiguration(store, viewer, options(platform, body, expectedversion), async ({ db }) => {
      const current = await findOrigin(db, accountNumber, id);
      if (current?.mediaTypeId !== platformWords[platform]) throw noOrigin(id);
      const updated = await updateOrigin(db, accountNumber, id, configuration);
      if (updated === null) throw noOrigin(id);
      if (updated === 'taken') throw directoryTaken(body.DirectoryName);
      if (updated === 'in use') throw badRequest([{ path: 'DirectoryName', message: 'cannot change while an edge CNAME uses the origin.' }]);
      return { CustomerOriginId: updated.id };
    });
    return answer;
  },

  deleteOrigin: async ({ id, expectedversion }, viewer) => {
    await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async ({ db }) => {
      const deleted = await deleteOrigin(db, viewer.accountNumber, id);
      if (deleted === 'in use') throw new RestError(409, `Customer origin ${id} is in use; point its edge CNAMEs elsewhere or delete them first.`);
      if (!deleted) throw noOrigin(id);
    });
    return null;
  },
});

/** What is wrong with the origin is told at the members of its body. */
const options = (platform: Platform, { DirectoryName }: OriginBody, expectedVersion: number | undefined): ChangeOptions => ({
  expectedVersion,
  inInput: inInput({
    entry: `origins[${keyOf({ platform: platforms.wordOf(platformWords[platform]), directory: DirectoryName })}]`,
    members: { http: 'HttpHostnames', https: 'HttpsHostnames' },
    otherwise: 'HttpHostnames',
  }),
});

const noOrigin = (id: number): RestError => missing(`Customer origin ${id}`);

const directoryTaken = (name: string): RestError =>
  badRequest([{ path: 'DirectoryName', message: `"${name}" is taken by another origin of this platform; choose another.` }]);

/** Throws what the platform forbids or lacks, all at once. */
function toConfiguration(platform: Platform, body: OriginBody): OriginConfiguration {
  const isAdn = platform === 'adn';
  const http = servers(body.HttpHostnames, 'http');
  const https = servers(body.HttpsHostnames, 'https');
  const httpLoadBalancing = body.HttpLoadBalancing || null;
  const httpsLoadBalancing = body.HttpsLoadBalancing || null;
  const problems = [
    http.names.length === 0 && https.names.length === 0 && { path: 'HttpHostnames', message: 'or HttpsHostnames is needed.' },
    http.strange !== undefined && { path: 'HttpHostnames', message: `${http.strange} must begin with http://.` },
    https.strange !== undefined && { path: 'HttpsHostnames', message: `${https.strange} must begin with https://.` },
    http.names.length > 0 && !httpLoadBalancing && { path: 'HttpLoadBalancing', message: 'is needed with HttpHostnames: PF or RR.' },
    https.names.length > 0 && !httpsLoadBalancing && { path: 'HttpsLoadBalancing', message: 'is needed with HttpsHostnames: PF or RR.' },
    isAdn && !body.ValidationURL && { path: 'ValidationURL', message: 'is needed on ADN.' },
    !isAdn && Boolean(body.ValidationURL) && { path: 'ValidationURL', message: 'is for ADN alone; leave it out.' },
    !isAdn && body.FollowRedirects === true && { path: 'FollowRedirects', message: 'is for ADN alone; leave it out.' },
    isAdn && (body.ShieldPOPs ?? []).length > 0 && { path: 'ShieldPOPs', message: 'is not for ADN; leave it out.' },
    ...(isAdn ? [] : unknownShields(body.ShieldPOPs ?? [])),
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw badRequest(problems);
  return {
    directoryName: body.DirectoryName,
    hostHeader: body.HostHeader,
    httpHostnames: http.names,
    httpLoadBalancing: http.names.length > 0 ? httpLoadBalancing : null,
    httpsHostnames: https.names,
    httpsLoadBalancing: https.names.length > 0 ? httpsLoadBalancing : null,
    networkConfiguration: body.NetworkConfiguration ?? body.networkConfiguration ?? 1,
    shieldPops: (body.ShieldPOPs ?? []).map(({ POPCode }) => POPCode.toUpperCase()),
    followRedirects: body.FollowRedirects ?? false,
    validationUrl: body.ValidationURL || null,
  };
}

const unknownShields = (shields: readonly { readonly POPCode: string }[]) =>
  shields.flatMap(({ POPCode }, index) => (mayShield(POPCode) ? [] : [{ path: `ShieldPOPs.${index}.POPCode`, message: noShield(POPCode) }]));

const noShield = (code: string): string =>
  `"${code}" is no POP that can shield an origin; shieldPops lists those that can. To leave out the shield of a region, give ${bypassCodes.join(', ')}.`;

function servers(hostnames: readonly { readonly Name: string }[] | null | undefined, protocol: string): { names: string[]; strange?: string } {
  const names = (hostnames ?? []).map(({ Name }) => Name);
  const strange = names.find((name) => !name.startsWith(`${protocol}://`));
  return strange === undefined ? { names } : { names, strange };
}

/** HTTP Large and Small say null for a protocol that is not used, ADN ''. */
function toRest(origin: Origin): RestOrigin {
  const isAdn = origin.mediaTypeId === platformWords.adn;
  const unused = isAdn ? '' : null;
  const common = {
    DirectoryName: origin.directoryName,
    HostHeader: origin.hostHeader,
    HttpFullUrl: origin.httpHostnames.join(',') || unused,
    HttpHostnames: toRestServers(origin.httpHostnames, origin.httpLoadBalancing),
    HttpLoadBalancing: origin.httpLoadBalancing ?? unused,
    HttpsFullUrl: origin.httpsHostnames.join(',') || unused,
    HttpsHostnames: toRestServers(origin.httpsHostnames, origin.httpsLoadBalancing),
    HttpsLoadBalancing: origin.httpsLoadBalancing ?? unused,
    Id: origin.id,
    MediaTypeId: origin.mediaTypeId,
  };
  if (isAdn) {
    return {
      FollowRedirects: origin.followRedirects,
      NetworkConfiguration: origin.networkConfiguration,
      ValidationURL: origin.validationUrl ?? '',
      ...common,
    };
  }
  return {
    ...common,
    ShieldPOPs: origin.shieldPops.map((POPCode) => ({ Name: null, POPCode, Region: null })),
    UseOriginShield: origin.shieldPops.length > 0 ? 1 : 0,
    networkConfiguration: origin.networkConfiguration,
  };
}

/** Only with failover is there a primary: the first. */
const toRestServers = (names: readonly string[], loadBalancing: string | null): RestOrigin['HttpHostnames'] =>
  names.length === 0 ? null : names.map((Name, Ordinal) => ({ IsPrimary: loadBalancing === 'PF' && Ordinal === 0 ? 1 : 0, Name, Ordinal }));

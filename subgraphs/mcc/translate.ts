/** REST's names and codes, and the graph's. */
import type { EdgeCname, Origin, OriginBody } from '@edgegraph/rest/mcc.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import type {
  CreateEdgeCnameInput,
  CreateOriginInput,
  LoadBalancing,
  NetworkConfiguration,
  OriginServersInput,
  UpdateOriginInput,
} from '../generated/mcc.ts';
import { platformOf } from '../platform.ts';

export interface OriginModel {
  readonly id: string;
  readonly platform: Platform;
  readonly directory: string;
  readonly hostHeader: string;
  readonly http: OriginServersModel | null;
  readonly https: OriginServersModel | null;
  readonly networkConfiguration: NetworkConfiguration;
  readonly shieldPops: string[];
  readonly followRedirects: boolean | null;
  readonly validationUrl: string | null;
}

export interface OriginServersModel {
  readonly hostnames: string[];
  readonly loadBalancing: LoadBalancing;
}

export interface EdgeCnameModel {
  readonly id: string;
  readonly name: string;
  readonly platform: Platform;
  readonly path: string;
  readonly customReports: boolean;
  /** Null for the CDN's own storage. */
  readonly originId: string | null;
}

/** What a mutation on an origin answers with; the origin itself is read when asked for. */
export interface OriginPayload {
  readonly id: string;
  readonly platform: Platform;
}

/** What other mutations answer with; the object itself is read when asked for. */
export interface IdPayload {
  readonly id: string;
}

/** In the order of REST's ids, from 1. */
const networkConfigurations: readonly NetworkConfiguration[] = ['DEFAULT', 'IPV6_PREFERRED', 'IPV4_PREFERRED', 'IPV4_ONLY', 'IPV6_ONLY'];

export const toOrigin = (origin: Origin): OriginModel => ({
  id: String(origin.Id),
  platform: platformOf(origin.MediaTypeId),
  directory: origin.DirectoryName,
  hostHeader: origin.HostHeader,
  http: toServers(origin.HttpHostnames, origin.HttpLoadBalancing),
  https: toServers(origin.HttpsHostnames, origin.HttpsLoadBalancing),
  networkConfiguration: networkConfigurations[(origin.NetworkConfiguration ?? origin.networkConfiguration ?? 1) - 1] ?? 'DEFAULT',
  shieldPops: (origin.ShieldPOPs ?? []).map(({ POPCode }) => POPCode),
  followRedirects: origin.FollowRedirects ?? null,
  validationUrl: origin.ValidationURL || null,
});

const toServers = (hostnames: Origin['HttpHostnames'], loadBalancing: string | null): OriginServersModel | null =>
  hostnames && hostnames.length > 0
    ? {
        hostnames: hostnames.toSorted((a, b) => a.Ordinal - b.Ordinal).map(({ Name }) => Name),
        loadBalancing: loadBalancing === 'RR' ? 'ROUND_ROBIN' : 'PRIMARY_FAILOVER',
      }
    : null;

export const toOriginBody = (input: CreateOriginInput | UpdateOriginInput): OriginBody => ({
  DirectoryName: input.directory,
  HostHeader: input.hostHeader,
  HttpHostnames: toHostnames(input.http),
  HttpLoadBalancing: toLoadBalancing(input.http),
  HttpsHostnames: toHostnames(input.https),
  HttpsLoadBalancing: toLoadBalancing(input.https),
  NetworkConfiguration: networkConfigurations.indexOf(input.networkConfiguration ?? 'DEFAULT') + 1,
  ShieldPOPs: (input.shieldPops ?? []).map((POPCode) => ({ POPCode })),
  FollowRedirects: input.followRedirects ?? null,
  ValidationURL: input.validationUrl ?? null,
});

const toHostnames = (servers: OriginServersInput | null | undefined): OriginBody['HttpHostnames'] => servers?.hostnames.map((Name) => ({ Name })) ?? [];

const toLoadBalancing = (servers: OriginServersInput | null | undefined): OriginBody['HttpLoadBalancing'] =>
  servers ? (servers.loadBalancing === 'ROUND_ROBIN' ? 'RR' : 'PF') : null;

/** Where the members of toOriginBody come from in `input`. */
export const originMembers = {
  DirectoryName: 'directory',
  HostHeader: 'hostHeader',
  HttpHostnames: 'http.hostnames',
  HttpLoadBalancing: 'http.loadBalancing',
  HttpsHostnames: 'https.hostnames',
  HttpsLoadBalancing: 'https.loadBalancing',
  NetworkConfiguration: 'networkConfiguration',
  ShieldPOPs: 'shieldPops',
  FollowRedirects: 'followRedirects',
  ValidationURL: 'validationUrl',
};

export const toEdgeCname = (cname: EdgeCname): EdgeCnameModel => ({
  id: String(cname.Id),
  name: cname.Name,
  platform: platformOf(cname.MediaTypeId),
  path: cname.DirPath,
  customReports: cname.EnableCustomReports === 1,
  originId: cname.OriginId === -1 ? null : String(cname.OriginId),
});

/** All but the platform, which only creation takes. */
export const toEdgeCnameBody = ({ name, path, originId, customReports }: Omit<CreateEdgeCnameInput, 'platform'>) => ({
  Name: name,
  DirPath: path ?? '',
  OriginId: originId ?? -1,
  EnableCustomReports: customReports ? 1 : 0,
});

/** Where the members of toEdgeCnameBody come from in `input`. */
export const edgeCnameMembers = {
  Name: 'name',
  DirPath: 'path',
  OriginId: 'originId',
  EnableCustomReports: 'customReports',
  MediaTypeId: 'platform',
};

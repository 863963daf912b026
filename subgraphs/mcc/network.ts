/** The points of presence, and how far configurations have come to the edges there. */
import type { AddressRange as RestAddressRange, EdgeNode, PurgeRegion as RestPurgeRegion, ShieldPop as RestShieldPop } from '@edgegraph/rest/mcc/network.ts';
import { atInput } from '../errors.ts';
import type { AddressRange, Pop, PurgeRegion, Resolvers, ShieldPop } from '../generated/mcc.ts';
import type { Context } from './loaders.ts';

export const network = {
  Customer: {
    shieldPops: async (_customer, { platform }, { rest, caller }) => {
      if (platform === 'ADN') return [];
      return (await rest.mcc.listShieldPops({ platform: platform === 'HTTP_SMALL' ? 'httpsmall' : 'httplarge' }, caller)).map(toShieldPop);
    },
    superblocks: async (_customer, _args, { rest, caller }) => {
      const { SuperBlockIPv4, SuperBlockIPv6 } = await rest.mcc.getSuperblocks({}, caller);
      return [...SuperBlockIPv4, ...SuperBlockIPv6];
    },
    pops: async (_customer, _args, { rest, caller }) => (await rest.mcc.listEdgeNodes({}, caller)).map(toPop),
    purgeRegions: async (_customer, _args, { rest, caller }) => (await rest.mcc.listPurgeRegions({}, caller)).map(toPurgeRegion),
  },
  CustomerOrigin: { propagation: ({ id }, _args, { loaders }) => loaders.originPropagation.load(id) },
  EdgeCname: { propagation: ({ id }, _args, { loaders }) => loaders.edgeCnamePropagation.load(id) },
  Mutation: {
    reselectOrigin: async (_root, { input: { id } }, { rest, caller }) => {
      await atInput(rest.mcc.reselectOrigin({ id }, caller), {});
      return { id, platform: 'ADN' as const };
    },
  },
} satisfies Resolvers<Context>;

const toShieldPop = ({ Name, POPCode, Region }: RestShieldPop): ShieldPop => ({ code: POPCode, city: Name, region: Region });

const toPop = ({ City, Code, Continent, V4, V6 }: EdgeNode): Pop => ({
  code: Code,
  city: City,
  continent: Continent,
  addressRanges: [...V4, ...V6].map(toAddressRange),
});

const toAddressRange = ({ StartIp, EndIp, SubnetMask }: RestAddressRange): AddressRange => ({ first: StartIp, last: EndIp, prefixLength: Number(SubnetMask) });

const toPurgeRegion = ({ EdgeNodes, Id, Name }: RestPurgeRegion): PurgeRegion => ({ id: String(Id), name: Name, pops: EdgeNodes.map(({ Code }) => Code) });

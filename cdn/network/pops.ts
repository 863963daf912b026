/**
 * The CDN's points of presence (POPs). Codes and shield regions are those of the CDN whose API this is; cities are those of the airports that the codes
 * name. That CDN's public documents tell the ids of its POPs and of its region for purges in North America alone: the regions 2 and 3, and the ids of POPs
 * from 1001 on, are ours. No addresses: those of a real deployment are its own, and none are made up here.
 */

/** A region by which origins are shielded. */
export type ShieldRegion = 'US East' | 'US West' | 'Europe' | 'Asia';

/** A region that purges and loads may be bound to. */
export interface PurgeRegion {
  readonly id: number;
  readonly name: string;
}

const northAmerica: PurgeRegion = { id: 1, name: 'North America' };
const europe: PurgeRegion = { id: 2, name: 'Europe' };
const asiaPacific: PurgeRegion = { id: 3, name: 'Asia Pacific' };

/** Every POP is in one of them. */
export const purgeRegions: readonly PurgeRegion[] = [northAmerica, europe, asiaPacific];

export type Continent = 'North America' | 'Europe' | 'Asia' | 'Australia';

export interface Pop {
  readonly id: number;
  /** Three capital letters. */
  readonly code: string;
  readonly city: string;
  readonly continent: Continent;
  /** Null: no origin is shielded here. */
  readonly shieldRegion: ShieldRegion | null;
  readonly purgeRegion: PurgeRegion;
}

type Row = readonly [id: number, code: string, city: string, shieldRegion: ShieldRegion | null];

const popsOf = (continent: Continent, purgeRegion: PurgeRegion, rows: readonly Row[]): Pop[] =>
  rows.map(([id, code, city, shieldRegion]) => ({ id, code, city, continent, shieldRegion, purgeRegion }));

/** Every POP, in the order of their ids. */
export const pops: readonly Pop[] = [
  ...popsOf('North America', northAmerica, [
    [2, 'DCA', 'Washington', 'US East'],
    [3, 'LAX', 'Los Angeles', 'US West'],
    [4, 'SEA', 'Seattle', 'US West'],
    [5, 'DFW', 'Dallas', 'US West'],
    [6, 'ORD', 'Chicago', 'US East'],
    [7, 'ATL', 'Atlanta', 'US East'],
    [22, 'MIA', 'Miami', 'US East'],
    [25, 'SJC', 'San Jose', 'US West'],
    [122, 'CPM', 'Compton', null],
    [123, 'EWR', 'Newark', null],
    [127, 'MDW', 'Chicago', null],
    [129, 'FTW', 'Fort Worth', null],
    [131, 'IAD', 'Washington', null],
    [139, 'FLL', 'Fort Lauderdale', null],
    [149, 'LGA', 'New York', null],
    [153, 'FTY', 'Atlanta', null],
    [160, 'PAE', 'Everett', null],
    [161, 'RHV', 'San Jose', null],
    [164, 'OXR', 'Oxnard', null],
    [188, 'PHL', 'Philadelphia', null],
    [202, 'BOS', 'Boston', null],
    [1001, 'JFK', 'New York', 'US East'],
  ]),
  ...popsOf('Europe', europe, [
    [1002, 'FRA', 'Frankfurt', 'Europe'],
    [1003, 'LHR', 'London', 'Europe'],
    [1004, 'AMS', 'Amsterdam', 'Europe'],
    [1005, 'CDG', 'Paris', 'Europe'],
    [1006, 'MAD', 'Madrid', 'Europe'],
  ]),
  ...popsOf('Asia', asiaPacific, [
    [1007, 'HKG', 'Hong Kong', 'Asia'],
    [1008, 'NRT', 'Tokyo', 'Asia'],
    [1009, 'SIN', 'Singapore', 'Asia'],
    [1010, 'KIX', 'Osaka', 'Asia'],
  ]),
  ...popsOf('Australia', asiaPacific, [[1011, 'SYD', 'Sydney', 'Asia']]),
];

const byCode = new Map(pops.map((pop) => [pop.code, pop]));

/** The POP of that code, in either case of its letters; undefined: there is none. */
export const popByCode = (code: string): Pop | undefined => byCode.get(code.toUpperCase());

/** The region that purges at the POP of that code belong to; undefined: there is no such POP. */
export const regionOf = (code: string): PurgeRegion | undefined => popByCode(code)?.purgeRegion;

/** The codes of the POPs in these regions for purges. */
export const popsIn = (regionIds: readonly number[]): string[] =>
  pops.filter(({ purgeRegion }) => regionIds.includes(purgeRegion.id)).map(({ code }) => code);

/** Stand for the POPs of Asia, the eastern US, Europe and the western US: edges there fetch from the origin itself, past its shield. */
export const bypassCodes: readonly string[] = ['BYAP', 'BYEC', 'BYEU', 'BYWC'];

/** Whether an origin's shield may name this code, in either case of its letters. */
export const mayShield = (code: string): boolean => bypassCodes.includes(code.toUpperCase()) || (popByCode(code)?.shieldRegion ?? null) !== null;

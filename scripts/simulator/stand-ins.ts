import { auth0V2, auth0V4 } from './auth0-package.ts';
import { axiosPackage } from './axios-package.ts';
import { nodeFetchPackage } from './node-fetch-package.ts';
import { requestPackage } from './request-package.ts';
import { requestPromisePackage } from './request-promise-package.ts';
import { ruleUtilitiesPackage } from './rule-utilities-package.ts';
import type { Unknown } from './told.ts';
import type { World } from './world.ts';

/** What a stand-in works with. */
export interface StandInTools {
  readonly world: World;
  readonly unknown: Unknown;
  /** Loads another package, as the stand-in's own dependency. */
  readonly load: (name: string) => unknown;
}

interface StandIn {
  readonly name: string;
  /** Major versions; left out: any. */
  readonly majors?: readonly number[];
  readonly make: (tools: StandInTools) => unknown;
}

// oxfmt-ignore
const standIns: readonly StandIn[] = [
  { name: 'request',                make: ({ world, unknown }) => requestPackage(world.network, unknown) },
  { name: 'request-promise',        make: ({ world, unknown }) => requestPromisePackage(world.network, unknown) },
  { name: 'request-promise-native', make: ({ world, unknown }) => requestPromisePackage(world.network, unknown) },
  { name: 'axios',                  make: ({ world, unknown }) => axiosPackage(world.network, unknown) },
  { name: 'node-fetch',             make: ({ unknown }) => nodeFetchPackage(unknown) },
  { name: 'auth0',                  make: auth0V2, majors: [2, 3] },
  { name: 'auth0',                  make: auth0V4, majors: [4] },
  { name: '@auth0/rule-utilities',  make: ruleUtilitiesPackage },
];

/** What answers for a package, or for one major version of it, where that is not installed. */
export function standInFor(name: string, major: number | undefined): StandIn['make'] | undefined {
  const fitting = standIns.filter((one) => one.name === name);
  // Without a version, Rules took the newest that they had.
  return fitting.find(({ majors }) => majors === undefined || major === undefined || majors.includes(major))
    ?.make;
}

/** Whether there is one stand-in for the package, whatever its version. */
export function isStoodIn(name: string): boolean {
  return standIns.some((one) => one.name === name && one.majors === undefined);
}

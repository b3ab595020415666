import { Problem } from '../../lib/problem.ts';
import type { TorqProfile } from '../profile-schema.ts';
import { vendorOf } from '../profile.ts';
import type { MappingAccess } from './api.ts';

/**
 * Where the vendor's mapping API is, from the profile's region and the API key in the environment. Undefined without
 * a key: the local stand-in is meant. Throws a Problem for half a key, or a vendor or region without a known API.
 */
export function readMappingAccess(
  profile: TorqProfile,
  env: Readonly<Record<string, string | undefined>>,
): MappingAccess | undefined {
  const clientId = env['TORQ_API_CLIENT_ID'];
  const clientSecret = env['TORQ_API_CLIENT_SECRET'];
  if (!clientId && !clientSecret) return undefined;
  if (!clientId || !clientSecret) {
    throw new Problem(
      'torq-credentials',
      `${clientId ? 'TORQ_API_CLIENT_SECRET' : 'TORQ_API_CLIENT_ID'} is not set.`,
      {
        hint: 'Set both parts of the API key, or neither for the local stand-in.',
      },
    );
  }
  const { title, apiHosts } = vendorOf(profile);
  const host = profile.region === undefined ? undefined : apiHosts[profile.region];
  if (host === undefined) {
    throw new Problem(
      'torq-api',
      `No mapping API of ${title} is known${profile.region === undefined ? '' : ` in region ${profile.region}`}.`,
      {
        hint: 'Enter the rows by hand: `npm run torq -- sheet` prints them in order.',
      },
    );
  }
  return { apiUrl: `https://api.${host}`, authUrl: `https://auth.${host}`, clientId, clientSecret };
}

import type { Context } from '../lib/command.ts';
import type { MappingRow, TorqProfile } from '../torq/profile-schema.ts';
import { tokenEmail, type Claims } from '../torq/resolve.ts';
import { secretState, withAllowList, type SecretState } from './allow-list.ts';
import { logPersonasIn } from './persona-logins.ts';
import { withWork, type Options } from './work.ts';

type ClaimsByEmail = ReadonlyMap<string, Claims>;

/** What ID tokens carry now, as far as it can be known. */
export interface LiveClaims {
  /** Whether the tenant holds the allow-list that the profile gives. */
  readonly allowList: SecretState;
  /** By e-mail; more than one possibility when the allow-list is not known. */
  readonly possible: readonly ClaimsByEmail[];
}

/**
 * Logs the personas in through the Actions that are live on the target. Someone whose login does not end well has no
 * claims. The live allow-list is a secret, which no tenant gives back: when it is not known to be the profile's, it is
 * taken to name the groups of the rows that are at the vendor now, as it does when each change is deployed before the
 * next one is begun. Throws a Problem as a plan does.
 */
export async function liveClaims(
  context: Context,
  { state, tenant }: Options,
  profile: TorqProfile,
  rows: readonly MappingRow[],
): Promise<LiveClaims> {
  return withWork(context, { state, tenant }, { secretsMayMiss: true }, async ({ prepared }) => {
    const { desired, live, changes } = prepared;
    const allowList = secretState(changes);
    const older = withAllowList(desired, profile, rows);
    const sides = { sent: [desired], other: [older], unknown: [desired, older] }[allowList];
    const possible = sides.map(async (side) => {
      const { logins } = await logPersonasIn(profile, { desired: side, live });
      return new Map(
        logins.map(({ person, outcome, idToken }) => [
          person.email,
          outcome.kind === 'allowed' ? { email: tokenEmail(person), ...idToken.claims } : {},
        ]),
      );
    });
    return { allowList, possible: await Promise.all(possible) };
  });
}

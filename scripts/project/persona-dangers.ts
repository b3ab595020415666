import { pending } from '../tenant/changes.ts';
import type { Danger } from '../tenant/dangers.ts';
import { isNotGiven } from '../tenant/keywords.ts';
import type { Prepared } from '../tenant/plan.ts';
import type { MappingRow, TorqProfile } from '../torq/profile-schema.ts';
import { secretState, withAllowList } from './allow-list.ts';
import { declaredSecrets } from './bound-actions.ts';
import { liveAfter } from './live-after.ts';
import { clientIdOf, comparePersonas, SOMEBODY } from './persona-comparison.ts';

/**
 * What a deploy would change for the people of torq.yaml, who are logged in through what is live and through what would
 * be. Runs nothing when nothing is to be sent.
 */
export async function personaDangers(profile: TorqProfile, prepared: Prepared): Promise<Danger[]> {
  return comparePlanned(profile, prepared, prepared);
}

/**
 * The same under the rows that the vendor has now, which torq.yaml may be ahead of. An allow-list that is not the one to
 * be sent is taken to name the groups of these rows, as in `liveClaims`.
 */
export async function dangersUnderRows(
  profile: TorqProfile,
  prepared: Prepared,
  rows: readonly MappingRow[],
): Promise<Danger[]> {
  const { desired } = prepared;
  const before = secretState(prepared.changes) === 'sent' ? desired : withAllowList(desired, profile, rows);
  const dangers = await comparePlanned({ ...profile, mapping: [...rows] }, prepared, { desired: before });
  return dangers
    .filter(({ code }) => code.startsWith('role-'))
    .map(({ code, message }) => ({
      code,
      message: `${message} That is with the rows the vendor has now: ${
        message.startsWith(SOMEBODY)
          ? 'take the row away there first, or declare somebody in the group under personas.'
          : 'run npm run torq -- apply first.'
      }`,
    }));
}

async function comparePlanned(
  profile: TorqProfile,
  prepared: Prepared,
  before: Pick<Prepared, 'desired'>,
): Promise<Danger[]> {
  const { desired, live } = prepared;
  if (pending(prepared.changes).length === 0) return [];
  const missing = desired.actions.find((action) => action.secrets?.some(({ value }) => isNotGiven(value)));
  if (missing !== undefined) {
    const message = `The personas were not logged in: a secret of ${missing.name} has no value here.`;
    return [{ code: 'not-simulated', message }];
  }
  const clientId = clientIdOf(profile, live);
  return comparePersonas(
    profile,
    { live, secrets: declaredSecrets(before.desired.actions, clientId) },
    { live: liveAfter(prepared), secrets: declaredSecrets(desired.actions, clientId) },
  );
}

import type { Danger } from '../tenant/dangers.ts';
import { isNotGiven } from '../tenant/keywords.ts';
import type { Prepared } from '../tenant/plan.ts';
import { vendorOf } from '../torq/profile.ts';
import type { MappingRow, TorqProfile } from '../torq/profile-schema.ts';
import { secretState, withAllowList } from './allow-list.ts';
import { declaredSecrets } from './bound-actions.ts';
import { liveAfter } from './live-after.ts';
import { clientIdOf, comparePersonas, type PersonDanger } from './persona-comparison.ts';

/**
 * What a deploy would change for the people of torq.yaml, who are logged in through what is live and through what would
 * be.
 */
export async function personaDangers(profile: TorqProfile, prepared: Prepared): Promise<Danger[]> {
  return (await comparePlanned(profile, prepared, prepared)).map(({ code, message }) => ({ code, message }));
}

/**
 * The same under the rows that the vendor has now, which torq.yaml may be ahead of. An allow-list that is not the one to
 * be sent is taken to name the groups of these rows, as in `liveClaims`. A group that loses its role with its row is
 * meant to, unless it is the Owners' and nobody declares it.
 */
export async function dangersUnderRows(
  profile: TorqProfile,
  prepared: Prepared,
  rows: readonly MappingRow[],
): Promise<Danger[]> {
  const { desired } = prepared;
  const before = secretState(prepared.changes) === 'sent' ? desired : withAllowList(desired, profile, rows);
  const dangers = await comparePlanned({ ...profile, mapping: [...rows] }, prepared, { desired: before });
  const { ownerRole } = vendorOf(profile);
  const owners = rows.filter(({ role }) => role === ownerRole).map(({ value }) => value);
  const wrong = new Set(dangers.filter(({ code }) => code === 'role-undeclared').map(({ person }) => person));
  // Who ends up with the role that torq.yaml declares is meant to.
  return dangers
    .filter(({ code, person }) => code.startsWith('role-') && (code !== 'role-changes' || wrong.has(person)))
    .map(({ code, message, person }) => {
      if (person === undefined || profile.personas.includes(person)) {
        const hint = 'That is with the rows the vendor has now; run npm run torq -- apply first.';
        return { code, message: `${message} ${hint}` };
      }
      const isOwners = person.groups.some((group) => owners.includes(group));
      const hint =
        'That is with the rows the vendor has now; when it is meant, declare somebody in the group under personas.';
      return { code: isOwners ? code : 'group-loses-role', message: `${message} ${hint}` };
    });
}

/** What to know when the rows at the vendor cannot be read and what they match changes. */
export function rowsUnread(profile: TorqProfile, prepared: Prepared, dangers: readonly Danger[]): Danger[] {
  const isMatched =
    secretState(prepared.changes) === 'other' || dangers.some(({ code }) => code === 'claim-stops');
  if (!isMatched) return [];
  const message = `The rows of ${vendorOf(profile).title} were not read: nobody was logged in under those that are there now. Name the workspace in the environment, see docs/torq.md.`;
  return [{ code: 'rows-unread', message }];
}

async function comparePlanned(
  profile: TorqProfile,
  prepared: Prepared,
  before: Pick<Prepared, 'desired'>,
): Promise<PersonDanger[]> {
  const { desired, live } = prepared;
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

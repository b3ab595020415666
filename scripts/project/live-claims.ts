import type { Context } from '../lib/command.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';
import { tokenEmail, type Claims } from '../torq/resolve.ts';
import { logPersonasIn } from './persona-logins.ts';
import { withWork, type Options } from './work.ts';

/**
 * What each persona's ID token carries now, by e-mail: logged in through the Actions that are live on the target.
 * Someone whose login does not end well has no claims. Throws a Problem as a plan does.
 */
export async function liveClaims(
  context: Context,
  { state, tenant }: Options,
  profile: TorqProfile,
): Promise<Map<string, Claims>> {
  return withWork(context, { state, tenant }, { secretsMayMiss: true }, async ({ prepared }) => {
    const { logins } = await logPersonasIn(profile, prepared);
    return new Map(
      logins.map(({ person, outcome, idToken }) => [
        person.email,
        outcome.kind === 'allowed' ? { email: tokenEmail(person), ...idToken.claims } : {},
      ]),
    );
  });
}

import { readDesired } from '../tenant/desired.ts';
import { withClientIds } from '../tenant/keywords.ts';
import { readLive } from '../tenant/live.ts';
import { tokenEmail, type Claims } from '../torq/resolve.ts';
import { buildActions } from './build.ts';
import { keywordsOf } from './keywords.ts';
import { openTarget } from './open-target.ts';
import { logPersonasIn } from './persona-logins.ts';
import type { Project } from './project.ts';

/**
 * What each persona's ID token carries now, by e-mail: logged in through the Actions that are live on the target.
 * Someone whose login does not end well has no claims. Throws a Problem as a deploy does before it changes anything.
 */
export async function liveClaims(project: Project): Promise<Map<string, Claims>> {
  const { keywords, whereToSet } = keywordsOf(project);
  const bundles = await buildActions(project.root);
  const built = new Map(bundles.map((bundle) => [bundle.path, bundle]));
  const desiredWith = (clientIds: ReadonlyMap<string, string>) =>
    readDesired(
      project.tenantYaml,
      project.root,
      { keywords: withClientIds(keywords, clientIds), whereToSet },
      built,
    );
  const { connection, close } = await openTarget(project.target, project.stateDir);
  try {
    const live = await readLive(connection, desiredWith(new Map()));
    const ids = [...live.clients].map(([name, client]) => [name, String(client['client_id'])] as const);
    const { logins } = await logPersonasIn(project.torq, { desired: desiredWith(new Map(ids)), live });
    return new Map(
      logins.map(({ person, outcome, idToken }) => [
        person.email,
        outcome.kind === 'allowed' ? { email: tokenEmail(person), ...idToken.claims } : {},
      ]),
    );
  } finally {
    await close();
  }
}

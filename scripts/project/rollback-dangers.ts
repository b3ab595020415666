import { isDeepStrictEqual } from 'node:util';
import { messageOf } from '../lib/problem.ts';
import { closeSandboxes } from '../simulator/sandbox.ts';
import type { Danger } from '../tenant/dangers.ts';
import { isNotGiven } from '../tenant/keywords.ts';
import { readScope } from '../tenant/live.ts';
import type { Connection } from '../tenant/management.ts';
import type { Rollback } from '../tenant/rollback-part.ts';
import type { Goal } from '../tenant/rollback-goal.ts';
import type { VersionCode } from '../tenant/steps.ts';
import { declaredSecrets } from './bound-actions.ts';
import { declaredSecretsOf } from './declared-secrets.ts';
import { liveAfterSteps } from './live-after.ts';
import { clientIdOf, comparePersonas } from './persona-comparison.ts';
import type { Project } from './project.ts';
import { compareSettings } from './settings-dangers.ts';
import { vendorRows } from './vendor-rows.ts';

/**
 * Assumption: a version that comes back has the secrets that tenant.yaml gives now. It has those it was deployed with,
 * which no tenant gives back; where a deploy changed them, that is a danger of its own.
 */
const EARLIER_SECRETS = 'The personas were logged in with the secrets that tenant.yaml gives now.';

interface Input {
  readonly project: Project;
  readonly connection: Connection;
  readonly goal: Goal;
  readonly rollback: Rollback;
  readonly versions: ReadonlyMap<string, VersionCode | undefined>;
}

/**
 * What a rollback would change for the people of torq.yaml, and in the settings that their logins need. A rollback is
 * there for emergencies: whatever hinders the look is a danger itself, and never stops it.
 */
export async function rollbackDangers(input: Input): Promise<Danger[]> {
  if (input.rollback.steps.length === 0) return [];
  try {
    return [...earlierSecrets(input.goal, input.rollback), ...(await peopleDangers(input))];
  } catch (error) {
    const message = `The personas were not logged in: ${messageOf(error)}`;
    return [{ code: 'not-simulated', message }];
  } finally {
    await closeSandboxes();
  }
}

async function peopleDangers({ project, connection, rollback, versions }: Input): Promise<Danger[]> {
  const { torq } = project;
  const scope = { clients: [], connections: [torq.connection], triggers: ['post-login'], rules: false };
  const live = await readScope(connection, scope);
  const kept = new Map(
    [...versions].flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const])),
  );
  const after = liveAfterSteps(live, rollback.steps, kept);
  const settings = compareSettings(torq, live, after);
  const { actions } = declaredSecretsOf(project);
  const missing = actions.find(({ secrets }) => secrets?.some(({ value }) => isNotGiven(value)));
  if (missing !== undefined) {
    const message = `The personas were not logged in: a secret of ${missing.name} has no value here.`;
    return [...settings, { code: 'not-simulated', message }];
  }
  const secrets = declaredSecrets(actions, clientIdOf(torq, live));
  const compare = async (rows = torq.mapping): Promise<Danger[]> => {
    const profile = { ...torq, mapping: [...rows] };
    const found = await comparePersonas(profile, { live, secrets }, { live: after, secrets });
    return found.map(({ code, message }) => ({ code, message }));
  };
  const rows = await vendorRows(project).catch(() => undefined);
  return [
    ...settings,
    ...(await compare()),
    ...(rows === undefined || isDeepStrictEqual(rows, torq.mapping)
      ? []
      : (await compare([...rows]))
          .filter(({ code }) => code.startsWith('role-'))
          .map(({ code, message }) => ({
            code,
            message: `${message} That is with the rows the vendor has now.`,
          }))),
  ];
}

/** Secrets that the undone deploys changed: who is let in with the earlier ones cannot be simulated. */
function earlierSecrets({ paths }: Goal, { steps }: Rollback): Danger[] {
  return steps.flatMap((step) => {
    if (step.do !== 'deploy-version') return [];
    const changed = (paths.get(`actions/${step.name}`) ?? []).filter(
      (path) => path === '' || path.startsWith('secrets.'),
    );
    if (changed.length === 0) return [];
    const which = changed.includes('') ? 'its secrets of then' : changed.join(', ');
    const message = `${step.name} comes back with ${which} as before, which cannot be read. ${EARLIER_SECRETS}`;
    return [{ code: 'secret-steers', message }];
  });
}

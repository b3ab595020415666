import { Problem } from '../lib/problem.ts';
import { applyChanges } from './apply.ts';
import type { Desired } from './desired.ts';
import { readLive, type Live } from './live.ts';
import type { Connection } from './management.ts';
import { missingClientIds, pending, planChanges, secretsOf, type Change } from './plan.ts';
import { readSecretsLock, withSent, writeSecretsLock } from './secrets-lock.ts';

/** The desired state beside the live one, and the way from one to the other. */
export interface Plan {
  readonly desired: Desired;
  readonly live: Live;
  readonly changes: readonly Change[];
}

interface PlanInput {
  readonly connection: Connection;
  /** The desired state, given the client IDs of the tenant's applications by name. */
  readonly desiredWith: (clientIds: ReadonlyMap<string, string>) => Desired;
  /** Where the hashes of the secrets sent to this tenant are kept. */
  readonly lockPath: string;
}

/** Reads the tenant and plans. Throws a Problem when an application is needed that neither side has. */
export async function makePlan({ connection, desiredWith, lockPath }: PlanInput): Promise<Plan> {
  const live = await readLive(connection, desiredWith(new Map()));
  const desired = desiredWith(clientIds(live));
  for (const name of missingClientIds(desired)) {
    if (desired.clients.some((client) => client.name === name)) continue;
    throw new Problem(
      'application-missing',
      `There is no application "${name}" on ${connection.domain}, and tenant.yaml declares none.`,
      {
        hint: 'Declare it under clients in tenant.yaml, or correct application in torq.yaml.',
      },
    );
  }
  return { desired, live, changes: planChanges(desired, live, readSecretsLock(lockPath)) };
}

function clientIds(live: Live): Map<string, string> {
  return new Map([...live.clients].map(([name, client]) => [name, client['client_id'] as string]));
}

interface RolloutInput extends PlanInput {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/**
 * Makes the tenant as planned, reads it back and compares. An application whose client ID an Action needs is created
 * first, by a run of its own. Returns the state read back. Throws a Problem when auth0-deploy-cli fails, or when the
 * tenant is not as desired afterwards.
 */
export async function rollOut(plan: Plan, input: RolloutInput): Promise<Plan> {
  const { connection, onStep } = input;
  const apply = (desired: Desired, live: Live, changes: readonly Change[]): Promise<void> => {
    const secrets = secretsOf(desired, live).map((secret) => secret.value);
    return applyChanges(connection, changes, {
      ...input,
      secrets,
      onLog: (line) => onStep(`auth0-deploy-cli: ${line}`),
    });
  };

  let { desired, live, changes } = plan;
  const missing = new Set(missingClientIds(desired));
  if (missing.size > 0) {
    onStep('Creating the applications whose client ID an Action needs');
    await apply(
      desired,
      live,
      changes.filter((change) => change.type === 'clients' && missing.has(change.name)),
    );
    ({ desired, live, changes } = await makePlan(input));
  }
  onStep('Applying with auth0-deploy-cli');
  if (pending(changes).length > 0) await apply(desired, live, pending(changes));

  onStep('Reading back');
  return readBack(plan.changes, desired, input);
}

/** The state after the apply, with the changes that were made. The secrets just sent are known to be there. */
async function readBack(
  made: readonly Change[],
  desired: Desired,
  { connection, lockPath }: RolloutInput,
): Promise<Plan> {
  const live = await readLive(connection, desired);
  const lock = withSent(readSecretsLock(lockPath), secretsOf(desired, live));
  const left = pending(planChanges(desired, live, lock));
  if (left.length > 0) {
    throw new Problem('deploy-incomplete', `${connection.domain} is not as desired after the deploy.`, {
      detail: left
        .flatMap((change) => {
          const what = `${change.type} ${change.name}`;
          return change.fields.length === 0
            ? [`${what}: missing`]
            : change.fields.map((field) => `${what}: ${field.path} is not as sent`);
        })
        .join('\n'),
      hint: 'auth0-deploy-cli reported success. Somebody may have changed the tenant at the same time: run again.',
    });
  }
  writeSecretsLock(lockPath, lock);
  return { desired, live, changes: made };
}

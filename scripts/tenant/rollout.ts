import { Problem } from '../lib/problem.ts';
import { applyChanges } from './apply.ts';
import { missingClientIds, pending, planChanges, type Change } from './changes.ts';
import type { Desired, Resource } from './desired.ts';
import { readAgain, readLive, scopeOf, type Live } from './live.ts';
import type { Connection } from './management.ts';
import type { Prepared } from './plan.ts';
import { readJournal, withJournal, writeJournal, type Journal } from './receipt.ts';
import { secretsOf, secretTexts } from './secret-changes.ts';
import { readSecretsLock, withSent, writeSecretsLock } from './secrets-lock.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';
import { deleteActions, switchRulesOff } from './steps.ts';

export interface PrepareInput {
  readonly connection: Connection;
  /** The desired state, given the client IDs of the tenant's applications by name. */
  readonly desiredWith: (clientIds: ReadonlyMap<string, string>) => Desired;
  /** Where the hashes of the secrets sent to this tenant are kept. */
  readonly lockPath: string;
}

/** Reads the tenant and compares. Throws a Problem when an application is needed that neither side has. */
export async function prepare(input: PrepareInput): Promise<Prepared> {
  return compare(input, await readLive(input.connection, input.desiredWith(new Map())));
}

function compare({ connection, desiredWith, lockPath }: PrepareInput, live: Live): Prepared {
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
  refuseUnknownNames(desired, live);
  const changes = planChanges(desired, live, readSecretsLock(lockPath));
  refuseLastApplication(changes, live);
  return { desired, live, changes };
}

/** Throws a Problem for a name that neither tenant.yaml nor the tenant has: it would fail when the rest is live. */
function refuseUnknownNames({ clients, connections, actions, bindings }: Desired, live: Live): void {
  const ids = [...live.clients.values()].map((client) => String(client['client_id']));
  const applications = [...clients.map(({ name }) => name), ...live.clients.keys()];
  for (const { name, strategy, enabled_clients } of connections) {
    const current = live.connections.get(name)?.['strategy'];
    if (current !== undefined && strategy !== undefined && current !== strategy) {
      throw new Problem('strategy-fixed', `${name} is of the strategy ${JSON.stringify(current)} for life.`, {
        at: { file: 'tenant.yaml' },
        hint: `A connection of the strategy ${JSON.stringify(strategy)} needs another name. Nothing was sent.`,
      });
    }
    const wanted = (enabled_clients ?? []) as readonly string[];
    refuseUnknown(
      wanted,
      [...applications, ...ids],
      `enabled_clients of ${name}`,
      'application',
      applications,
    );
  }
  const known = [...actions.map(({ name }) => name), ...live.actions.keys()];
  for (const [trigger, list] of bindings) {
    const wanted = list.map(({ actionName }) => actionName);
    refuseUnknown(wanted, known, `The bindings of ${trigger}`, 'Action', known);
  }
}

/** Throws a Problem when a connection would be left without an application: auth0-deploy-cli skips an empty list. */
function refuseLastApplication(changes: readonly Change[], live: Live): void {
  const emptied = changes.find(
    ({ type, name, payload }) =>
      type === 'connections' &&
      enabledOn(live.connections.get(name))?.length !== 0 &&
      enabledOn(payload as Resource)?.length === 0,
  );
  if (emptied === undefined || emptied.kind === 'create') return;
  throw new Problem('last-application', `${emptied.name} would lose its last application.`, {
    at: { file: 'tenant.yaml' },
    hint: 'auth0-deploy-cli leaves an empty list out. Switch the application off for the connection in the Dashboard. Nothing was sent.',
  });
}

function enabledOn(connection: Resource | undefined): readonly string[] | undefined {
  return connection?.['enabled_clients'] as readonly string[] | undefined;
}

function refuseUnknown(
  wanted: readonly string[],
  known: readonly string[],
  where: string,
  what: string,
  shown: readonly string[],
): void {
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Problem('name-unknown', `${where} name the ${what} "${unknown}", which is nowhere.`, {
    at: { file: 'tenant.yaml' },
    hint: `Neither tenant.yaml nor the tenant has it. There are: ${[...new Set(shown)].toSorted().join(', ') || 'none'}.`,
  });
}

function clientIds(live: Live): Map<string, string> {
  return new Map([...live.clients].map(([name, client]) => [name, client['client_id'] as string]));
}

interface RolloutInput extends PrepareInput {
  readonly root: string;
  /** Where the journal of this rollout is kept until its Receipt is written. */
  readonly receipts: string;
  /** The name of the target and its domain, for the journal. */
  readonly target: string;
  readonly domain: string;
  readonly signal: AbortSignal;
  readonly onStep: (text: string) => void;
}

/** What a rollout left: the state read back, the changes made, and the moments before and after. */
export interface RolledOut extends Prepared {
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/**
 * Makes the tenant as prepared, reads it back and compares. The order keeps every login served: an application whose
 * client ID an Action needs comes first, by a run of its own; an Action is live before it is bound; only what was read
 * back bound lets a rule be switched off, the last rule first. Throws a Problem when auth0-deploy-cli fails, or when
 * the tenant is not as desired afterwards.
 */
export async function rollOut(prepared: Prepared, input: RolloutInput): Promise<RolledOut> {
  const { connection, onStep } = input;
  const journal = readJournal(input.receipts);
  const before = withJournal(snapshotFor(prepared), journal);
  const touched = touchedBy(prepared, journal);
  const { target, domain } = input;
  writeJournal(input.receipts, { target, domain, touched, before, left: leftBy(prepared) });

  const apply = async ({ desired, live }: Prepared, changes: readonly Change[]): Promise<Live> => {
    const sent = changes.filter((change) => change.type !== 'rules' && change.kind !== 'remove');
    if (sent.length === 0) return live;
    const secrets = secretTexts(desired);
    await applyChanges(connection, sent, {
      ...input,
      actions: live.actions,
      secrets,
      onLog: (line) => onStep(`auth0-deploy-cli: ${line}`),
    });
    onStep('Reading back');
    return readAgain(connection, scopeOf(desired), new Set(sent.map((change) => change.type)), live);
  };

  let current = prepared;
  const missing = new Set(missingClientIds(prepared.desired));
  if (missing.size > 0) {
    onStep('Creating the applications whose client ID an Action needs');
    const applications = prepared.changes.filter(
      (change) => change.type === 'clients' && missing.has(change.name),
    );
    current = compare(input, await apply(current, applications));
  }
  onStep('Applying with auth0-deploy-cli');
  let live = await apply(current, pending(current.changes));
  const { desired } = current;
  verify(desired, live, input, (change) => change.kind === 'remove' || change.type === 'rules');

  const late = pending(current.changes).filter(
    (change) => change.type === 'rules' || change.kind === 'remove',
  );
  if (late.length > 0) {
    onStep('Removing what tenant.yaml names under remove');
    const scope = scopeOf(desired);
    const haveRules = await switchRulesOff(connection, late, live);
    await deleteActions(connection, late, live);
    live = await readAgain(connection, scope, new Set(late.map((change) => change.type)), live);
    if (!haveRules) live = { ...live, rules: new Map() };
    verify(desired, live, input, () => false);
  }
  writeSecretsLock(input.lockPath, withSent(readSecretsLock(input.lockPath), secretsOf(desired, live)));
  const done = { desired, live, changes: prepared.changes };
  return { ...done, before, after: snapshotFor(done) };
}

function snapshotFor({ desired, live }: Prepared): Snapshot {
  return snapshotOf(live, {
    clients: desired.clients.map((client) => client.name),
    actions: [...desired.actions.map((action) => action.name), ...desired.removals.actions],
    rules: desired.removals.rules,
  });
}

/** What this rollout changes, and what one that was cut before it had begun to change. */
function touchedBy({ changes }: Prepared, journal: Journal | undefined): Journal['touched'] {
  const own = pending(changes).map(({ type, name }) => ({
    type: type === 'triggers' ? 'bindings' : type,
    name,
  }));
  const earlier = (journal?.touched ?? []).filter(
    (one) => !own.some((other) => other.type === one.type && other.name === one.name),
  );
  return [...earlier, ...own];
}

/** The bindings and enabled applications that the changes ask for, beside what is there. */
function leftBy(prepared: Prepared): Snapshot {
  const before = snapshotFor(prepared);
  const ids = clientIds(prepared.live);
  const payloads = (type: string) =>
    pending(prepared.changes).flatMap(({ type: own, name, payload }) =>
      own === type ? [[name, payload] as const] : [],
    );
  const bindings = payloads('triggers').map(([name, payload]) => [
    name,
    (payload as readonly Resource[]).map((one) => ({
      actionName: one['action_name'],
      displayName: one['display_name'],
    })),
  ]);
  const connections = payloads('connections').map(([name, payload]) => {
    const wanted = enabledOn(payload as Resource) ?? [];
    return [name, { ...before.connections[name], enabled_clients: wanted.map((one) => ids.get(one) ?? one) }];
  });
  return {
    ...before,
    bindings: { ...before.bindings, ...Object.fromEntries(bindings) },
    connections: { ...before.connections, ...Object.fromEntries(connections) },
  };
}

/** Throws a Problem unless the tenant is as desired, the secrets just sent taken as being there. */
function verify(
  desired: Desired,
  live: Live,
  { connection, lockPath }: RolloutInput,
  isLater: (change: Change) => boolean,
): void {
  const lock = withSent(readSecretsLock(lockPath), secretsOf(desired, live));
  const left = pending(planChanges(desired, live, lock)).filter((change) => !isLater(change));
  if (left.length === 0) return;
  throw new Problem('deploy-incomplete', `${connection.domain} is not as desired after the deploy.`, {
    detail: left
      .flatMap((change) => {
        const what = `${change.type} ${change.name}`;
        return change.kind === 'create'
          ? [`${what}: missing`]
          : change.kind === 'remove'
            ? [`${what}: still there`]
            : change.fields.map((field) => `${what}: ${field.path} is not as sent`);
      })
      .join('\n'),
    hint: 'auth0-deploy-cli reported success. Somebody may have changed the tenant at the same time: run again.',
  });
}

import { runActions } from '../simulator/chain.ts';
import type { ActionsResult } from '../simulator/result.ts';
import { pending } from '../tenant/changes.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { DesiredAction, Resource } from '../tenant/desired.ts';
import { isClientIdOf, isNotGiven } from '../tenant/keywords.ts';
import type { Live } from '../tenant/live.ts';
import type { Prepared } from '../tenant/plan.ts';
import { vendorOf } from '../torq/profile.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn, tokenEmail } from '../torq/resolve.ts';
import { pipelineOf, type Pipeline } from './bound-actions.ts';
import { loginOf, OTHER_APPLICATION } from './persona-logins.ts';

/** Stands in for the client ID of an application that the deploy will create. */
const TO_BE_CREATED = 'client-id-to-be-created';

/**
 * What a deploy would change for the personas of torq.yaml: each is logged in twice, through what is live and through
 * what would be, to the vendor's application and to another one. Runs nothing when nothing is to be sent.
 */
export async function personaDangers(profile: TorqProfile, prepared: Prepared): Promise<Danger[]> {
  const { desired, live, changes } = prepared;
  if (pending(changes).length === 0) return [];
  const missing = desired.actions.find((action) => action.secrets?.some(({ value }) => isNotGiven(value)));
  if (missing !== undefined) {
    const message = `The personas were not logged in: a secret of ${missing.name} has no value here.`;
    return [{ code: 'not-simulated', message }];
  }

  const clientId =
    (live.clients.get(profile.application)?.['client_id'] as string | undefined) ?? TO_BE_CREATED;
  const application = { client_id: clientId, name: profile.application };
  const before = {
    ...sideOf(prepared, clientId, boundNow(live), ({ name }) => live.actions.get(name)?.deployed?.code ?? ''),
    connection: live.connections.get(profile.connection),
  };
  const after = {
    ...sideOf(prepared, clientId, boundThen(prepared), ({ code }) => code),
    connection: planned(prepared, 'connections', profile.connection),
  };
  const people = profile.personas.filter((one) => one.sso);
  const found = nobodyChecked(profile, people);
  for (const person of people) {
    const logIn = ({ actions, connection }: typeof before, client: typeof application) =>
      runActions(actions, loginOf(profile, person, client, connection));
    found.push(
      ...compareOwn(profile, person, {
        before: before.actions.length === 0 ? undefined : await logIn(before, application),
        after: await logIn(after, application),
      }),
      ...compareOther(person, {
        before: await logIn(before, OTHER_APPLICATION),
        after: await logIn(after, OTHER_APPLICATION),
      }),
    );
  }
  return found;
}

/** The resource as it would be after the deploy; undefined when neither side tells of it. */
export function planned(
  { live, changes }: Pick<Prepared, 'live' | 'changes'>,
  type: 'clients' | 'connections',
  name: string,
): Resource | undefined {
  const payload = changes.find((change) => change.type === type && change.name === name)?.payload;
  const current = live[type].get(name);
  return payload === undefined ? current : { ...current, ...(payload as Resource) };
}

function boundNow({ bindings }: Live): string[] {
  return (bindings.get('post-login') ?? []).map(({ actionName }) => actionName);
}

/** What would be bound: what tenant.yaml does not name stays as it is. */
function boundThen({ live, changes }: Prepared): string[] {
  const order = changes.find((change) => change.type === 'triggers' && change.name === 'post-login');
  if (order === undefined) return boundNow(live);
  return (order.payload as readonly Resource[]).map((binding) => String(binding['action_name']));
}

/** The Actions of one side; of those that tenant.yaml declares, with the secrets that it gives. */
function sideOf(
  { desired, live }: Prepared,
  clientId: string,
  names: readonly string[],
  codeOf: (action: DesiredAction) => string,
): Pipeline {
  return pipelineOf(names, live, (name) => {
    const action = desired.actions.find((one) => one.name === name);
    if (action === undefined) return undefined;
    const secrets = (action.secrets ?? []).map(({ name: secret, value }) => [
      secret,
      isClientIdOf(value) ? clientId : String(value),
    ]);
    return {
      code: codeOf(action),
      secrets: Object.fromEntries(secrets) as Record<string, string>,
      dependencies: action.dependencies,
    };
  });
}

/** Without an Owner among those who are logged in, a lock-out of all Owners would not show. */
function nobodyChecked(profile: TorqProfile, people: readonly Person[]): Danger[] {
  const { ownerRole } = vendorOf(profile);
  if (people.some(({ role }) => role === ownerRole)) return [];
  const message = `No persona of torq.yaml is ${ownerRole} through single sign-on, so that a lock-out would not show.`;
  return [{ code: 'nobody-checked', message }];
}

interface Pair<Before> {
  readonly before: Before;
  readonly after: ActionsResult;
}

/** Logins to the vendor's application. Without a `before` nothing was bound yet, and nothing can be lost. */
function compareOwn(
  profile: TorqProfile,
  person: Person,
  { before, after }: Pair<ActionsResult | undefined>,
): Danger[] {
  const where = profile.application;
  const role = roleIn(profile, person, after);
  const declared = declaredRole(person);
  const found: Danger[] = [];
  const say = (code: string, message: string): void => void found.push({ code, message });
  if (after.outcome.kind !== 'allowed') {
    say('login-denied', `${person.name} could not log in to ${where}: ${reasonOf(after)}`);
  }
  if (role !== declared) {
    say(
      'role-undeclared',
      `${person.name} would be ${roleName(role)}; torq.yaml declares ${roleName(declared)}.`,
    );
  }
  if (before === undefined) return found;
  if (before.outcome.kind === 'denied' && after.outcome.kind === 'allowed') {
    say('gate-widens', `${person.name} is refused at ${where} now, and would be let in.`);
  }
  if (after.outcome.kind === 'allowed') {
    for (const claim of Object.keys(before.idToken.claims)) {
      if (claim in after.idToken.claims) continue;
      say('claim-stops', `${person.name} would no longer get the claim ${claim}.`);
    }
  }
  const earlier = roleIn(profile, person, before);
  if (earlier !== role) {
    const code = earlier === undefined ? 'gate-widens' : role === undefined ? 'role-lost' : 'role-changes';
    say(code, `${person.name} is ${roleName(earlier)} now, and would be ${roleName(role)}.`);
  }
  return found;
}

/** Logins to any other application, which the Actions are to leave alone. */
function compareOther(person: Person, { before, after }: Pair<ActionsResult>): Danger[] {
  if (before.outcome.kind === 'allowed' && after.outcome.kind !== 'allowed') {
    const message = `${person.name} could no longer log in to other applications: ${reasonOf(after)}`;
    return [{ code: 'login-denied', message }];
  }
  return Object.keys(after.idToken.claims)
    .filter((claim) => !(claim in before.idToken.claims))
    .map((claim) => ({
      code: 'gate-widens',
      message: `Logins of ${person.name} to other applications would carry the claim ${claim}.`,
    }));
}

function roleIn(
  profile: TorqProfile,
  person: Person,
  { outcome, idToken }: ActionsResult,
): string | undefined {
  if (outcome.kind !== 'allowed') return undefined;
  return resolveIn(profile, { email: tokenEmail(person), ...idToken.claims }).role;
}

function roleName(role: string | undefined): string {
  return role ?? 'without access';
}

function reasonOf({ outcome }: ActionsResult): string {
  return 'reason' in outcome ? `${outcome.kind}, ${outcome.reason}` : outcome.kind;
}

import { runActions } from '../simulator/chain.ts';
import type { ActionsResult, BoundAction } from '../simulator/result.ts';
import { pending } from '../tenant/changes.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { DesiredAction, Resource } from '../tenant/desired.ts';
import { isClientIdOf, isNotGiven } from '../tenant/keywords.ts';
import type { Prepared } from '../tenant/plan.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn, tokenEmail } from '../torq/resolve.ts';
import { loginOf, OTHER_APPLICATION } from './persona-logins.ts';

/** Stands in for the client ID of an application that the deploy will create. */
const TO_BE_CREATED = 'client-id-to-be-created';

/**
 * What the planned Actions would change for the personas of torq.yaml: each is logged in twice, through what is live
 * and through what would be, to the vendor's application and to another one. Runs nothing when neither Actions nor
 * bindings change.
 */
export async function personaDangers(profile: TorqProfile, prepared: Prepared): Promise<Danger[]> {
  const { desired, live, changes } = prepared;
  const changing = pending(changes).filter(({ type }) => type === 'actions' || type === 'triggers');
  const order = changes.find((change) => change.type === 'triggers' && change.name === 'post-login');
  if (changing.length === 0 || order === undefined) return [];
  const missing = desired.actions.find((action) => action.secrets?.some(({ value }) => isNotGiven(value)));
  if (missing !== undefined) {
    const message = `The personas were not logged in: a secret of ${missing.name} has no value here.`;
    return [{ code: 'not-simulated', message }];
  }

  const clientId =
    (live.clients.get(profile.application)?.['client_id'] as string | undefined) ?? TO_BE_CREATED;
  const managed = new Map(desired.actions.map((action) => [action.name, action]));
  const chain = (names: readonly string[], codeOf: (action: DesiredAction) => string): BoundAction[] =>
    names.flatMap((name) => {
      const action = managed.get(name);
      return action === undefined ? [] : [bound(action, codeOf(action), clientId)];
    });
  const before = chain(
    (live.bindings.get('post-login') ?? []).map((binding) => binding.actionName),
    (action) => live.actions.get(action.name)?.deployed?.code ?? '',
  );
  const after = chain(
    (order.payload as readonly Resource[]).map((binding) => String(binding['action_name'])),
    (action) => action.code,
  );
  const application = { client_id: clientId, name: profile.application };
  const found: Danger[] = [];
  for (const person of profile.personas.filter((one) => one.sso)) {
    const logIn = (actions: readonly BoundAction[], client: typeof application) =>
      runActions(actions, loginOf(profile, person, client, live));
    found.push(
      ...compareOwn(profile, person, {
        before: before.length === 0 ? undefined : await logIn(before, application),
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

function bound(action: DesiredAction, code: string, clientId: string): BoundAction {
  const secrets = (action.secrets ?? []).map(({ name, value }) => [
    name,
    isClientIdOf(value) ? clientId : String(value),
  ]);
  return { name: action.name, code, secrets: Object.fromEntries(secrets), dependencies: action.dependencies };
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

import { runActions } from '../simulator/chain.ts';
import type { ActionsResult } from '../simulator/result.ts';
import type { Danger } from '../tenant/dangers.ts';
import type { Live } from '../tenant/live.ts';
import { mappedGroups, vendorOf } from '../torq/profile.ts';
import type { Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn, stranger, tokenEmail } from '../torq/resolve.ts';
import { liveActions, type SecretsByAction } from './bound-actions.ts';
import { loginOf, OTHER_APPLICATION } from './persona-logins.ts';

/** A tenant as it is, or as it would be, with the secrets that its Actions have. */
export interface Side {
  readonly live: Live;
  readonly secrets: SecretsByAction;
}

/** Somebody whom a change would harm; `person` is one of torq.yaml, or stands for a group. */
export interface PersonDanger extends Danger {
  readonly person?: Person;
}

/** Stands in for the client ID of an application that a deploy will create. */
const TO_BE_CREATED = 'client-id-to-be-created';

/** The client ID of the vendor's application. */
export function clientIdOf({ application }: TorqProfile, { clients }: Live): string {
  return (clients.get(application)?.['client_id'] as string | undefined) ?? TO_BE_CREATED;
}

/**
 * What the way from one side to the other would change for the people of torq.yaml: each is logged in through both, to
 * the vendor's application and to another one. Of a group that is mapped and that no persona is in, somebody is, too.
 */
export async function comparePersonas(
  profile: TorqProfile,
  before: Side,
  after: Side,
): Promise<PersonDanger[]> {
  const application = { client_id: clientIdOf(profile, before.live), name: profile.application };
  const [then, next] = [before, after].map(({ live, secrets }) => ({
    actions: liveActions(live, secrets).actions,
    connection: live.connections.get(profile.connection),
  }));
  const people = profile.personas.filter((one) => one.sso);
  const found: PersonDanger[] = nobodyChecked(profile, people);
  for (const person of [...people, ...membersUnnamed(profile)]) {
    const logIn = (
      { actions, connection }: NonNullable<typeof then>,
      client: typeof application,
    ): Promise<ActionsResult> => runActions(actions, loginOf(profile, person, client, connection));
    const own = [
      ...compareOwn(profile, person, people.includes(person), {
        before: then!.actions.length === 0 ? undefined : await logIn(then!, application),
        after: await logIn(next!, application),
      }),
      ...compareOther(person, {
        before: await logIn(then!, OTHER_APPLICATION),
        after: await logIn(next!, OTHER_APPLICATION),
      }),
    ];
    found.push(...own.map((danger) => ({ ...danger, person })));
  }
  return found;
}

/** One for each mapped group that no persona is in: its members have no other advocate. */
export function membersUnnamed(profile: TorqProfile): Person[] {
  const named = new Set(profile.personas.flatMap(({ groups, nestedGroups }) => [...groups, ...nestedGroups]));
  return mappedGroups(profile)
    .filter((group) => !named.has(group))
    .map((group) => ({
      ...stranger(`member@${profile.ssoDomain}`, { groups: [group] }),
      name: `Somebody in ${group}`,
    }));
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
  isDeclared: boolean,
  { before, after }: Pair<ActionsResult | undefined>,
): Danger[] {
  if (!isDeclared && before?.outcome.kind !== 'allowed') return [];
  const where = profile.application;
  const role = roleIn(profile, person, after);
  const declared = declaredRole(person);
  const found: Danger[] = [];
  const say = (code: string, message: string): void => void found.push({ code, message });
  if (after.outcome.kind !== 'allowed') {
    say('login-denied', `${person.name} could not log in to ${where}: ${reasonOf(after)}`);
  }
  if (isDeclared && role !== declared) {
    say(
      'role-undeclared',
      `${person.name} would be ${roleName(role)}; torq.yaml declares ${roleName(declared)}.`,
    );
  }
  if (before === undefined) return found;
  if (before.outcome.kind === 'denied' && after.outcome.kind === 'allowed') {
    say('gate-widens', `${person.name} is refused at ${where} now, and would be let in.`);
  }
  if (isDeclared && after.outcome.kind === 'allowed') {
    for (const claim of Object.keys(before.idToken.claims)) {
      if (claim in after.idToken.claims) continue;
      say('claim-stops', `${person.name} would no longer get the claim ${claim}.`);
    }
  }
  const earlier = roleIn(profile, person, before);
  if (earlier !== role) {
    const isLost = role === undefined && !(isDeclared && declared === undefined);
    const code = earlier === undefined ? 'gate-widens' : isLost ? 'role-lost' : 'role-changes';
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

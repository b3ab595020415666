import type { LiveRow } from './mapping/steps.ts';
import { planSteps } from './mapping/steps.ts';
import type { MappingRow, Person, TorqProfile } from './profile-schema.ts';
import { vendorOf } from './profile.ts';
import { declaredRole, resolveIn, type Claims } from './resolve.ts';

/** Both sides of single sign-on at one moment: the rows at the vendor, and what each persona's token carries. */
export interface RolloutState {
  readonly mapping: readonly MappingRow[];
  /** Claims by the persona's e-mail; someone who cannot log in has none. */
  readonly claims: ReadonlyMap<string, Claims>;
}

/** A moment of the rollout at which somebody would get a wrong role. */
export interface Violation {
  /** What has just been done. */
  readonly moment: string;
  readonly person: Person;
  /** The role before the rollout, at that moment, and as declared; undefined is no access. */
  readonly before: string | undefined;
  readonly role: string | undefined;
  readonly declared: string | undefined;
  /** `lock-out`: a declared Owner is not Owner. `change`: a role nobody announced. `end`: the rollout ends with another role than declared. */
  readonly kind: 'lock-out' | 'change' | 'end';
}

interface Moment extends RolloutState {
  readonly name: string;
}

/**
 * Walks through every state of a rollout (rows are added and ordered at the vendor one request at a time, then Auth0
 * switches to the new claims, then old rows are removed one by one) and tells where a persona would get a role that
 * it neither had before nor is declared to have, would lose its declared role again, or where a declared Owner who is
 * Owner would not be. Empty: the rollout may be stopped at any moment without harm.
 */
export function guard(before: RolloutState, after: RolloutState, profile: TorqProfile): Violation[] {
  const moments = momentsOf(before, after);
  return profile.personas
    .filter((person) => person.sso)
    .flatMap((person) => violationsOf(person, moments, profile));
}

function momentsOf(before: RolloutState, after: RolloutState): Moment[] {
  const current = before.mapping.map((row, index): LiveRow => ({ ...row, id: `row-${index + 1}` }));
  const steps = planSteps(current, after.mapping);
  const firstRemoval = steps.findIndex(({ step }) => step.kind === 'remove');
  const adding = firstRemoval === -1 ? steps : steps.slice(0, firstRemoval);
  const removing = firstRemoval === -1 ? [] : steps.slice(firstRemoval);
  const merged = adding.at(-1)?.after ?? current;
  return [
    { name: 'before', ...before },
    ...adding.map(({ step, after: mapping }) => ({
      name: `${step.kind === 'add' ? 'adding' : 'moving'} ${describeRow(step.row)}`,
      mapping,
      claims: before.claims,
    })),
    { name: 'switching Auth0 to the new claims', mapping: merged, claims: after.claims },
    ...removing.map(({ step, after: mapping }) => ({
      name: `removing ${describeRow(step.row)}`,
      mapping,
      claims: after.claims,
    })),
  ];
}

function violationsOf(person: Person, moments: readonly Moment[], profile: TorqProfile): Violation[] {
  const { ownerRole } = vendorOf(profile);
  const declared = declaredRole(person);
  const roles = moments.map(
    ({ mapping, claims }) =>
      resolveIn({ vendor: profile.vendor, mapping }, claims.get(person.email) ?? {}).role,
  );
  const before = roles[0];
  let reached = false;
  const found: Violation[] = [];
  for (const [index, role] of roles.entries()) {
    const moment = (moments[index] as Moment).name;
    const last = index === roles.length - 1;
    if (role === declared) {
      reached = true;
      continue;
    }
    const harmless = role === before && !reached && !last;
    if (harmless) continue;
    const wasOwner = declared === ownerRole && (reached || last);
    found.push({
      moment,
      person,
      before,
      role,
      declared,
      kind: wasOwner ? 'lock-out' : last && role === before ? 'end' : 'change',
    });
  }
  return found;
}

/** A row in one line: `email = a@contoso.com -> Owner`. */
export function describeRow(row: MappingRow): string {
  return `${row.claim} = ${row.value} -> ${row.role}`;
}

/** The violation as one sentence. */
export function violationText({ moment, person, role, before, declared, kind }: Violation): string {
  const named = (one: string | undefined): string => one ?? 'no role';
  const was = `before: ${named(before)}, declared: ${named(declared)}`;
  const at = moment === 'before' ? 'Before anything is changed' : `After ${moment}`;
  const what = { 'lock-out': 'is locked out of being', change: 'changes unannounced to', end: 'still is' }[
    kind
  ];
  return kind === 'lock-out'
    ? `${at}, ${person.email} ${what} ${named(declared)}: ${named(role)} (${was}).`
    : `${at}, ${person.email} ${what} ${named(role)} (${was}).`;
}

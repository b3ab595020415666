import { Problem } from '../../lib/problem.ts';
import { describeRow } from '../guard.ts';
import type { MappingRow, TorqProfile } from '../profile-schema.ts';
import { vendorOf } from '../profile.ts';
import type { MappingApi } from './api.ts';
import { planSteps, sameRow, type LiveRow, type PlannedStep } from './steps.ts';

/** What is there, what is wanted, and the steps between. Plain data. */
export interface MappingPlan {
  readonly current: readonly LiveRow[];
  readonly desired: readonly MappingRow[];
  /** Additions and moves, safe whatever Auth0 emits. */
  readonly steps: readonly PlannedStep[];
  /** Removals, safe only once Auth0 emits the new claims. */
  readonly removals: readonly PlannedStep[];
  /** Ids of the roles by name. */
  readonly roleIds: Readonly<Record<string, string>>;
}

/** Reads the mapping and plans. Throws a Problem for a role the workspace does not have, or a mapping without an Owner's e-mail. */
export async function planMapping(api: MappingApi, profile: TorqProfile): Promise<MappingPlan> {
  refuseOwnerless(profile);
  const roles = new Map(Object.entries(profile.roleIds ?? Object.fromEntries(await api.roles())));
  for (const { role } of profile.mapping) {
    if (roles.has(role)) continue;
    throw new Problem('torq-role', `The workspace has no role "${role}".`, {
      hint: `It has ${[...roles.keys()].join(', ')}. Correct the mapping, or complete roleIds.`,
    });
  }
  const current = await readRows(api, roles);
  const planned = planSteps(current, profile.mapping);
  const isRemoval = ({ step }: PlannedStep): boolean => step.kind === 'remove';
  return {
    current,
    desired: profile.mapping,
    steps: planned.filter((step) => !isRemoval(step)),
    removals: planned.filter(isRemoval),
    roleIds: Object.fromEntries(roles),
  };
}

/**
 * Carries out steps of a plan, one request each, and reads the mapping back after every one. Throws a Problem, with
 * nothing further sent, when somebody else changes the mapping meanwhile. After any failure: plan again and go on.
 */
export async function applySteps(
  api: MappingApi,
  plan: MappingPlan,
  steps: readonly PlannedStep[],
  onStep: (text: string) => void,
): Promise<readonly LiveRow[]> {
  const roles = new Map(Object.entries(plan.roleIds));
  let expected: readonly MappingRow[] = plan.current;
  let rows: readonly LiveRow[] = await readRows(api, roles);
  for (const { step, after } of steps) {
    refuseOtherHands(rows, expected);
    onStep(stepText({ step, after }));
    if (step.kind === 'add') rows = await addLast(api, roles, step.row, rows);
    else {
      const planned = expected.findIndex((row) => 'id' in row && row.id === step.row.id);
      const { id } = rows[planned] as LiveRow;
      await (step.kind === 'move' ? api.move(id, step.to) : api.remove(id));
      rows = await readRows(api, roles);
    }
    expected = after;
  }
  refuseOtherHands(rows, expected);
  return rows;
}

/** A step in one line. */
export function stepText({ step }: PlannedStep): string {
  const words = { add: 'add   ', move: 'move  ', remove: 'remove' };
  return `${words[step.kind]}  ${describeRow(step.row)}${step.kind === 'move' ? `, to rank ${step.to}` : ''}`;
}

/** Adds a row at the end. Torq does not say where a new row goes: if it is not the end, it is moved there at once. */
async function addLast(
  api: MappingApi,
  roles: ReadonlyMap<string, string>,
  row: MappingRow,
  before: readonly LiveRow[],
): Promise<readonly LiveRow[]> {
  await api.add({ claim: row.claim, value: row.value, roleId: roles.get(row.role) as string });
  const rows = await readRows(api, roles);
  const known = new Set(before.map(({ id }) => id));
  const added = rows.findIndex(({ id }) => !known.has(id));
  if (added === -1 || added === rows.length - 1) return rows;
  await api.move((rows[added] as LiveRow).id, rows.length);
  return readRows(api, roles);
}

async function readRows(api: MappingApi, roles: ReadonlyMap<string, string>): Promise<LiveRow[]> {
  const names = new Map([...roles].map(([name, id]) => [id, name]));
  const rows = await api.list();
  // A role without a name here (of another workspace, or deleted) keeps its id as name, and so matches no wanted row.
  return rows.map(({ id, claim, value, roleId }) => ({
    id,
    claim,
    value,
    role: names.get(roleId) ?? roleId,
  }));
}

function refuseOtherHands(rows: readonly MappingRow[], expected: readonly MappingRow[]): void {
  const same =
    rows.length === expected.length &&
    rows.every((row, index) => sameRow(row, expected[index] as MappingRow));
  if (same) return;
  throw new Problem('torq-mapping-moved', 'The mapping is not as planned: somebody changed it meanwhile.', {
    detail: rows.map((row, index) => `${index + 1}  ${describeRow(row)}`).join('\n'),
    hint: 'Nothing further was sent. Look at the rows above, then plan again.',
  });
}

function refuseOwnerless(profile: TorqProfile): void {
  const { ownerRole } = vendorOf(profile);
  const kept = profile.mapping.some((row) => row.claim === 'email' && row.role === ownerRole);
  if (kept || profile.verified) return;
  throw new Problem('torq-ownerless', `The mapping has no row that maps an e-mail to ${ownerRole}.`, {
    hint: `It is the way back in when no group arrives. Keep one, or record under verified who tested single sign-on, and when.`,
  });
}

import { join, relative } from 'node:path';
import type { Context } from '../lib/command.ts';
import { guard, type Violation } from '../torq/guard.ts';
import { readMappingAccess } from '../torq/mapping/access.ts';
import { openMappingApi, type MappingApi } from '../torq/mapping/api.ts';
import { planMapping, type MappingPlan } from '../torq/mapping/reconcile.ts';
import { startStandIn } from '../torq/mapping/stand-in.ts';
import type { PlannedStep } from '../torq/mapping/steps.ts';
import { vendorOf } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';
import { expectedClaims } from '../torq/resolve.ts';
import { liveClaims } from './live-claims.ts';
import { projectOf, type Options } from './work.ts';

/** The vendor's mapping, open for work, and what is to be done with it. */
export interface MappingWork {
  readonly api: MappingApi;
  readonly plan: MappingPlan;
  /** The steps asked for: removals only with `remove`. */
  readonly steps: readonly PlannedStep[];
  /** Whom the steps would harm. */
  readonly violations: readonly Violation[];
  /** For people: the host of the API, or the stand-in with its file. */
  readonly label: string;
  /** True for the stand-in. */
  readonly local: boolean;
}

/**
 * Opens the mapping of the workspace that the API key in the environment names, or of the local stand-in, and plans.
 * It is closed after `use`. Throws a Problem when the API refuses, or the mapping cannot be wanted.
 */
export async function withMapping<T>(
  context: Context,
  options: Options,
  profile: TorqProfile,
  use: (work: MappingWork) => Promise<T>,
): Promise<T> {
  const { env, root, stateDir } = projectOf(context, options);
  const vendor = vendorOf(profile);
  const real = readMappingAccess(profile, env);
  const file = join(stateDir, `${profile.vendor}-mapping.json`);
  const roles = [...vendor.roles.map(({ name }) => name), ...profile.customRoles];
  const local = real === undefined ? await startStandIn(file, roles) : undefined;
  try {
    const access = real ?? local!.access;
    const api = await openMappingApi(access);
    const plan = await planMapping(api, profile);
    const steps = options['remove'] === true ? [...plan.steps, ...plan.removals] : plan.steps;
    return await use({
      api,
      plan,
      steps,
      violations: await violationsOf(context, options, profile, plan, steps),
      label: local
        ? `Local stand-in of ${vendor.title} (${relative(root, file)})`
        : `${vendor.title}, ${new URL(access.apiUrl).host}`,
      local: local !== undefined,
    });
  } finally {
    await local?.close();
  }
}

/**
 * Additions and moves are judged by the tokens that the profile declares. Before rows are removed, the tokens that
 * the live Actions emit now must do without them.
 */
async function violationsOf(
  context: Context,
  options: Options,
  profile: TorqProfile,
  plan: MappingPlan,
  steps: readonly PlannedStep[],
): Promise<Violation[]> {
  const removes = steps.some(({ step }) => step.kind === 'remove');
  if (removes) context.progress('Logging the personas in through the live Actions');
  const claims = removes
    ? await liveClaims(context, options, profile)
    : new Map(profile.personas.map((person) => [person.email, expectedClaims(profile, person)]));
  const after = steps.at(-1)?.after ?? plan.current;
  const violations = guard({ mapping: plan.current, claims }, { mapping: after, claims }, profile);
  // A row that is still to be removed may still give a role: that is what the removal is for.
  return removes ? violations : violations.filter(({ kind }) => kind !== 'end');
}

import { relative } from 'node:path';
import type { Context } from '../lib/command.ts';
import { Problem } from '../lib/problem.ts';
import { guard, violationText, type Violation } from '../torq/guard.ts';
import { readMappingAccess } from '../torq/mapping/access.ts';
import { openMappingApi, type MappingApi } from '../torq/mapping/api.ts';
import { planMapping, type MappingPlan } from '../torq/mapping/reconcile.ts';
import { startStandIn } from '../torq/mapping/stand-in.ts';
import type { PlannedStep } from '../torq/mapping/steps.ts';
import { vendorOf } from '../torq/profile.ts';
import type { MappingRow, TorqProfile } from '../torq/profile-schema.ts';
import { expectedClaims, type Claims } from '../torq/resolve.ts';
import { liveClaims, type LiveClaims } from './live-claims.ts';
import { membersUnnamed } from './persona-comparison.ts';
import { standInPath } from './vendor-rows.ts';
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
  const { env, root, stateDir, target } = projectOf(context, options);
  const vendor = vendorOf(profile);
  const real = readMappingAccess(profile, env);
  if (real && target.kind === 'local' && options['declared'] !== true) {
    throw new Problem('torq-target', 'A real workspace is not judged by the logins of the local tenant.', {
      hint: 'Name the tenant that signs its people in (AUTH0_DOMAIN or --tenant), or judge by torq.yaml alone: --declared.',
    });
  }
  const file = standInPath({ stateDir, torq: profile });
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
 * Before Auth0 switches, tokens are as the live Actions emit them; after it, as the profile declares. Removals come
 * after the switch, so live tokens must do without the rows by then.
 */
async function violationsOf(
  context: Context,
  options: Options,
  profile: TorqProfile,
  plan: MappingPlan,
  steps: readonly PlannedStep[],
): Promise<Violation[]> {
  const declared = new Map(profile.personas.map((person) => [person.email, expectedClaims(profile, person)]));
  const removes = steps.some(({ step }) => step.kind === 'remove');
  const { allowList, possible } = await claimsNow(context, options, profile, plan.current, declared);
  if (removes && allowList !== 'sent') {
    throw new Problem(
      'torq-deploy-first',
      'Rows are removed once the tenant has the allow-list of torq.yaml.',
      {
        hint:
          allowList === 'other'
            ? 'Nothing was sent. Run deploy:tenant, then this again.'
            : 'Nothing was sent. What the tenant has is not known here: run deploy:tenant, or judge by torq.yaml alone: --declared.',
      },
    );
  }
  const found = possible.flatMap((live) =>
    guard(
      { mapping: plan.current, claims: live },
      { mapping: plan.desired, claims: removes ? live : declared },
      profile,
    ),
  );
  found.push(...ownersUndeclared(profile, steps));
  return [...new Map(found.map((violation) => [violationText(violation), violation])).values()];
}

/** Members of a group that loses its row as Owner, and that no persona is in: nobody else speaks for them. */
function ownersUndeclared(profile: TorqProfile, steps: readonly PlannedStep[]): Violation[] {
  const { ownerRole } = vendorOf(profile);
  const rows = steps.flatMap(({ step }) =>
    step.kind === 'remove' && step.row.role === ownerRole && step.row.claim === profile.claim
      ? [step.row]
      : [],
  );
  return membersUnnamed({ ...profile, mapping: rows }).flatMap((person) =>
    profile.mapping.some(({ claim, value }) => claim === profile.claim && person.groups.includes(value))
      ? []
      : [
          {
            moment: `removing the row of ${person.groups.join()}`,
            person: { ...person, email: person.name },
            before: ownerRole,
            role: undefined,
            declared: ownerRole,
            kind: 'lock-out' as const,
          },
        ],
  );
}

async function claimsNow(
  context: Context,
  options: Options,
  profile: TorqProfile,
  rows: readonly MappingRow[],
  declared: ReadonlyMap<string, Claims>,
): Promise<LiveClaims> {
  if (options['declared'] === true) return { allowList: 'sent', possible: [declared] };
  context.progress('Logging the personas in through the live Actions');
  return liveClaims(context, options, profile, rows);
}

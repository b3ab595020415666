import { join, relative } from 'node:path';

import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { openTarget } from './project/open-target.ts';
import { liveClaims } from './project/live-claims.ts';
import { readProject, type Project } from './project/project.ts';
import { expectedClaims } from './torq/resolve.ts';
import { guard, violationText, type Violation } from './torq/guard.ts';
import { readMappingAccess } from './torq/mapping/access.ts';
import { openMappingApi, type MappingApi } from './torq/mapping/api.ts';
import { applySteps, planMapping, stepText, type MappingPlan } from './torq/mapping/reconcile.ts';
import { startStandIn, type StandIn } from './torq/mapping/stand-in.ts';
import type { PlannedStep } from './torq/mapping/steps.ts';
import { readTorqProfile, vendorOf } from './torq/profile.ts';
import type { Person, TorqProfile } from './torq/profile-schema.ts';
import { sheetMarkdown, sheetText } from './torq/sheet-text.ts';
import { sheetOf, type TenantFacts } from './torq/sheet.ts';
import { explain, explanationText } from './torq/who.ts';

interface Call {
  readonly context: Context;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly profile: TorqProfile;
  readonly profilePath: string;
}

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<ExitCode>>> = {
  sheet,
  check,
  who,
  plan,
  apply,
};

/** Single sign-on of the vendor: what to type where, the audit, who gets which role, and the vendor's mapping. */
export const command: Command = {
  arguments: '<sheet | check | who EMAIL | plan | apply...>',
  options: [
    { flags: '--profile <file>', description: 'the profile (default: torq.yaml)' },
    { flags: '--groups <names>', description: 'who: groups of the person, separated by commas' },
    { flags: '--markdown', description: 'sheet: as Markdown' },
    { flags: '--live', description: 'check: look at the tenant too' },
    {
      flags: '--remove',
      description: 'plan, apply: remove rows that the profile does not have, after the deploy',
    },
    { flags: '--yes', description: 'apply: do not ask before a real workspace is changed' },
    {
      flags: '--state <dir>',
      description: 'where the local tenant and stand-in keep their state (default: .tenant)',
    },
    { flags: '--json', description: 'print the result as JSON' },
  ],
  async run(context, [action = '', ...args], options) {
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (!run || args.length !== (action === 'who' ? 1 : 0)) {
      throw new Problem(
        'torq-usage',
        run
          ? `torq ${action} takes ${action === 'who' ? 'one e-mail' : 'no argument'}.`
          : `torq has no "${action}".`,
        {
          hint: 'torq sheet, torq check, torq who EMAIL, torq plan, torq apply',
        },
      );
    }
    const profilePath = join(context.cwd, (options['profile'] as string | undefined) ?? 'torq.yaml');
    const profile = readTorqProfile(profilePath, relative(context.cwd, profilePath));
    return run({ context, args, options, profile, profilePath });
  },
};

async function sheet({ context, options, profile }: Call): Promise<ExitCode> {
  const facts = sheetOf(profile, await tenantFacts(context, options, profile));
  context.out(
    options['json'] ? toJson(facts) : options['markdown'] ? sheetMarkdown(facts).trimEnd() : sheetText(facts),
  );
  return 0;
}

/** What the tenant knows: its domain, and the client ID of the application once there is one. */
async function tenantFacts(
  context: Context,
  options: Call['options'],
  profile: TorqProfile,
): Promise<TenantFacts> {
  const project = readProject(context.cwd, context.env, options['state'] as string | undefined);
  const { connection, label, close } = await openTarget(project.target, project.stateDir);
  try {
    context.err(`Values of the ${label}`);
    for await (const client of await connection.api.clients.list({
      fields: 'name,client_id',
      per_page: 100,
    })) {
      if (client.name === profile.application && client.client_id !== undefined) {
        return { domain: connection.domain, clientId: client.client_id };
      }
    }
    return { domain: connection.domain };
  } finally {
    await close();
  }
}

async function who({ context, args, options, profile }: Call): Promise<ExitCode> {
  const email = args[0] as string;
  const declared = profile.personas.find((person) => person.email === email);
  const named = options['groups'] as string | undefined;
  const groups = named?.split(',').filter((name) => name !== '') ?? declared?.groups ?? [];
  const nobody: Person = {
    name: email,
    email,
    groups: [],
    role: 'none',
    sso: true,
    hasMail: true,
    nestedGroups: [],
    linked: false,
  };
  const person = { ...(declared ?? nobody), groups };
  const explanation = explain(profile, expectedClaims(profile, person), groups);
  context.out(
    options['json']
      ? toJson({ email, declared: declared?.role, ...explanation })
      : explanationText(email, explanation),
  );
  if (!options['json'] && !declared)
    context.err(
      `No persona is called ${email}: ${named === undefined ? 'without --groups only the e-mail counts' : 'only the e-mail and --groups count'}.`,
    );
  if (!options['json'] && declared?.sso === false)
    context.err(`${email} signs in outside single sign-on; this is what it would get there.`);
  return explanation.resolution.role === undefined ? 1 : 0;
}

async function check({ context, options, profile, profilePath }: Call): Promise<ExitCode> {
  const [{ audit, findingsOf }, { auditText }, { auditInput }] = await Promise.all([
    import('./torq/audit/audit.ts'),
    import('./torq/audit/text.ts'),
    import('./project/audit-input.ts'),
  ]);
  const project = readProject(context.cwd, context.env, options['state'] as string | undefined);
  context.progress('Looking at the configuration and logging people in');
  const results = await audit(
    await auditInput({ ...project, torq: profile }, profilePath, options['live'] === true),
  );
  context.out(options['json'] ? toJson(results) : auditText(results));
  return findingsOf(results).length === 0 ? 0 : 1;
}

async function plan(call: Call): Promise<ExitCode> {
  return withMapping(call, ({ mapping, violations, label }) => {
    const { context, options } = call;
    context.out(
      options['json'] ? toJson({ ...mapping, violations }) : planText(mapping, violations, label, call),
    );
    const nothing = mapping.steps.length + mapping.removals.length + violations.length === 0;
    return Promise.resolve(nothing ? 0 : 1);
  });
}

async function apply(call: Call): Promise<ExitCode> {
  return withMapping(call, async (opened) => {
    const { context, options } = call;
    const { mapping, violations, label, api } = opened;
    if (violations.length > 0) {
      throw new Problem('torq-guard', 'The change would not leave everybody with the declared role.', {
        detail: violations.map(violationText).join('\n'),
        hint: 'Nothing was sent. Correct the mapping, deploy first, or declare the new role of these people.',
      });
    }
    const steps = stepsOf(mapping, call);
    if (steps.length > 0 && !opened.local) await confirm(call, opened);
    const rows = await applySteps(api, mapping, steps, (text) => context.progress(text));
    const left = mapping.steps.length + mapping.removals.length - steps.length;
    context.out(
      options['json']
        ? toJson({ rows, steps: steps.map(({ step }) => step), left })
        : [
            `${label}: ${steps.length === 0 ? 'nothing to do' : `${steps.length} ${steps.length === 1 ? 'step' : 'steps'} done`}, ${rows.length} rows.`,
            ...steps.map((step) => `  ${stepText(step)}`),
            ...leftText(left),
          ].join('\n'),
    );
    return 0;
  });
}

interface Opened {
  readonly api: MappingApi;
  readonly mapping: MappingPlan;
  readonly violations: readonly Violation[];
  readonly label: string;
  readonly local: boolean;
}

/** Opens and plans the mapping of the workspace that the API key names, or of the local stand-in. */
async function withMapping(call: Call, work: (opened: Opened) => Promise<ExitCode>): Promise<ExitCode> {
  const { context, options, profile } = call;
  const project = readProject(context.cwd, context.env, options['state'] as string | undefined);
  const vendor = vendorOf(profile);
  const access = readMappingAccess(profile, project.env);
  const file = join(project.stateDir, `${profile.vendor}-mapping.json`);
  const roles = [...vendor.roles.map(({ name }) => name), ...profile.customRoles];
  const standIn = access ? undefined : await startStandIn(file, roles);
  try {
    const api = await openMappingApi(access ?? (standIn as StandIn).access);
    const mapping = await planMapping(api, profile);
    const label = access
      ? `${vendor.title}, ${new URL(access.apiUrl).host}`
      : `Local stand-in of ${vendor.title} (${relative(project.root, file)})`;
    const violations = await violationsOf(mapping, { ...project, torq: profile }, call);
    return await work({ api, mapping, violations, label, local: access === undefined });
  } finally {
    await standIn?.close();
  }
}

/**
 * Additions and moves are judged by the tokens the profile declares. Before rows are removed, the tokens that live
 * Actions emit now must do without them.
 */
async function violationsOf(mapping: MappingPlan, project: Project, call: Call): Promise<Violation[]> {
  const { profile } = call;
  const steps = stepsOf(mapping, call);
  const removes = steps.some(({ step }) => step.kind === 'remove');
  const declared = new Map(profile.personas.map((one) => [one.email, expectedClaims(profile, one)] as const));
  if (removes) call.context.progress('Logging the personas in through the live Actions');
  const claims = removes ? await liveClaims(project) : declared;
  const after = steps.at(-1)?.after ?? mapping.current;
  const violations = guard({ mapping: mapping.current, claims }, { mapping: after, claims }, profile);
  // A row that is still to be removed may still give a role: that is what the removal is for.
  return removes ? violations : violations.filter(({ kind }) => kind !== 'end');
}

function stepsOf(mapping: MappingPlan, { options }: Call): readonly PlannedStep[] {
  return options['remove'] ? [...mapping.steps, ...mapping.removals] : mapping.steps;
}

async function confirm({ context, options, ...call }: Call, opened: Opened): Promise<void> {
  context.err(planText(opened.mapping, [], opened.label, { context, options, ...call }));
  if (options['yes']) return;
  if (!context.interactive) {
    throw new Problem('confirmation', `${opened.label} is a real workspace, and nobody can be asked.`, {
      hint: 'Nothing was changed. Pass --yes to apply without a question.',
    });
  }
  if (await context.confirm(`Change the mapping of ${opened.label}?`)) return;
  throw new Problem('confirmation', 'Not applied.', { hint: 'Nothing was changed.' });
}

function planText(mapping: MappingPlan, violations: readonly Violation[], label: string, call: Call): string {
  const steps = stepsOf(mapping, call);
  const left = mapping.steps.length + mapping.removals.length - steps.length;
  return [
    `${label}: ${mapping.current.length} rows there, ${mapping.desired.length} wanted.`,
    ...(steps.length === 0 ? [] : ['', ...steps.map((step) => `  ${stepText(step)}`)]),
    ...leftText(left),
    '',
    ...(violations.length === 0
      ? ['Stopped after any step, every persona has its old role or the declared one.']
      : violations.map(violationText)),
  ].join('\n');
}

function leftText(left: number): string[] {
  if (left === 0) return [];
  return [
    '',
    `${left} old ${left === 1 ? 'row stays' : 'rows stay'} until Auth0 emits the new claims: torq apply --remove, after deploy:tenant.`,
  ];
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

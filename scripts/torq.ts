import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { openTarget } from './project/open-target.ts';
import { withMapping, type MappingWork } from './project/torq-mapping.ts';
import { projectOf, TENANT_OPTIONS } from './project/work.ts';
import { expectedClaims } from './torq/resolve.ts';
import type { RuleSource } from './torq/audit/row.ts';
import { violationText } from './torq/guard.ts';
import { applySteps } from './torq/mapping/reconcile.ts';
import { appliedText, planText } from './torq/mapping/text.ts';
import { likeness } from './torq/near.ts';
import { readTorqProfile } from './torq/profile.ts';
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

type BadExits = NonNullable<RuleSource['badExits']>;

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
    {
      flags: '--declared',
      description: 'plan, apply: judge by the tokens torq.yaml declares, not by live Actions',
    },
    { flags: '--yes', description: 'apply: do not ask before a real workspace is changed' },
    ...TENANT_OPTIONS,
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
    const profilePath = resolve(context.cwd, (options['profile'] as string | undefined) ?? 'torq.yaml');
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
  const project = projectOf(context, options);
  const { connection, label, close } = await openTarget(project.target, project.localStateDir);
  try {
    context.err(`Values of: ${label}`);
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
  if (!options['json'] && !declared) context.err(strangerText(profile, email, named !== undefined));
  if (!options['json'] && declared?.sso === false)
    context.err(`${email} signs in outside single sign-on; this is what it would get there.`);
  return explanation.resolution.role === undefined ? 1 : 0;
}

/** What counts for someone the profile does not declare, and whom they could be taken for. */
function strangerText({ personas }: TorqProfile, email: string, withGroups: boolean): string {
  const close = personas.find((person) => likeness(person.email, email) !== undefined);
  const meant = close ? ` ${close.email} ${likeness(close.email, email)}.` : '';
  const counts = withGroups
    ? 'Only the e-mail and --groups count.'
    : 'Without --groups only the e-mail counts.';
  return `No persona is called ${email}.${meant} ${counts}`;
}

async function check({ context, options, profile, profilePath }: Call): Promise<ExitCode> {
  const [{ audit, findingsOf }, { auditText }, { auditInput }] = await Promise.all([
    import('./torq/audit/audit.ts'),
    import('./torq/audit/text.ts'),
    import('./project/audit-input.ts'),
  ]);
  const project = projectOf(context, options);
  context.progress('Looking at the configuration and logging people in');
  const results = await audit(
    await auditInput({ ...project, torq: profile }, profilePath, {
      live: options['live'] === true,
      badExits: await badExits(context.cwd),
    }),
  );
  context.out(options['json'] ? toJson(results) : auditText(results));
  return findingsOf(results).length === 0 ? 0 : 1;
}

/** Where the legacy Rules do not answer, or may answer twice, by file. One that cannot be read is left out. */
async function badExits(root: string): Promise<Map<string, BadExits>> {
  if (!existsSync(join(root, 'rules-legacy/rules.yaml'))) return new Map();
  const [{ readRules }, { parseRules }, { findUses }, { findExits }, { positionOf }] = await Promise.all([
    import('./rule/read.ts'),
    import('./rule/parse.ts'),
    import('./rule/uses.ts'),
    import('./rule/exits.ts'),
    import('./rule/syntax.ts'),
  ]);
  const parsed = parseRules(readRules(['rules-legacy'], root).rules);
  return new Map(
    parsed.flatMap((one): [string, BadExits][] => {
      if (one instanceof Problem) return [];
      const { stalls, silent, repeated } = findExits(one, findUses(one));
      const end = one.handler.body.getEnd() - 1;
      const exit = (kind: 'never' | 'twice', offset: number): BadExits[number] => ({
        kind,
        at: { file: one.rule.file, ...positionOf(one.source, offset) },
      });
      return [
        [
          one.rule.file,
          [
            ...stalls.map((stall) => exit('never', stall?.getStart(one.source) ?? end)),
            ...silent.map((node) => exit('never', node.getStart(one.source))),
            ...repeated.map((call) => exit('twice', call.getStart(one.source))),
          ],
        ],
      ];
    }),
  );
}

async function plan({ context, options, profile }: Call): Promise<ExitCode> {
  return withMapping<ExitCode>(context, options, profile, ({ plan, steps, violations, label }) => {
    context.out(options['json'] ? toJson({ ...plan, violations }) : planText(label, plan, steps, violations));
    const nothing = plan.steps.length + plan.removals.length + violations.length === 0;
    return Promise.resolve(nothing ? 0 : 1);
  });
}

async function apply({ context, options, profile }: Call): Promise<ExitCode> {
  return withMapping<ExitCode>(context, options, profile, async (work) => {
    const { api, plan, steps, violations, label } = work;
    if (violations.length > 0) {
      throw new Problem('torq-guard', 'The change would not leave everybody with the declared role.', {
        detail: violations.map(violationText).join('\n'),
        hint: 'Nothing was sent. Correct the mapping, declare the new role of these people, or (for --remove) deploy first.',
      });
    }
    if (steps.length > 0 && !work.local) await confirm(context, options, work);
    const rows = await applySteps(api, plan, steps, (text) => context.progress(text));
    context.out(
      options['json']
        ? toJson({ rows, steps: steps.map(({ step }) => step) })
        : appliedText(label, plan, steps, rows.length),
    );
    return 0;
  });
}

/** A real workspace is changed after a yes only: from the terminal, or given beforehand. */
async function confirm(
  context: Context,
  options: Call['options'],
  { plan, steps, label }: MappingWork,
): Promise<void> {
  context.err(planText(label, plan, steps, []));
  if (options['yes']) return;
  if (!context.interactive) {
    throw new Problem('confirmation', `${label} is a real workspace, and nobody can be asked.`, {
      hint: 'Nothing was changed. Pass --yes to apply without a question.',
    });
  }
  if (await context.confirm(`Change the mapping of ${label}?`)) return;
  throw new Problem('confirmation', 'Not applied.', { hint: 'Nothing was changed.' });
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

import { relative, resolve } from 'node:path';

import type { Command, Context, ExitCode } from './lib/command.ts';
import { Problem } from './lib/problem.ts';
import { tenantFacts } from './project/tenant-facts.ts';
import { withMapping, type MappingWork } from './project/torq-mapping.ts';
import { projectOf, TENANT_OPTIONS } from './project/work.ts';
import { violationText } from './torq/guard.ts';
import { applySteps } from './torq/mapping/reconcile.ts';
import { appliedText, planText } from './torq/mapping/text.ts';
import { readTorqProfile } from './torq/profile.ts';
import type { TorqProfile } from './torq/profile-schema.ts';
import { sheetMarkdown, sheetText } from './torq/sheet-text.ts';
import { sheetOf } from './torq/sheet.ts';
import { explainPerson, explanationText, strangerText } from './torq/who.ts';

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
  const { label, facts } = await tenantFacts(projectOf(context, options), profile.application);
  context.err(`Values of: ${label}`);
  const result = sheetOf(profile, facts);
  context.out(
    options['json']
      ? toJson(result)
      : options['markdown']
        ? sheetMarkdown(result).trimEnd()
        : sheetText(result),
  );
  return 0;
}

async function who({ context, args, options, profile }: Call): Promise<ExitCode> {
  const email = args[0] as string;
  const named = (options['groups'] as string | undefined)?.split(',').filter((name) => name !== '');
  const { declared, explanation } = explainPerson(profile, email, named);
  if (options['json']) {
    context.out(toJson({ email, declared: declared?.role, ...explanation }));
  } else {
    context.out(explanationText(email, explanation));
    if (!declared) context.err(strangerText(profile, email, named !== undefined));
    if (declared?.sso === false)
      context.err(`${email} signs in outside single sign-on; this is what it would get there.`);
  }
  return explanation.resolution.role === undefined ? 1 : 0;
}

async function check({ context, options, profile, profilePath }: Call): Promise<ExitCode> {
  const [{ audit, findingsOf }, { auditText }, { auditInput }] = await Promise.all([
    import('./torq/audit/audit.ts'),
    import('./torq/audit/text.ts'),
    import('./project/audit-input.ts'),
  ]);
  const project = projectOf(context, options);
  context.progress('Looking at the configuration and logging people in');
  const live = options['live'] === true;
  const results = await audit(await auditInput({ ...project, torq: profile }, profilePath, { live }));
  context.out(options['json'] ? toJson(results) : auditText(results));
  return findingsOf(results).length === 0 ? 0 : 1;
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

import { resolve } from 'node:path';
import type { Command } from './lib/command.ts';
import { writeFileAtomic } from './lib/files.ts';
import { overTenants, ALL_OPTION } from './project/over-tenants.ts';
import { TENANT_OPTIONS, withWork } from './project/work.ts';
import { planMarkdown } from './report/plan-markdown.ts';
import { planText } from './report/plan-text.ts';

/** Compares the sources with the live tenant, field by field, and changes nothing. */
export const command: Command = {
  options: [
    { flags: '--out <file>', description: 'save the plan, for deploy --plan' },
    { flags: '--markdown <file>', description: 'write it as Markdown too, for a pull request' },
    {
      flags: '--remove <what...>',
      description: 'take this away too: TYPE/NAME, as under remove in tenant.yaml',
    },
    ALL_OPTION,
    ...TENANT_OPTIONS,
  ],
  run: (context, _args, options) =>
    overTenants(context, options, (one, chosen) =>
      withWork(one, chosen, { secretsMayMiss: true }, async ({ plan, label }) => {
        const { out, markdown } = chosen;
        if (typeof out === 'string') {
          writeFileAtomic(resolve(one.cwd, out), `${JSON.stringify(plan, null, 2)}\n`);
        }
        if (typeof markdown === 'string') {
          writeFileAtomic(resolve(one.cwd, markdown), planMarkdown(plan));
        }
        one.out(chosen['json'] ? JSON.stringify(plan, null, 2) : planText(plan, label));
        if (typeof out === 'string' && !chosen['json']) one.out(`\nSaved as ${out}.`);
        return plan.changes.some((change) => change.kind !== 'unchanged') ? 1 : 0;
      }),
    ),
};

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command, Context } from './lib/command.ts';
import { writeChanged } from './lib/files.ts';
import { Problem } from './lib/problem.ts';
import { openTarget } from './project/open-target.ts';
import { stagePull } from './project/stage-pull.ts';
import { projectOf, TENANT_OPTIONS, type Options } from './project/work.ts';
import { pullText } from './report/pull-text.ts';
import { pullExport } from './tenant/pull-export.ts';
import { pullLive } from './tenant/pull-live.ts';
import type { Pulled } from './tenant/pulled.ts';
import { pullTerraform } from './tenant/pull-terraform.ts';

/** Brings rules, Actions, bindings and declared resources from a tenant, an export or Terraform into this project. */
export const command: Command = {
  options: [
    {
      flags: '--from <path>',
      description: 'an a0deploy export (file or folder) or Terraform files, not the tenant',
    },
    { flags: '--overwrite', description: 'replace what says something else here' },
    { flags: '--dry-run', description: 'show what would be written, and write nothing' },
    ...TENANT_OPTIONS,
  ],
  async run(context, _args, options) {
    const { pulled, from } = await pullFrom(context, options);
    const staged = stagePull(context.cwd, pulled, { overwrite: options['overwrite'] === true });
    const isDry = options['dryRun'] === true;
    if (!isDry) {
      writeChanged(new Map([...staged.files].map(([path, text]) => [join(context.cwd, path), text])));
    }
    const { files, left, notes } = staged;
    context.out(
      options['json']
        ? JSON.stringify(
            { from, written: isDry ? [] : [...files.keys()], files: [...files.keys()], left, notes },
            null,
            2,
          )
        : pullText(staged, { from, isDry }),
    );
    return left.length > 0 || (isDry && files.size > 0) ? 1 : 0;
  },
};

async function pullFrom(
  context: Context,
  options: Options,
): Promise<{ readonly pulled: Pulled; readonly from: string }> {
  const { from } = options;
  if (typeof from === 'string') {
    const path = resolve(context.cwd, from);
    return { pulled: formOf(path)(path), from };
  }
  const project = projectOf(context, options);
  const { connection, label, close } = await openTarget(project.target, project.localStateDir);
  try {
    context.progress(`Reading ${label}`);
    const { connections = [] } = (project.tenantYaml.content() ?? {}) as {
      connections?: { name?: string }[];
    };
    return {
      pulled: await pullLive(
        connection,
        connections.flatMap((one) => one.name ?? []),
      ),
      from: label,
    };
  } finally {
    await close();
  }
}

/** An export is a YAML file, or a folder with the folders of the resource types; Terraform files end in .tf. */
function formOf(path: string): (path: string) => Pulled {
  if (!existsSync(path)) {
    throw new Problem('pull-missing', `There is no ${path}.`, {
      hint: 'Name an export of auth0-deploy-cli (its YAML file or its folder), or Terraform files.',
    });
  }
  if (!statSync(path).isDirectory()) return path.endsWith('.tf') ? pullTerraform : pullExport;
  const entries = readdirSync(path);
  if (entries.some((entry) => entry.endsWith('.tf'))) return pullTerraform;
  if (entries.includes('tenant.yaml')) return (folder) => pullExport(join(folder, 'tenant.yaml'));
  if (entries.some((entry) => ['rules', 'actions', 'triggers', 'rules-configs'].includes(entry)))
    return pullExport;
  throw new Problem('pull-form', `${path} is neither an export of auth0-deploy-cli nor Terraform.`, {
    hint: 'An export holds a tenant.yaml, or folders like actions/ and rules/; Terraform files end in .tf.',
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Command } from '../scripts/lib/command.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yml'));
const workflows = files.map(
  (file) => [file, parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow] as const,
);
const jobs = workflows.flatMap(([file, { jobs }]) =>
  Object.entries(jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);

describe.each(workflows)('%s', (_, workflow) => {
  it('gives no permission that a job does not ask for', () => {
    expect(workflow.permissions).toEqual({});
  });
});

describe.each(jobs)('%s', (_, { permissions, environment, steps }) => {
  const secrets = [
    ...new Set([...JSON.stringify(steps).matchAll(/secrets\.(\w+)/g)].map((match) => match[1])),
  ];

  it('pins every action by its commit and names the version', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
  });

  it('leaves no credentials of git behind', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('sees secrets in an environment only, and those of tenant.yaml where it writes only', () => {
    if (secrets.length > 0) expect(['auth0-read', 'production']).toContain(environment);
    if (environment === 'auth0-read') expect(secrets).toEqual(['AUTH0_CLIENT_SECRET']);
  });

  it('that may write to the repository runs none of its code', () => {
    const mayWrite = Object.entries(permissions ?? {}).some(
      ([scope, right]) => right === 'write' && scope !== 'security-events',
    );
    if (mayWrite) expect(JSON.stringify(steps)).not.toMatch(/npm |actions\/checkout/);
  });

  it('takes nothing from outside into a script but through its environment', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('calls npm scripts that there are, with flags that they know', async () => {
    for (const { run } of steps) {
      for (const [, name, flags = ''] of (run ?? '').matchAll(
        /npm (?:run (?:--silent )?)?([\w:]+)(?: -- ([^|>\n]*))?/g,
      )) {
        if (['ci', 'install', 'ls'].includes(name!)) continue;
        expect(scripts).toHaveProperty([name!]);
        const verb = /scripts\/cli\.ts (\w+)/.exec(scripts[name!]!)?.[1];
        if (verb === undefined) continue;
        const { command } = (await import(`../scripts/${verb}.ts`)) as { command: Command };
        const known = command.options.map((option) => option.flags.split(' ')[0]);
        for (const [flag] of flags.matchAll(/--[\w-]+/g)) expect(known).toContain(flag);
      }
    }
  });
});

it('every pinned action says its version in a comment', () => {
  for (const file of files) {
    for (const line of readFileSync(join(FOLDER, file), 'utf8').split('\n')) {
      if (line.includes('uses:')) expect(line).toMatch(/# v\d+\.\d+\.\d+$/);
    }
  }
});

it('the GitLab example is YAML and calls npm scripts that there are', () => {
  const text = readFileSync(join(ROOT, 'docs/gitlab-ci.yml'), 'utf8');
  const jobs = parse(text, { merge: true }) as Record<string, { script?: string[] }>;
  const lines = Object.values(jobs).flatMap((job) => job.script ?? []);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    const [, name] = /npm (?:run )?([\w:]+)/.exec(line) ?? [];
    if (name !== undefined && name !== 'ci') expect(scripts).toHaveProperty([name]);
  }
});

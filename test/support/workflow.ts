import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import { folder } from './folder.ts';

const WORKFLOWS = join(import.meta.dirname, '../../.github/workflows');

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly if?: string;
  readonly environment?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** What lies outside the runner of a job: the repository's settings, and what jobs hand on. */
export interface Forge {
  /** Makes the working copy of a job in an empty folder. */
  readonly checkOut: (workspace: string) => void;
  readonly vars: Readonly<Record<string, string>>;
  /** By environment: a job without one sees none. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly event: object;
  readonly eventName: string;
  /** Of every job, as a runner gives it. */
  readonly env: Readonly<Record<string, string>>;
  /** Folder whose subfolders are artifacts. */
  readonly artifacts: string;
  /** Folder whose subfolders are cache entries. */
  readonly caches: string;
  /** SARIF files that were uploaded. */
  readonly sarif: string[];
  /** `run` steps that are passed over. */
  readonly passedOver: ReadonlySet<string>;
  /** `run` steps that were run. */
  readonly ran: Set<string>;
}

export interface JobResult {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the steps printed. */
  readonly log: string;
  /** The step that failed; undefined when all went well, and the job was not skipped. */
  readonly failed: string | undefined;
  readonly skipped: boolean;
}

interface JobInput {
  readonly needs?: Readonly<Record<string, object>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

let runs = 0;

/** Runs a job of a workflow as GitHub's runner does: its conditions, environment, outputs, and each `run` with bash. */
export async function runJob(
  file: string,
  name: string,
  forge: Forge,
  { needs = {}, inputs = {} }: JobInput = {},
): Promise<JobResult> {
  const workflow = parse(readFileSync(join(WORKFLOWS, file), 'utf8')) as { jobs: Record<string, Job> };
  const job = workflow.jobs[name]!;
  const workspace = folder();
  const results = folder({ output: '', summary: '', 'event.json': JSON.stringify(forge.event) });
  const result = (key: string): string => readFileSync(join(results, key), 'utf8');
  runs += 1;
  const github = {
    token: 'token-of-the-job',
    repository: 'acme/auth0',
    server_url: 'https://github.example',
    run_id: String(runs),
    run_attempt: '1',
    event: forge.event,
    event_name: forge.eventName,
    ref: 'refs/heads/main',
  };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  let log = '';
  let failed: string | undefined;
  const context = () => ({
    github,
    vars: forge.vars,
    secrets: forge.secrets[job.environment ?? ''] ?? {},
    needs,
    inputs,
    steps,
    always: () => true,
    failure: () => failed !== undefined,
    cancelled: () => false,
    contains: (list: readonly unknown[], item: unknown) => list.includes(item),
    hashFiles: (path: string) => (existsSync(join(workspace, path)) ? 'hash' : ''),
  });
  const filled = (value: unknown): string =>
    String(value).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) =>
      text(evaluate(expression, context())),
    );
  const holds = (condition: string | boolean | undefined): boolean =>
    Boolean(evaluate(String(condition ?? true).replaceAll(/\$\{\{|\}\}/g, ''), context()));
  if (!holds(job.if)) return { outputs: {}, summary: '', log, failed, skipped: true };

  for (const step of job.steps) {
    const title = step.name ?? step.run ?? step.uses!;
    const hasStatus = /always\(\)|failure\(\)|cancelled\(\)/.test(String(step.if));
    if ((failed !== undefined && !hasStatus) || !holds(step.if)) continue;
    const given = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([key, value]) => [key, filled(value)]),
    );
    if (step.uses !== undefined) {
      ACTIONS[step.uses.split('@')[0]!]!(given, workspace, forge);
      continue;
    }
    if (forge.passedOver.has(step.run!)) continue;
    forge.ran.add(step.run!);
    const { code, output } = await bash(step.run!, workspace, {
      ...forge.env,
      GITHUB_EVENT_PATH: join(results, 'event.json'),
      GITHUB_OUTPUT: join(results, 'output'),
      GITHUB_STEP_SUMMARY: join(results, 'summary'),
      ...Object.fromEntries(Object.entries(step.env ?? {}).map(([key, value]) => [key, filled(value)])),
    });
    log += output;
    if (code !== 0) failed ??= title;
    const outputs = Object.fromEntries(
      [...result('output').matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
    );
    if (step.id !== undefined) steps[step.id] = { outputs };
  }
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, value]) => [key, filled(value)]),
  );
  return { outputs, summary: result('summary'), log, failed, skipped: false };
}

/** Expressions of the workflows are JavaScript but for `needs.*` and that what is missing is empty. */
function evaluate(expression: string, context: object): unknown {
  const source = expression.replaceAll('needs.*.result', 'Object.values(needs).map((one) => one.result)');
  const names = Object.entries(context).map(([name, value]) => [name, lenient(value)]);
  return runInNewContext(source, Object.fromEntries(names) as object);
}

function lenient(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return new Proxy(value, { get: (target, key) => lenient(Reflect.get(target, key) ?? '') });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

type Action = (given: Readonly<Record<string, string>>, workspace: string, forge: Forge) => void;

/** What the actions of others do, as far as it matters offline. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'actions/checkout': (_, workspace, { checkOut }) => checkOut(workspace),
  'actions/setup-node': () => undefined,
  'actions/upload-artifact'({ name, path, 'if-no-files-found': ifNone }, workspace, { artifacts }) {
    const found = expand(workspace, path!);
    if (found.length === 0 && ifNone === 'error') throw new Error(`There is no ${path} to upload.`);
    for (const one of found) copy(join(workspace, one), join(artifacts, name!, one));
  },
  'actions/download-artifact'({ name, pattern }, workspace, { artifacts }) {
    const wanted =
      pattern === undefined
        ? [name!]
        : readdirSync(artifacts).filter((one) => one.startsWith(pattern.replace('*', '')));
    for (const one of wanted) copy(join(artifacts, one), workspace);
  },
  'actions/cache/restore'({ path, key, 'restore-keys': prefix }, workspace, { caches }) {
    const keys = readdirSync(caches).toSorted();
    const found = keys.includes(key!) ? key! : keys.findLast((one) => one.startsWith(prefix!));
    if (found !== undefined) copy(join(caches, found), join(workspace, path!));
  },
  'actions/cache/save'({ path, key }, workspace, { caches }) {
    if (existsSync(join(workspace, path!))) copy(join(workspace, path!), join(caches, key!));
  },
  'github/codeql-action/upload-sarif'({ sarif_file: file }, workspace, { sarif }) {
    sarif.push(readFileSync(join(workspace, file!), 'utf8'));
  },
};

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

/** The files that a path with `*` for one segment names. */
function expand(root: string, path: string): string[] {
  return path
    .replace(/\/$/, '')
    .split('/')
    .reduce<string[]>(
      (found, segment) =>
        found.flatMap((one) =>
          segment === '*'
            ? existsSync(join(root, one))
              ? readdirSync(join(root, one)).map((entry) => join(one, entry))
              : []
            : [join(one, segment)],
        ),
      [''],
    )
    .filter((one) => existsSync(join(root, one)));
}

/** As GitHub runs a step whose shell is not named. */
function bash(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string }> {
  const child = spawn('bash', ['-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => void child.on('close', (code) => resolve({ code: code ?? 1, output })));
}

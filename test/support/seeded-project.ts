import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { copyProject } from './copy-project.ts';
import { folder } from './folder.ts';
import { seed } from './seed.ts';

/**
 * Projects whose local tenant already is as tenant.yaml asks, one for each call. Made once a test file by the
 * Management API itself, as auth0-deploy-cli sleeps five seconds in a first import.
 */
export function seededProjects(): () => string {
  let template: string;
  beforeAll(async () => {
    template = mkdtempSync(join(tmpdir(), 'toolkit-seeded-'));
    copyProject(template);
    await seed(template);
  }, 60_000);
  afterAll(() => rmSync(template, { recursive: true, force: true }));
  return () => {
    const root = folder();
    cpSync(template, root, { recursive: true });
    return root;
  };
}

/** Changes a file of a project. Throws when the change changes nothing. */
export function edit(root: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`The edit of ${path} changes nothing.`);
  writeFileSync(join(root, path), after);
}

/** Changes the state of a project's local tenant behind everybody's back, as a person at the Dashboard would. */
export function meddle(root: string, change: (state: TenantState) => void, tenant = ''): void {
  const path = join(root, '.tenant', tenant, 'state.json');
  const state = JSON.parse(readFileSync(path, 'utf8')) as TenantState;
  change(state);
  writeFileSync(path, JSON.stringify(state));
}

/** The state of a project's local tenant, as far as tests look at it; its port is another one each time it starts. */
export function stateOf(root: string, tenant = ''): TenantState {
  const text = readFileSync(join(root, '.tenant', tenant, 'state.json'), 'utf8');
  return JSON.parse(text.replaceAll(/localhost:\d+/g, 'localhost')) as TenantState;
}

export interface TenantState {
  clients: ({ name: string; client_id: string } & Record<string, unknown>)[];
  connections: { name: string; enabled_clients: string[]; options: Record<string, unknown> }[];
  actions: ({
    id: string;
    name: string;
    code: string;
    versions: unknown[];
    deployed_version_id: string;
  } & Record<string, unknown>)[];
  bindings: Record<string, { action_id: string; display_name: string }[]>;
  rules: Record<string, unknown>[];
}

/** Adds a bound Action that tenant.yaml knows nothing of. */
export function addManualAction(state: TenantState, name = 'manual-mfa'): void {
  const [first] = state.actions;
  const id = `manual-${name}`;
  const code = 'exports.onExecutePostLogin = async () => {};\n';
  const copy = structuredClone(first!);
  copy.versions = copy.versions.map((version) => ({ ...(version as object), code }));
  state.actions.push({ ...copy, id, name, code, secrets: [] });
  const bindings = (state.bindings['post-login'] ??= []);
  const row = { id: `binding-${name}`, action_id: id, display_name: name };
  bindings.unshift({ ...bindings[0]!, ...row });
}

/** Adds an application that the connection is enabled for and tenant.yaml knows nothing of. */
export function addManualApplication(state: TenantState, name = 'Wiki'): void {
  const torq = state.clients.find((one) => one.name === 'Auth0 Torq')!;
  state.clients.push({ ...torq, name, client_id: `client-${name}` });
  state.connections[0]!.enabled_clients.push(`client-${name}`);
}

/** Makes the live version of the Action an older one than the source: the next deploy sends the Action. */
export function olderVersion(state: TenantState): void {
  for (const version of state.actions[0]!.versions as { code: string }[])
    version.code += "\nconsole.log('older');";
}

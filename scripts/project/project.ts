import { join, resolve } from 'node:path';
import { withDotEnv } from '../lib/environment.ts';
import { Problem } from '../lib/problem.ts';
import { readYaml, type YamlFile } from '../lib/yaml.ts';
import { readTarget, refuseLoneCredentials, type Target } from '../tenant/target.ts';
import { readTenantFile, tenantEnvironment, type TenantFile } from './tenants.ts';
import { readTorqProfile } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';

/** What a verb works on: the folder that holds tenant.yaml, and the tenant that the environment names. */
export interface Project {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: Target;
  /** `local`, the name of a file in tenants/, or the domain. */
  readonly name: string;
  /** tenants/NAME.yaml; undefined when the environment alone names the tenant. */
  readonly file: TenantFile | undefined;
  readonly tenantYaml: YamlFile;
  readonly torq: TorqProfile;
  /** Where every target keeps its lock and its Receipts. Ignored by git. */
  readonly stateDir: string;
  /** Where an embedded tenant keeps its state. */
  readonly localStateDir: string;
}

/**
 * Reads the project in `root`; `tenant` names a file in tenants/. Throws a Problem for a file that is missing or
 * broken, or credentials that are.
 */
export function readProject(
  root: string,
  env: Project['env'],
  stateDir: string | undefined,
  tenant?: string,
): Project {
  refuseNoFolder(stateDir);
  const all = withDotEnv(root, env);
  const tenantYaml = readYaml(
    join(root, 'tenant.yaml'),
    'tenant.yaml',
    'Run from the folder that holds it, or copy the one of this repository.',
  );
  const named = tenant === undefined ? undefined : readTenantFile(root, tenant);
  if (named === undefined) refuseLoneCredentials(all);
  const target = readTarget(named === undefined ? all : tenantEnvironment(named, all));
  const name = named?.name ?? (target.kind === 'local' ? 'local' : target.domain.replaceAll(':', '_'));
  const folder = resolve(root, stateDir ?? '.tenant');
  return {
    root,
    env: all,
    target,
    name,
    file: named ?? (target.kind === 'local' ? readTenantFile(root, 'local') : undefined),
    tenantYaml,
    torq: readTorqProfile(join(root, 'torq.yaml')),
    stateDir: folder,
    localStateDir: name === 'local' ? folder : join(folder, name),
  };
}

/** An unset variable in a script: secrets and keys would lie in the project itself, which git does not ignore. */
export function refuseNoFolder(stateDir: unknown): void {
  if (typeof stateDir !== 'string' || stateDir.trim() !== '') return;
  throw new Problem('state-folder', '--state names no folder.', {
    hint: 'The variable that holds its name may not be set. Leave --state out for .tenant.',
  });
}

/** The file that remembers which secrets the target holds. */
export function secretsLockPath({ stateDir, name }: Project): string {
  return join(stateDir, `${name}.secrets.json`);
}

/** Which tenant it is, whatever its name: the domain, or `embedded`. */
export function domainOf({ target }: Project): string {
  return target.kind === 'real' ? target.domain : 'embedded';
}

/** The folder of the target's Receipts. */
export function receiptsPath({ stateDir, name }: Project): string {
  return join(stateDir, name, 'receipts');
}

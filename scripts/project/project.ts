import { join } from 'node:path';
import { withDotEnv } from '../lib/environment.ts';
import { readYaml, type YamlFile } from '../lib/yaml.ts';
import { readTarget, type Target } from '../tenant/target.ts';
import { readTorqProfile } from '../torq/profile.ts';
import type { TorqProfile } from '../torq/profile-schema.ts';

/** What a verb works on: the folder that holds tenant.yaml, and the tenant that the environment names. */
export interface Project {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target: Target;
  readonly tenantYaml: YamlFile;
  readonly torq: TorqProfile;
  /** Where the local tenant keeps its state, and every target its lock. Ignored by git. */
  readonly stateDir: string;
}

/** Reads the project in `root`. Throws a Problem for a file that is missing or broken, or credentials that are. */
export function readProject(root: string, env: Project['env'], stateDir: string | undefined): Project {
  const all = withDotEnv(root, env);
  return {
    root,
    env: all,
    target: readTarget(all),
    tenantYaml: readYaml(
      join(root, 'tenant.yaml'),
      'tenant.yaml',
      'Run from the folder that holds it, or copy the one of this repository.',
    ),
    torq: readTorqProfile(join(root, 'torq.yaml')),
    stateDir: join(root, stateDir ?? '.tenant'),
  };
}

/** The file that remembers which secrets the target holds. */
export function secretsLockPath({ stateDir, target }: Project): string {
  const name = target.kind === 'local' ? 'local' : target.domain.replaceAll(':', '_');
  return join(stateDir, `${name}.secrets.json`);
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readMappingAccess } from '../torq/mapping/access.ts';
import { openMappingApi } from '../torq/mapping/api.ts';
import { planMapping } from '../torq/mapping/reconcile.ts';
import { startStandIn } from '../torq/mapping/stand-in.ts';
import { vendorOf } from '../torq/profile.ts';
import type { MappingRow } from '../torq/profile-schema.ts';
import type { Project } from './project.ts';

/** Where the stand-in of the vendor's mapping API keeps its rows. */
export function standInPath({ stateDir, torq }: Pick<Project, 'stateDir' | 'torq'>): string {
  return join(stateDir, `${torq.vendor}-mapping.json`);
}

/**
 * The rows of the vendor's claims mapping as they are now: of the workspace whose API key is in the environment, or for
 * the local tenant of the stand-in, once it has any. Undefined when they cannot be known.
 */
export async function vendorRows(project: Project): Promise<readonly MappingRow[] | undefined> {
  const { torq, env, target } = project;
  if (target.kind === 'real') {
    const access = readMappingAccess(torq, env);
    return access && (await planMapping(await openMappingApi(access), torq)).current.map(plainRow);
  }
  const file = standInPath(project);
  if (!existsSync(file)) return undefined;
  const roles = [...vendorOf(torq).roles.map(({ name }) => name), ...torq.customRoles];
  const standIn = await startStandIn(file, roles);
  try {
    const { current } = await planMapping(await openMappingApi(standIn.access), torq);
    return current.length === 0 ? undefined : current.map(plainRow);
  } finally {
    await standIn.close();
  }
}

function plainRow({ claim, value, role }: MappingRow): MappingRow {
  return { claim, value, role };
}

import { resolveKeywords } from '../tenant/keywords.ts';
import { givenSecretOptions } from '../tenant/secret-changes.ts';
import { keywordsOf } from './keywords.ts';
import type { Project } from './project.ts';

interface Declared {
  readonly connections?: readonly {
    readonly name?: string;
    readonly options?: Readonly<Record<string, unknown>>;
  }[];
}

/** The secret options of a connection that tenant.yaml declares and that have a value here; none is no failure. */
export function connectionSecrets(project: Project): (connection: string) => Record<string, unknown> {
  const { keywords, whereToSet } = keywordsOf(project);
  const content = resolveKeywords(project.tenantYaml, keywords, whereToSet, { secretsMayMiss: true });
  const { connections = [] } = (content ?? {}) as Declared;
  return (name) => givenSecretOptions(connections.find((one) => one.name === name) ?? {});
}

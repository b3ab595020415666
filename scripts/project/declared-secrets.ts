import { isNotGiven, resolveKeywords } from '../tenant/keywords.ts';
import { givenSecretOptions } from '../tenant/secret-changes.ts';
import { keywordsOf } from './keywords.ts';
import type { Project } from './project.ts';

interface Declared {
  readonly connections?: readonly {
    readonly name?: string;
    readonly options?: Readonly<Record<string, unknown>>;
  }[];
  readonly actions?: readonly {
    readonly name?: string;
    readonly secrets?: readonly { readonly name: string; readonly value: unknown }[];
  }[];
}

/** The secrets that tenant.yaml gives; one without a value here is no failure. */
export interface DeclaredSecrets {
  /** The secret options of a connection that have a value here. */
  readonly ofConnection: (connection: string) => Record<string, unknown>;
  /** Those that have none. */
  readonly missingOf: (connection: string) => readonly string[];
  readonly actions: readonly {
    readonly name: string;
    readonly secrets: readonly { readonly name: string; readonly value: unknown }[] | undefined;
  }[];
}

/** What a rollback needs of tenant.yaml, whose Actions it does not build. */
export function declaredSecretsOf(project: Project): DeclaredSecrets {
  const { keywords, whereToSet } = keywordsOf(project);
  const content = resolveKeywords(project.tenantYaml, keywords, whereToSet, { secretsMayMiss: true });
  const { connections = [], actions = [] } = (content ?? {}) as Declared;
  const connection = (name: string) => connections.find((one) => one.name === name) ?? {};
  return {
    ofConnection: (name) => givenSecretOptions(connection(name)),
    missingOf: (name) =>
      Object.entries(connection(name).options ?? {}).flatMap(([option, value]) =>
        isNotGiven(value) ? [option] : [],
      ),
    actions: actions.map(({ name, secrets }) => ({ name: String(name), secrets })),
  };
}

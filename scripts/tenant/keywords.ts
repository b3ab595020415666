import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import { Problem } from '../lib/problem.ts';
import type { YamlFile } from '../lib/yaml.ts';
import { isSecretName } from './secret-name.ts';

/** The client ID of an application, which is known only once the tenant holds the application. */
export interface ClientIdOf {
  readonly clientIdOf: string;
}

/** A secret whose keyword has no value here: it can be planned, but not sent. */
export interface NotGiven {
  readonly notGiven: string;
}

/** What `@@KEYWORD@@` stands for: any JSON value, or the client ID of a declared application. */
export type Keywords = ReadonlyMap<string, unknown>;

/** True for a client ID that the tenant has yet to give. */
export function isClientIdOf(value: unknown): value is ClientIdOf {
  return typeof value === 'object' && value !== null && 'clientIdOf' in value;
}

/** True for a secret that has no value in this run. */
export function isNotGiven(value: unknown): value is NotGiven {
  return typeof value === 'object' && value !== null && 'notGiven' in value;
}

/** The keywords with the client IDs filled in that the tenant has given by now; the others stay open. */
export function withClientIds(keywords: Keywords, clientIds: ReadonlyMap<string, string>): Keywords {
  return new Map(
    [...keywords].map(([name, value]) => [
      name,
      isClientIdOf(value) ? (clientIds.get(value.clientIdOf) ?? value) : value,
    ]),
  );
}

const WHOLE = /^(@@|##)(\w+)\1$/;
const WITHIN = /(@@|##)(\w+)\1/g;

/** Where secrets stand in tenant.yaml: a plan can do without their values. */
const SECRET_FIELD = /^actions\[\d+\]\.secrets\[\d+\]\.value$|^connections\[\d+\]\.options\./;

/**
 * The file's content with every placeholder replaced, each strictly: `@@X@@` by the JSON value, `##X##` by its text
 * (https://auth0.com/docs/deploy-monitor/deploy-cli-tool/keyword-replacement). None is left over for
 * auth0-deploy-cli, which would store the placeholder itself as a secret. `whereToSet` tells, in the error, where a
 * keyword gets its value. With `secretsMayMiss`, a secret whose keyword has no value becomes NotGiven.
 */
export function resolveKeywords(
  yaml: YamlFile,
  keywords: Keywords,
  whereToSet: string,
  { secretsMayMiss = false }: { readonly secretsMayMiss?: boolean } = {},
): unknown {
  const fail = (code: string, node: Node, message: string, hint: string): never => {
    throw new Problem(code, message, { at: yaml.locate(node), hint });
  };

  const valueOf = (node: unknown, field: string): unknown => {
    if (isAlias(node)) return valueOf(node.resolve(yaml.document), field);
    if (isSeq(node)) return node.items.map((item, index) => valueOf(item, `${field}[${index}]`));
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map((pair) => {
          const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
          const path = field === '' ? name : `${field}.${name}`;
          if (WHOLE.test(name)) {
            fail(
              'keyword-as-name',
              pair.key as Node,
              `${path}: a placeholder cannot name a field.`,
              'Write the name.',
            );
          }
          if (name === '<<' || name === '__proto__') {
            fail(
              'field-name',
              pair.key as Node,
              `${path} is no field.`,
              name === '<<' ? 'Merging is not part of YAML 1.2: write the fields out.' : 'Take it out.',
            );
          }
          return [name, valueOf(pair.value, path)];
        }),
      );
    }
    if (!isScalar(node)) return null;
    return typeof node.value === 'string' ? replace(node.value, node, field) : node.value;
  };

  const lookUp = (name: string, node: Node, field: string): unknown => {
    if (!keywords.has(name)) {
      fail(
        'keyword-unresolved',
        node,
        `${field} needs the keyword ${name}, which has no value.`,
        `Set ${name} ${whereToSet}. Nothing was sent to the tenant.`,
      );
    }
    const value = keywords.get(name);
    const fault = faultOf(value);
    if (fault !== undefined) {
      fail(
        'keyword-value',
        node,
        `${field} takes the keyword ${name}, which ${fault}.`,
        `Set ${name} ${whereToSet}: the step that fills it in may not have run. Nothing was sent to the tenant.`,
      );
    }
    return value;
  };

  const isSecret = (field: string): boolean =>
    SECRET_FIELD.test(field) && (field.startsWith('actions') || isSecretName(field));

  const replace = (text: string, node: Node, field: string): unknown => {
    if (secretsMayMiss && isSecret(field)) {
      const missing = [...text.matchAll(WITHIN)].find((match) => !keywords.has(match[2]!));
      if (missing) return { notGiven: missing[2]! } satisfies NotGiven;
    }
    const whole = WHOLE.exec(text);
    if (whole) {
      const value = lookUp(whole[2]!, node, field);
      return whole[1] === '@@' || isClientIdOf(value) ? value : asText(value);
    }
    return text.replaceAll(WITHIN, (_, mark: string, name: string) => {
      const value = lookUp(name, node, field);
      if (mark === '@@' || isClientIdOf(value)) {
        fail(
          'keyword-not-whole',
          node,
          `${field}: ${mark}${name}${mark} must be the whole value.`,
          'Inside a text write ##KEYWORD##.',
        );
      }
      return asText(value);
    });
  };

  yaml.content();
  return valueOf(yaml.document.contents, '');
}

/** Placeholders of auth0-deploy-cli, which drops the field that holds one, and of guides. */
export const PLACEHOLDER =
  /(@@|##)[A-Za-z]\w*\1|<(?:[A-Z][A-Za-z]*)?(?:Application)?Client[ _-]?ID>|\bYOUR_[A-Z_]+\b/i;

/** What is wrong with the value of a keyword, or with a text in it. */
function faultOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.trim() === '') return 'is empty';
    const placeholder = PLACEHOLDER.exec(value);
    return placeholder === null ? undefined : `still is the placeholder ${placeholder[0]}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(faultOf)
    .find((fault) => fault !== undefined);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

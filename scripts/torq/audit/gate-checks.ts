import { keywordName } from '../profile.ts';
import { claimActions } from './code-checks.ts';
import { finding, note, unseen, type AuditInput, type CodeSource, type Remark } from './row.ts';
import { counts, whyNot } from './rule-checks.ts';
import { isRecord, type Item } from './tenant-view.ts';

const PLACEHOLDER = /<[A-Za-z ]*Client ?_?ID>|(@@|##)\w+\1|\bYOUR_[A-Z_]+\b|\{\{[^}]*client[^}]*\}\}/iu;

/** No placeholder was left where a value belongs. */
export function* placeholders(input: AuditInput): Generator<Remark> {
  const told = 'until it is replaced the comparison never holds for anyone';
  for (const { facts } of input.actions) {
    for (const { value, at } of facts.literals) {
      if (!PLACEHOLDER.test(value)) continue;
      yield finding(
        `The Action holds the placeholder ${value}: ${told}.`,
        'Read the value from event.secrets.',
        at,
      );
    }
  }
  for (const rule of input.rules) {
    for (const { value, at } of rule.facts.literals) {
      if (!PLACEHOLDER.test(value)) continue;
      if (counts(input, rule))
        yield finding(`The Rule holds the placeholder ${value}: ${told}.`, 'Write the client ID.', at);
      else yield note(`The Rule holds the placeholder ${value}. ${whyNot(rule)}`, at);
    }
  }
  yield* embeddedPlaceholders(input);
}

/** Whole values are keywords for the deploy to replace; within a longer text a placeholder stays behind unnoticed. */
function* embeddedPlaceholders({ tenant }: AuditInput): Generator<Remark> {
  for (const client of tenant.clients) {
    for (const [key, value] of Object.entries(client.value)) {
      const urls: readonly unknown[] = Array.isArray(value) ? value : [value];
      for (const url of urls) {
        if (typeof url !== 'string' || /^(@@|##)\w+\1$/u.test(url) || !PLACEHOLDER.test(url)) continue;
        yield finding(
          `${client.name} has ${key} with a placeholder inside: ${url}.`,
          'Make the whole value a keyword.',
          tenant.locate([...client.path, key]),
        );
      }
    }
  }
}

/** How Auth0 makes client IDs: 32 letters and digits. */
const CLIENT_ID = /^[A-Za-z0-9]{32}$/u;
const MISSPELT =
  /^(event\.client\.(clientId|clientID|id|client_name)|context\.(clientId|client_id|ClientID))$/u;

/** The claim is set for the one application, found by its real client ID. */
export function* gates(input: AuditInput): Generator<Remark> {
  for (const action of claimActions(input)) {
    const { facts } = action;
    if (facts.gates.length === 0 && !input.probe) {
      yield unseen(
        `Whether ${action.file} sets the claim for one application only: it compares no client ID.`,
        'A simulated login to another application tells, once the Actions can be built.',
        { file: action.file, line: 1 },
      );
    }
    for (const gate of facts.gates) yield* gateFaults(input, action, gate);
  }
  for (const { facts } of [...input.actions, ...input.rules]) {
    for (const { name, at } of facts.uses) {
      if (!MISSPELT.test(name)) continue;
      yield finding(
        `${name} does not exist, so the comparison never holds.`,
        name.startsWith('event') ? 'Use event.client.client_id.' : 'Use context.clientID.',
        at,
      );
    }
  }
}

function* gateFaults(
  input: AuditInput,
  action: CodeSource,
  { by, name, against, at }: CodeSource['facts']['gates'][number],
): Generator<Remark> {
  if (by === 'name') {
    yield finding(
      'The gate compares the application’s name, which anyone who edits applications can give to another.',
      'Compare event.client.client_id.',
      at,
    );
  }
  if (by === 'metadata' && against.kind === 'literal') {
    const key = name.split('.').at(-1) as string;
    const client = input.tenant.clients.find((one) => one.name === input.source.profile.application);
    const metadata = client?.value['client_metadata'];
    if (client && !(isRecord(metadata) && metadata[key] === against.value)) {
      yield finding(
        `The gate wants the metadata ${key} = ${against.value}, which ${client.name} does not have.`,
        `Declare client_metadata: { ${key}: '${against.value}' } in tenant.yaml.`,
        at,
      );
    }
  }
  if (by !== 'id') return;
  if (against.kind === 'literal' && !CLIENT_ID.test(against.value)) {
    yield finding(
      `The gate compares with "${against.value}", which is no client ID.`,
      compareWith(input),
      at,
    );
  }
  if (against.kind === 'literal' && CLIENT_ID.test(against.value)) {
    const id = input.live?.clients.find(({ name }) => name === input.source.profile.application)?.value[
      'client_id'
    ];
    if (typeof id === 'string' && id !== against.value) {
      yield finding(
        `The gate compares with ${against.value}; ${input.source.profile.application} has ${id}.`,
        compareWith(input),
        at,
      );
    }
  }
  if (against.kind !== 'secret') return;
  const declared = input.tenant.actions.find(({ name }) => name === action.name);
  if (declared && !secretNames(declared).includes(against.name)) {
    yield finding(
      `The gate compares with the secret ${against.name}, which tenant.yaml does not give ${action.name}.`,
      `Add { name: ${against.name}, value: '@@${keywordName(input.source.profile, 'CLIENT_ID')}@@' } to its secrets.`,
      input.tenant.locate([...declared.path, 'secrets']),
    );
  }
}

function compareWith({ source }: AuditInput): string {
  return `Compare with event.secrets['${keywordName(source.profile, 'CLIENT_ID')}'].`;
}

function secretNames(action: Item): string[] {
  const secrets: readonly unknown[] = Array.isArray(action.value['secrets']) ? action.value['secrets'] : [];
  return secrets.flatMap((one) => (isRecord(one) && typeof one['name'] === 'string' ? [one['name']] : []));
}

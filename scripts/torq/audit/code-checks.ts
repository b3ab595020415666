import { clientsOf } from './both-views.ts';
import {
  finding,
  isBound,
  note,
  unseen,
  untold,
  type AuditInput,
  type CodeSource,
  type Remark,
} from './row.ts';

/** The Actions that put the groups claim into the token, as far as the source says. */
export function claimActions({ source, actions }: AuditInput): CodeSource[] {
  return actions.filter(({ facts }) =>
    facts.claims.some(({ name }) => name.kind === 'literal' && name.value === source.profile.claim),
  );
}

const RULE_API = new Set(['context', 'callback', 'user', 'configuration', 'auth0', 'UnauthorizedError']);

/** No Action uses what only Rules have. */
export function* ruleApi({ actions }: AuditInput): Generator<Remark> {
  for (const { facts } of actions) {
    for (const { name, at } of facts.undeclared) {
      if (RULE_API.has(name))
        yield finding(
          `${name} exists in Rules only: the Action throws a ReferenceError here.`,
          'Convert the Rule with `npm run migrate`.',
          at,
        );
    }
  }
}

/** Where the Action that sets the claim denies is told; whom it denies, the simulated logins tell. */
export function* denials(input: AuditInput): Generator<Remark> {
  for (const { facts } of claimActions(input)) {
    for (const { name, at } of facts.uses) {
      if (name === 'api.access.deny')
        yield note(
          'The Action that sets the claim can deny logins; the simulated ones tell whom. Two jobs are better two Actions.',
          at,
        );
    }
  }
}

/** Where the Action that sets the claim looks at Auth0 roles is told; whether the claim depends on them, a login tells. */
export function* authorizationGate(input: AuditInput): Generator<Remark> {
  for (const { facts } of claimActions(input)) {
    for (const { name, at } of facts.uses) {
      if (!name.startsWith('event.authorization')) continue;
      yield note(
        'event.authorization is absent for people without Auth0 roles; no group claim should depend on it.',
        at,
      );
    }
  }
}

/** One Action alone sets the claim. */
export function* otherWriters(input: AuditInput): Generator<Remark> {
  const writers = claimActions(input);
  const bound = writers.filter(({ name }) => isBound(input, name));
  for (const writer of bound.slice(1)) {
    yield finding(
      `${bound.map(({ name }) => name).join(' and ')} all set ${input.source.profile.claim}; the last one wins.`,
      'Let one Action set it.',
      { file: writer.file },
    );
  }
  for (const { file, facts } of input.actions) {
    for (const { name, at } of facts.claims) {
      if (name.kind === 'unknown')
        yield note(`${file} sets a claim whose name only a run can tell; the simulated logins cover it.`, at);
    }
  }
  yield* skippedActions(input);
}

/** What an Action that is bound by hand does is seen, unless it needs what is not here. */
function* skippedActions({ probe }: AuditInput): Generator<Remark> {
  for (const { name, why } of probe?.skipped ?? []) {
    yield unseen(
      `What ${name} does at a login: it is bound on the tenant alone and ${why}, so it was not run.`,
      'Bring it under the toolkit: `npm run pull`.',
    );
  }
}

/** Groups come from the directory. */
export function* metadataGroups(input: AuditInput): Generator<Remark> {
  for (const { facts } of claimActions(input)) {
    for (const { name, at } of facts.uses) {
      const [, kind] = /^event\.user\.(user|app)_metadata\.\w*groups?/iu.exec(name) ?? [];
      if (kind === 'user')
        yield finding(
          'user_metadata is editable by the person: anyone can write themselves into a group.',
          "Read event.user['groups'].",
          at,
        );
      if (kind === 'app')
        yield finding(
          'app_metadata.groups hides the groups of the directory.',
          "Read event.user['groups'].",
          at,
        );
    }
  }
}

const INTERRUPTS =
  /^api\.(multifactor\.enable|authentication\.(challenge|enroll)\w*|redirect\.sendUserTo|prompt\.render)$/u;

/** What can interrupt a login is known. */
export function* interruptions(input: AuditInput): Generator<Remark> {
  for (const { name, facts } of input.actions) {
    if (!isBound(input, name)) continue;
    for (const use of facts.uses) {
      if (INTERRUPTS.test(use.name))
        yield note(
          `${name} can interrupt a login with ${use.name}; whether it does so for the vendor, the simulated logins tell.`,
          use.at,
        );
    }
  }
  for (const { client, view } of clientsOf(input)) {
    if (client.value['is_first_party'] !== false) continue;
    yield finding(
      `${client.name} is a third-party application: people are asked for consent.`,
      'Set is_first_party to true.',
      view.locate([...client.path, 'is_first_party']),
    );
  }
  yield* policies(input);
}

/** Auth0 itself may ask for a second factor (https://auth0.com/docs/secure/multi-factor-authentication/enable-mfa). */
function* policies(input: AuditInput): Generator<Remark> {
  const { live } = input;
  const at = live?.locate([]);
  if (live?.mfaPolicies?.includes('all-applications')) {
    yield finding(
      'The tenant asks for a second factor at every login, of single sign-on too.',
      'Make sure everybody can pass it, before the first login.',
      at,
    );
  } else if (live?.mfaPolicies?.includes('confidence-score')) {
    yield note('The tenant asks for a second factor where it finds a login risky.', at);
  }
  yield* untold(input, 'mfa_policies', 'Whether Auth0 itself asks for a second factor');
}

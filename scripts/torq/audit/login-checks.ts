import { keywordName, mappedGroups, vendorOf } from '../profile.ts';
import { declaredRole, resolveIn } from '../resolve.ts';
import { claimActions } from './code-checks.ts';
import { ended, logIn, same, somebody, ssoPeople } from './log-in.ts';
import { loginOf } from './probe.ts';
import { finding, isBound, note, type LoginCheck } from './row.ts';
import { option } from './tenant-view.ts';

/** More than this many bytes of custom claims travel badly: cookies and URLs are cut at 4 kB and less. */
const LARGE_TOKEN_BYTES = 2_048;
const whyNoClaim = 'Look at what the Action takes for the application, and for groups.';

/** Every persona ends up with the declared role. */
export const declaredRoles: LoginCheck = async function* (input, probe) {
  for (const { person, index } of ssoPeople(input)) {
    const { claims, result } = await logIn(input, probe, person);
    const { role, row } = resolveIn(input.source.profile, claims);
    if (role === declaredRole(person)) continue;
    const why =
      result.outcome.kind === 'allowed'
        ? row === undefined
          ? 'no row matches'
          : `row ${row + 1} decides`
        : ended(result);
    yield finding(
      `${person.email} gets ${role ?? 'no role'}, declared is ${person.role}: ${why}.`,
      `See: npm run torq -- who ${person.email}`,
      input.source.locate(['personas', index, 'role']),
    );
  }
};

/** The claim arrives for the application, and for no other. */
export const gate: LoginCheck = async function* (input, probe) {
  const [group] = mappedGroups(input.source.profile);
  if (group === undefined) return;
  const person = somebody({ groups: [group] });
  const { claim, application } = input.source.profile;
  const here = await logIn(input, probe, person);
  if (here.result.outcome.kind === 'allowed' && here.claims[claim] === undefined) {
    yield finding(`A member of ${group} logs in to ${application} and gets no ${claim}.`, whyNoClaim);
  }
  const elsewhere = await logIn(input, probe, person, { elsewhere: true });
  if (elsewhere.claims[claim] !== undefined) {
    yield finding(
      `The Actions set ${claim} for every application: another one receives it too.`,
      `Begin with: if (event.client.client_id !== event.secrets['${keywordName(input.source.profile, 'CLIENT_ID')}']) return;`,
    );
  }
};

/** No claim that the mapping needs is dropped by Auth0. */
export const droppedClaims: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  const { result } = await logIn(input, probe, somebody({ groups: mappedGroups(profile) }));
  for (const { name, reason } of result.idToken.dropped) {
    yield finding(`${name} is set and does not arrive: ${reason}.`, `Set ${profile.claim}.`);
  }
};

/** When no group arrives, an Owner is left. */
export const ownerWithoutGroups: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  const { ownerRole } = vendorOf(profile);
  const left: string[] = [];
  for (const { person } of ssoPeople(input).filter(({ person }) => person.role === ownerRole)) {
    const { claims } = await logIn(input, probe, person, { groups: undefined });
    if (resolveIn(profile, claims).role === ownerRole) left.push(person.email);
  }
  if (left.length > 0) return;
  yield finding(
    'Logged in without groups, no declared Owner becomes Owner: nobody can repair the mapping.',
    'Map the e-mail of one Owner as the first row.',
    input.source.locate(['mapping', 0]),
  );
};

/** What no directory should send; `group` is one that the mapping names. */
const malformed = (group: string): readonly (readonly [string, unknown])[] => [
  ['no groups', undefined],
  ['groups null', null],
  ['a text as groups', group],
  ['numbers as groups', [1, 2]],
  ['an object as groups', { 0: group }],
  ['an empty list of groups', []],
];

/** Whatever Entra ID sends as groups, the login goes through, here and elsewhere; nobody gains a role by it. */
export const strangeGroups: LoginCheck = async function* (input, probe) {
  for (const [says, groups] of malformed(mappedGroups(input.source.profile)[0] ?? '')) {
    for (const elsewhere of [false, true]) {
      const { result, claims } = await logIn(input, probe, somebody({}), { groups, elsewhere });
      const where = elsewhere ? 'another application' : input.source.profile.application;
      if (result.outcome.kind === 'denied' || result.outcome.kind === 'failed') {
        yield finding(
          `A person with ${says} cannot log in to ${where}: ${ended(result)}.`,
          'Set no claim when groups are no list of texts; never throw or deny.',
        );
      }
      const { role } = resolveIn(input.source.profile, claims);
      if (role !== undefined)
        yield finding(
          `A person with ${says} becomes ${role}.`,
          'Set no claim when groups are no list of texts.',
        );
    }
  }
};

/** The claim does not depend on Auth0 roles. */
export const withoutAuth0Roles: LoginCheck = async function* (input, probe) {
  const [group] = mappedGroups(input.source.profile);
  if (group === undefined) return;
  const { claim } = input.source.profile;
  const person = somebody({ groups: [group] });
  const [none, some] = [
    await logIn(input, probe, person),
    await logIn(input, probe, person, { roles: ['Anything'] }),
  ];
  if (same(none.claims[claim], some.claims[claim])) return;
  yield finding(
    `${claim} is different for people with Auth0 roles and without.`,
    'Do not make the claim depend on event.authorization.',
  );
};

/** No other bound Action changes what the claim's own Action set. */
export const untouchedByOthers: LoginCheck = async function* (input, probe) {
  const { claim } = input.source.profile;
  const writers = claimActions(input).filter(
    ({ name }) => isBound(input, name) && !probe.skipped.some((one) => one.name === name),
  );
  for (const writer of writers) {
    for (const { person } of ssoPeople(input)) {
      const all = await logIn(input, probe, person);
      const alone = await probe.run(loginOf(input.source.profile, probe, person), writer.name);
      if (same(all.result.idToken.claims[claim], alone.idToken.claims[claim])) continue;
      yield finding(
        `${person.email} gets another ${claim} from all bound Actions than from ${writer.name} alone.`,
        'Let one Action set the claim.',
        { file: writer.file },
      );
      return;
    }
  }
};

/** Each mapped group reaches the token, alone and spelled exactly so. */
export const everyMappedGroup: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  for (const group of mappedGroups(profile)) {
    const { claims, result } = await logIn(input, probe, somebody({ groups: [group] }));
    if (same(claims[profile.claim], [group])) continue;
    const instead =
      result.outcome.kind === 'allowed'
        ? `${profile.claim} = ${JSON.stringify(claims[profile.claim]) ?? 'nothing'}`
        : ended(result);
    yield finding(
      `A member of "${group}" arrives with ${instead}.`,
      `Derive the allow-list: '@@${keywordName(profile, 'GROUPS_ALLOW_LIST')}@@'.`,
    );
  }
};

/** The largest token stays small. */
export const tokenSize: LoginCheck = async function* (input, probe) {
  let largest = { bytes: 0, email: '' };
  for (const { person } of ssoPeople(input)) {
    const { result } = await logIn(input, probe, person);
    const bytes = Buffer.byteLength(JSON.stringify(result.idToken.claims));
    if (bytes > largest.bytes) largest = { bytes, email: person.email };
  }
  if (largest.bytes <= LARGE_TOKEN_BYTES) return;
  yield finding(
    `${largest.email} gets ${largest.bytes} bytes of claims.`,
    'Set allowList to mapped, and map fewer groups.',
  );
};

/** Which groups survive a cap does not change anybody's role. */
export const cutGroups: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  const connection = input.tenant.connections.find(({ name }) => name === profile.connection);
  const cap = connection ? Number(option(connection, 'max_groups_to_retrieve')) : Number.NaN;
  if (!Number.isInteger(cap)) return;
  for (const { person, index } of ssoPeople(input)) {
    if (person.groups.length <= cap) continue;
    const first = await logIn(input, probe, person, { groups: person.groups.slice(0, cap) });
    const last = await logIn(input, probe, person, { groups: person.groups.slice(-cap) });
    const roles = [first, last].map(({ claims }) => resolveIn(profile, claims).role ?? 'no role');
    if (roles[0] === roles[1]) continue;
    yield finding(
      `${person.email} gets ${roles.join(' or ')}, depending on which ${cap} groups are fetched.`,
      'Raise max_groups_to_retrieve.',
      input.source.locate(['personas', index, 'groups']),
    );
  }
};

/** A linked account with Entra ID as its secondary identity. */
export const linkedAccounts: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  const linked = ssoPeople(input).filter(({ person }) => person.linked);
  for (const { person, index } of linked) {
    const { claims } = await logIn(input, probe, person, { linked: true });
    const { role } = resolveIn(profile, claims);
    if (role === declaredRole(person)) continue;
    yield finding(
      `${person.email} is linked with Entra ID as the second identity, and gets ${role ?? 'no role'} instead of ${person.role}.`,
      'Make the Entra identity the primary one: only its groups reach the Action.',
      input.source.locate(['personas', index]),
    );
  }
  const [group] = mappedGroups(profile);
  if (linked.length > 0 || group === undefined) return;
  const { claims } = await logIn(input, probe, somebody({ groups: [group] }), { linked: true });
  if (claims[profile.claim] === undefined)
    yield note(
      'A linked account whose Entra identity is the second one gets no groups; declare such people with linked: true.',
    );
};

/** Nothing interrupts a login at the vendor. */
export const uninterrupted: LoginCheck = async function* (input, probe) {
  for (const { person } of ssoPeople(input)) {
    const { result } = await logIn(input, probe, person);
    const { outcome, multifactor } = result;
    const what =
      outcome.kind === 'suspended'
        ? `is sent away by ${outcome.action ?? 'an Action'}`
        : multifactor.length > 0
          ? 'is asked for a second factor'
          : undefined;
    if (what === undefined) continue;
    yield finding(
      `${person.email} ${what} before the vendor sees the login.`,
      'Make sure everybody can pass it, before the first login.',
    );
    return;
  }
};

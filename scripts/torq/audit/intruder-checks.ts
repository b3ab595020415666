// Roles that the directory has not given: nobody gets one by another way in.

import { mappedGroups, vendorOf } from '../profile.ts';
import { resolveIn } from '../resolve.ts';
import { connectionsOf } from './both-views.ts';
import { otherConnections } from './connection-checks.ts';
import { logIn, somebody, ssoPeople } from './log-in.ts';
import { finding, type LoginCheck } from './row.ts';
import { option } from './tenant-view.ts';

/** Whoever registers an Owner's e-mail at another connection does not become Owner. */
export const ownersElsewhere: LoginCheck = async function* (input, probe) {
  const { profile } = input.source;
  const [owner] = ssoPeople(input).filter(({ person }) => person.role === vendorOf(profile).ownerRole);
  if (!owner) return;
  for (const { other, view } of otherConnections(input)) {
    const strategy = typeof other.value['strategy'] === 'string' ? other.value['strategy'] : 'auth0';
    const through = { name: other.name, strategy };
    const { claims } = await logIn(input, probe, owner.person, { groups: undefined, through });
    const { role } = resolveIn(profile, claims);
    if (role === undefined) continue;
    yield finding(
      `Whoever registers ${owner.person.email} at ${other.name} becomes ${role}, without a group of the directory.`,
      `Take ${profile.application} out of its enabled_clients.`,
      view.locate([...other.path, 'enabled_clients']),
    );
  }
};

/** Where people of any Entra tenant get in, a group of a mapped name in theirs gives no role here. */
export const strangers: LoginCheck = async function* (input, probe) {
  const [group] = mappedGroups(input.source.profile);
  const open = [...connectionsOf(input)].some(
    ({ connection }) => option(connection, 'useCommonEndpoint') === true,
  );
  if (group === undefined || !open) return;
  const stranger = somebody({ email: 'somebody@another-tenant.invalid', groups: [group] });
  const { claims } = await logIn(input, probe, stranger);
  const { role } = resolveIn(input.source.profile, claims);
  if (role === undefined) return;
  yield finding(
    `${stranger.email}, with a group of their own called "${group}", becomes ${role}.`,
    'Set useCommonEndpoint to false.',
  );
};

/** Nobody writes themselves into a group. */
export const metadataClaims: LoginCheck = async function* (input, probe) {
  const groups = mappedGroups(input.source.profile);
  const places = { user_metadata: { userMetadata: { groups } }, app_metadata: { appMetadata: { groups } } };
  for (const [name, circumstances] of Object.entries(places)) {
    const { claims } = await logIn(input, probe, somebody({}), circumstances);
    const { role } = resolveIn(input.source.profile, claims);
    if (role !== undefined)
      yield finding(
        `A person with ${name}.groups and no group of the directory becomes ${role}.`,
        "Read event.user['groups'] only.",
      );
  }
};

import * as client from './client-checks.ts';
import * as code from './code-checks.ts';
import * as connection from './connection-checks.ts';
import * as gate from './gate-checks.ts';
import * as intruder from './intruder-checks.ts';
import * as login from './login-checks.ts';
import * as mapping from './mapping-checks.ts';
import * as owner from './owner-checks.ts';
import * as rollout from './rollout-checks.ts';
import * as rule from './rule-checks.ts';
import type { AuditRow, Effect } from './row.ts';

const L: Effect = 'lock-out';
const R: Effect = 'wrong role';
const X: Effect = 'outage';
const S: Effect = 'security';

const SECRET = 'Only the vendor holds the secret typed there; a first login at the real workspace shows it.';
const SESSIONS =
  'Auth0 reads groups at the upstream login only; how long ago that was for a person, no configuration tells.';
const ORDER =
  'It is a matter of order, not of state: `npm run torq -- plan` logs people in at every step between.';
const API_KEY =
  'A key does not say which workspace it belongs to; `npm run torq -- plan` shows the rows it finds there.';

/** The whole audit: each misconfiguration, what it does, how a look and a simulated login find it, and what neither can. */
// oxfmt-ignore
export const AUDIT_ROWS: readonly AuditRow[] = [
  { id: 'T00', effects: [L, R], title: 'A persona does not get the declared role',                      login: login.declaredRoles },
  { id: 'T01', effects: [X, L], title: 'A Rule that does not answer, or answers twice',                 look: rule.ruleExits },
  { id: 'T02', effects: [X, L], title: 'A placeholder where a client ID or URL belongs',                look: gate.placeholders },
  { id: 'T03', effects: [L, S], title: 'A gate on another application, or none',                        look: gate.gates,                  login: login.gate },
  { id: 'T04', effects: [L],    title: 'A mapping row names a claim that no token carries',             look: mapping.claimNames },
  { id: 'T05', effects: [L],    title: 'A claim that Auth0 keeps for itself and drops in silence',      look: mapping.restrictedClaims,    login: login.droppedClaims },
  { id: 'T06', effects: [L, R], title: 'A value differs from the real one in case, spaces, characters', look: mapping.nearValues },
  { id: 'T07', effects: [R],    title: 'Rows in an order that gives too little, or that never match',   look: mapping.rowOrder },
  { id: 'T08', effects: [L],    title: 'No e-mail row that keeps an Owner',                             look: owner.ownerEmailRow,         login: login.ownerWithoutGroups },
  { id: 'T09', effects: [L],    title: 'The mapped e-mail of the Owner is not the one in the token',    look: owner.ownerEmail },
  { id: 'T10', effects: [L],    title: 'Only one way to be Owner',                                      look: owner.ownerPaths },
  { id: 'T11', effects: [L, R], title: 'A role that the workspace does not have',                       look: mapping.roles },
  { id: 'T12', effects: [L],    title: 'A callback URL that is not exactly the vendor’s',               look: client.callbacks },
  { id: 'T13', effects: [L],    title: 'A redirect on another host than the app (Safari and others)',   look: client.redirectHost },
  { id: 'T14', effects: [L],    title: 'An issuer without https or slash, or of another domain',        look: client.issuer },
  { id: 'T15', effects: [L],    title: 'A client secret that is wrong, rotated or not entered',         beyond: SECRET },
  { id: 'T16', effects: [L],    title: 'Flow and grant types do not fit',                               look: client.grants },
  { id: 'T17', effects: [L],    title: 'Application type, signature or authentication cannot work',     look: client.applicationType },
  { id: 'T18', effects: [L],    title: 'Scopes without openid or email',                                look: client.scopes },
  { id: 'T19', effects: [L],    title: 'The connection is not enabled for the application',             look: connection.enabled },
  { id: 'T20', effects: [S],    title: 'Another connection lets people into the application',           look: connection.onlyConnection,   login: intruder.ownersElsewhere },
  { id: 'T21', effects: [S],    title: 'The common endpoint: people of any Entra tenant',               look: connection.commonEndpoint,   login: intruder.strangers },
  { id: 'T22', effects: [L],    title: 'Groups are not fetched',                                        look: connection.extGroups },
  { id: 'T23', effects: [L],    title: 'The identity API that has ended',                               look: connection.identityApi },
  { id: 'T24', effects: [L],    title: 'Graph permission or consent missing, Entra secret expired',     look: connection.graphPermissions },
  { id: 'T25', effects: [R, L], title: 'Fewer groups fetched than people have',                         look: connection.groupCap,         login: login.cutGroups },
  { id: 'T26', effects: [L, R], title: 'Membership through another group that is not followed',         look: connection.nestedGroups },
  { id: 'T27', effects: [S, R], title: 'Two Entra groups of one name, or a mapped one renamed',         look: mapping.directoryNames },
  { id: 'T28', effects: [L],    title: 'Group names and object ids mixed up',                           look: connection.namesOrIds },
  { id: 'T29', effects: [L],    title: 'A group value is a distinguished name',                         look: mapping.distinguishedNames },
  { id: 'T30', effects: [L],    title: 'The Action is not deployed, not bound, or of an old trigger',   look: rollout.deployedAndBound },
  { id: 'T31', effects: [X],    title: 'Bindings that tenant.yaml leaves out',                          look: rollout.unlistedBindings },
  { id: 'T32', effects: [X],    title: 'Applications that enabled_clients leaves out',                  look: rollout.unlistedClients },
  { id: 'T33', effects: [R],    title: 'Rule and Action both at work',                                  look: rule.ruleBesideAction },
  { id: 'T34', effects: [L],    title: 'An Action that steps back for a Rule which does nothing',       look: rule.guardedByRule },
  { id: 'T35', effects: [L],    title: 'A Rule where Rules no longer run',                              look: rule.endedRules },
  { id: 'T36', effects: [L, X], title: 'An Action that still uses the API of Rules',                    look: code.ruleApi },
  { id: 'T37', effects: [X, L], title: 'The Action of the claim denies or fails logins',                look: code.denials,                login: login.strangeGroups },
  { id: 'T38', effects: [L],    title: 'A gate on Auth0 roles',                                         look: code.authorizationGate,      login: login.withoutAuth0Roles },
  { id: 'T39', effects: [R, L], title: 'Another writer of the same claim',                              look: code.otherWriters,           login: login.untouchedByOthers },
  { id: 'T40', effects: [S, R], title: 'Groups from metadata that people or other code can edit',       look: code.metadataGroups,         login: intruder.metadataClaims },
  { id: 'T41', effects: [L, R], title: 'The allow-list misses a mapped group',                          look: rollout.allowLists,          login: login.everyMappedGroup },
  { id: 'T42', effects: [L],    title: 'A token that grows too large',                                  look: rollout.unfilteredImplicit,  login: login.tokenSize },
  { id: 'T43', effects: [L, R], title: 'Entra ID is the second identity of a linked account',           login: login.linkedAccounts },
  { id: 'T44', effects: [R, S], title: 'Groups of an old login (session reuse)',                        look: rollout.sessionLength,       beyond: SESSIONS },
  { id: 'T45', effects: [L],    title: 'A claim that goes at Auth0 before its row exists at the vendor', beyond: ORDER },
  { id: 'T46', effects: [R],    title: 'The API key of another workspace',                              look: rollout.workspace,           beyond: API_KEY },
  { id: 'T47', effects: [L],    title: 'A second factor, redirect or consent stands in the way',        look: code.interruptions,          login: login.uninterrupted },
];

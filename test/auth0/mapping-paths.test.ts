// Every path of the mapping table, written out, so that the compiler proves that it exists and may or may not be
// undefined as the table says (`npm run types`), and a test proves that none is forgotten here.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';
import { expect, test } from 'vitest';
import { eventPathFor } from '../../scripts/auth0/mapping-lookup.ts';
import { mapping } from '../../scripts/auth0/mapping.ts';
import type { RuleContext, RuleUser } from '../../scripts/auth0/rule-shapes.ts';

const source = readFileSync(fileURLToPath(import.meta.url), 'utf8');
const written = source.match(/(?<=^ {2})(always|maybe|void)[( ].+(?=;$)/gm) ?? [];

/** A row's path with an element and a name filled in. */
function example(path: string): string {
  return path.replace('[]', '[0]').replace('*', 'job_title');
}

test('every path of an Action is written below', () => {
  const rows = mapping.filter(({ event }) => event !== undefined);
  expect(rows.length).toBeGreaterThan(60);
  for (const row of rows) {
    const expression = eventPathFor(example(row.rule))?.expression ?? '';
    const presence = row.eventOptional || expression.includes('[0]?.') ? 'maybe' : 'always';
    expect(written).toContain(`${presence}(${expression})`);
  }
});

test('every documented path of a Rule is written below', () => {
  const plain = written.map((line) => line.replaceAll('?.', '.'));
  for (const row of mapping.filter(({ rule }) => !rule.endsWith('*'))) {
    const presence = row.ruleOptional || row.rule.includes('[]') ? 'maybe' : 'always';
    expect(plain).toContain(`${presence}(${example(row.rule)})`);
  }
});

test('every method that stands for an assignment is written below', () => {
  for (const { write } of mapping) if (write !== undefined) expect(written).toContain(`void ${write}`);
});

declare function always<T>(value: undefined extends T ? never : T): void;
declare function maybe<T>(value: undefined extends T ? T : never): void;

/** Never called: only its types matter. */
export function paths(event: Event, api: PostLoginAPI, user: RuleUser, context: RuleContext): void {
  // The event of an Action
  always(event.user.user_id);
  maybe(event.user.email);
  always(event.user.email_verified);
  maybe(event.user.name);
  maybe(event.user.nickname);
  maybe(event.user.given_name);
  maybe(event.user.family_name);
  maybe(event.user.picture);
  maybe(event.user.username);
  maybe(event.user.phone_number);
  maybe(event.user.phone_verified);
  always(event.user.created_at);
  always(event.user.updated_at);
  maybe(event.user.last_password_reset);
  maybe(event.user.multifactor);
  always(event.user.app_metadata);
  always(event.user.user_metadata);
  always(event.user.identities);
  maybe(event.user.identities[0]?.connection);
  maybe(event.user.identities[0]?.provider);
  maybe(event.user.identities[0]?.user_id);
  maybe(event.user.identities[0]?.isSocial);
  maybe(event.user.identities[0]?.profileData);
  maybe(event.user.groups);
  maybe(event.user.job_title);
  always(event.tenant.id);
  always(event.client.client_id);
  always(event.client.name);
  always(event.client.metadata);
  always(event.connection.id);
  always(event.connection.name);
  always(event.connection.strategy);
  maybe(event.connection.metadata);
  maybe(event.organization);
  maybe(event.organization?.id);
  maybe(event.organization?.name);
  maybe(event.organization?.metadata);
  maybe(event.transaction?.protocol);
  maybe(event.authentication?.riskAssessment);
  maybe(event.authentication);
  maybe(event.authentication?.methods);
  maybe(event.authentication?.methods[0]?.name);
  maybe(event.authentication?.methods[0]?.timestamp);
  maybe(event.authorization);
  maybe(event.authorization?.roles);
  always(event.stats);
  always(event.stats.logins_count);
  maybe(event.session?.clients);
  maybe(event.session?.id);
  always(event.request);
  always(event.request.ip);
  maybe(event.request.hostname);
  maybe(event.request.user_agent);
  always(event.request.query);
  always(event.request.body);
  always(event.request.geoip);
  maybe(event.request.geoip.countryCode);
  maybe(event.request.geoip.countryCode3);
  maybe(event.request.geoip.countryName);
  maybe(event.request.geoip.cityName);
  maybe(event.request.geoip.latitude);
  maybe(event.request.geoip.longitude);
  maybe(event.request.geoip.timeZone);
  maybe(event.request.geoip.continentCode);
  maybe(event.request.geoip.subdivisionCode);
  maybe(event.request.geoip.subdivisionName);

  // The user and context of a Rule
  always(user.user_id);
  maybe(user.email);
  always(user.email_verified);
  maybe(user.name);
  maybe(user.nickname);
  maybe(user.given_name);
  maybe(user.family_name);
  maybe(user.picture);
  maybe(user.username);
  maybe(user.phone_number);
  maybe(user.phone_verified);
  always(user.created_at);
  always(user.updated_at);
  maybe(user.last_password_reset);
  maybe(user.multifactor);
  maybe(user.app_metadata);
  maybe(user.user_metadata);
  always(user.identities);
  maybe(user.identities[0]?.connection);
  maybe(user.identities[0]?.provider);
  maybe(user.identities[0]?.user_id);
  maybe(user.identities[0]?.isSocial);
  maybe(user.identities[0]?.profileData);
  maybe(user.groups);
  maybe(user.permissions);
  maybe(user.roles);
  always(context.tenant);
  always(context.clientID);
  always(context.clientName);
  maybe(context.clientMetadata);
  always(context.connectionID);
  always(context.connection);
  always(context.connectionStrategy);
  maybe(context.connectionMetadata);
  maybe(context.connectionOptions);
  maybe(context.organization);
  maybe(context.organization?.id);
  maybe(context.organization?.name);
  maybe(context.organization?.metadata);
  always(context.protocol);
  maybe(context.riskAssessment);
  maybe(context.authentication);
  maybe(context.authentication?.methods);
  maybe(context.authentication?.methods[0]?.name);
  maybe(context.authentication?.methods[0]?.timestamp);
  maybe(context.authorization);
  maybe(context.authorization?.roles);
  always(context.stats);
  always(context.stats.loginsCount);
  maybe(context.sso);
  maybe(context.sso?.with_auth0);
  maybe(context.sso?.with_dbconn);
  maybe(context.sso?.current_clients);
  maybe(context.sessionID);
  maybe(context.request);
  maybe(context.request?.ip);
  maybe(context.request?.hostname);
  maybe(context.request?.userAgent);
  maybe(context.request?.query);
  maybe(context.request?.body);
  maybe(context.request?.geoip);
  maybe(context.request?.geoip?.country_code);
  maybe(context.request?.geoip?.country_code3);
  maybe(context.request?.geoip?.country_name);
  maybe(context.request?.geoip?.city_name);
  maybe(context.request?.geoip?.latitude);
  maybe(context.request?.geoip?.longitude);
  maybe(context.request?.geoip?.time_zone);
  maybe(context.request?.geoip?.continent_code);
  maybe(context.request?.geoip?.subdivision_code);
  maybe(context.request?.geoip?.subdivision_name);
  always(context.idToken);
  always(context.accessToken);
  maybe(context.accessToken.scope);
  maybe(context.multifactor);
  maybe(context.redirect);
  maybe(context.primaryUser);
  maybe(context.samlConfiguration);
  maybe(context.samlConfiguration?.mappings);
  maybe(context.samlConfiguration?.audience);
  maybe(context.samlConfiguration?.recipient);
  maybe(context.samlConfiguration?.destination);
  maybe(context.samlConfiguration?.issuer);
  maybe(context.samlConfiguration?.createUpnClaim);
  maybe(context.samlConfiguration?.passthroughClaimsWithNoMapping);
  maybe(context.samlConfiguration?.mapUnknownClaimsAsIs);
  maybe(context.samlConfiguration?.mapIdentities);
  maybe(context.samlConfiguration?.signatureAlgorithm);
  maybe(context.samlConfiguration?.digestAlgorithm);
  maybe(context.samlConfiguration?.lifetimeInSeconds);
  maybe(context.samlConfiguration?.signResponse);
  maybe(context.samlConfiguration?.nameIdentifierFormat);
  maybe(context.samlConfiguration?.nameIdentifierProbes);
  maybe(context.samlConfiguration?.authnContextClassRef);
  maybe(context.samlConfiguration?.typedAttributes);
  maybe(context.samlConfiguration?.includeAttributeNameFormat);
  maybe(context.samlConfiguration?.signingCert);
  maybe(context.samlConfiguration?.encryptionCert);
  maybe(context.samlConfiguration?.encryptionPublicKey);
  maybe(context.samlConfiguration?.cert);
  maybe(context.samlConfiguration?.key);
  maybe(context.samlConfiguration?.RelayState);

  // The methods of an Action
  void api.user.setAppMetadata;
  void api.user.setUserMetadata;
  void api.idToken.setCustomClaim;
  void api.accessToken.setCustomClaim;
  void api.accessToken.addScope;
  void api.multifactor.enable;
  void api.redirect.sendUserTo;
  void api.authentication.setPrimaryUser;
  void api.samlResponse.setAttribute;
  void api.samlResponse.setAudience;
  void api.samlResponse.setRecipient;
  void api.samlResponse.setDestination;
  void api.samlResponse.setIssuer;
  void api.samlResponse.setCreateUpnClaim;
  void api.samlResponse.setPassthroughClaimsWithNoMapping;
  void api.samlResponse.setMapUnknownClaimsAsIs;
  void api.samlResponse.setMapIdentities;
  void api.samlResponse.setSignatureAlgorithm;
  void api.samlResponse.setDigestAlgorithm;
  void api.samlResponse.setLifetimeInSeconds;
  void api.samlResponse.setSignResponse;
  void api.samlResponse.setNameIdentifierFormat;
  void api.samlResponse.setNameIdentifierProbes;
  void api.samlResponse.setAuthnContextClassRef;
  void api.samlResponse.setTypedAttributes;
  void api.samlResponse.setIncludeAttributeNameFormat;
  void api.samlResponse.setSigningCert;
  void api.samlResponse.setEncryptionCert;
  void api.samlResponse.setEncryptionPublicKey;
  void api.samlResponse.setCert;
  void api.samlResponse.setKey;
  void api.samlResponse.setRelayState;
}

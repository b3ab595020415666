import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globals } from '../../scripts/auth0/mapping-globals.ts';
import { eventPathFor, rulePathFor, toSegments } from '../../scripts/auth0/mapping-lookup.ts';
import { mapping, samlSetters } from '../../scripts/auth0/mapping.ts';

/** A path without its root: `event.request?.ip` and `context.request.ip` are both `request.ip`. */
function tail(path = ''): string {
  return path.replaceAll('?.', '.').replace(/^(event\.user|event|user|context)\./, '');
}

describe('mapping', () => {
  test('each path has one row', () => {
    const rules = mapping.map(({ rule }) => rule);
    const events = mapping.flatMap(({ event }) => event ?? []);
    expect(new Set(rules).size).toBe(rules.length);
    expect(new Set(events).size).toBe(events.length);
  });

  test('the kind of a row says what its columns say', () => {
    for (const row of mapping) {
      const { kind, event, ruleOptional, eventOptional, note, source } = row;
      expect(source).toMatch(/^https:\/\//);
      expect(kind === 'unavailable').toBe(event === undefined);
      if (kind === 'exact') expect(tail(event)).toBe(tail(row.rule));
      if (kind === 'renamed') expect(tail(event)).not.toBe(tail(row.rule));
      if (kind === 'exact' || kind === 'renamed') expect(eventOptional).toBe(ruleOptional);
      if (kind === 'optional-differs') expect(eventOptional).not.toBe(ruleOptional);
      if (kind === 'value-differs') expect(note, row.rule).toBeDefined();
    }
  });

  test('where keys are listed one by one, a row covers the others', () => {
    const rules = mapping.map(({ rule }) => rule);
    const parents = new Set(rules.map((rule) => rule.slice(0, rule.lastIndexOf('.'))));
    for (const parent of parents) expect(rules).toContain(`${parent}.*`);
  });

  test('only calls of the api stand for assignments', () => {
    for (const { write } of mapping) if (write !== undefined) expect(write).toMatch(/^api(\.\w+){2}$/);
  });

  test('SAML settings keep their name', () => {
    expect(samlSetters.get('nameIdentifierFormat')).toBe('api.samlResponse.setNameIdentifierFormat');
    expect(samlSetters.get('RelayState')).toBe('api.samlResponse.setRelayState');
    expect(samlSetters.has('mappings')).toBe(false);
    expect(eventPathFor('context.samlConfiguration.audience')?.row.write).toBe(
      'api.samlResponse.setAudience',
    );
    expect(eventPathFor('context.samlConfiguration.logout')?.row.write).toBeUndefined();
  });

  test('what surrounds a Rule is listed once, each with a note and a page', () => {
    expect(new Set(globals.map(({ rule }) => rule)).size).toBe(globals.length);
    for (const { note, source } of globals) {
      expect(note).toMatch(/\.$/);
      expect(source).toMatch(/^https:\/\//);
    }
    expect(globals.find(({ rule }) => rule === 'auth0.accessToken')?.action).toBeUndefined();
  });
});

describe('eventPathFor', () => {
  test.each([
    ['user.email', 'event.user.email'],
    ['user.groups', 'event.user.groups'],
    ['user.job_title', 'event.user.job_title'],
    ['user["https://acme.org/x"].y', 'event.user["https://acme.org/x"]?.y'],
    ["user['a.b']", 'event.user["a.b"]'],
    ['user.app_metadata.plan', 'event.user.app_metadata.plan'],
    ['user.app_metadata["a?.b"]', 'event.user.app_metadata["a?.b"]'],
    ['user.identities[0].provider', 'event.user.identities[0]?.provider'],
    ['user.identities[].provider', 'event.user.identities[].provider'],
    ['user.identities.length', 'event.user.identities.length'],
    ['context.clientID', 'event.client.client_id'],
    ['context.connection', 'event.connection.name'],
    ['context.connectionMetadata.tier', 'event.connection.metadata?.tier'],
    ['context.request.geoip.country_code', 'event.request.geoip.countryCode'],
    ['context.request.query.prompt', 'event.request.query.prompt'],
    ['context.organization.metadata.tier', 'event.organization?.metadata.tier'],
    ['context.authentication.methods', 'event.authentication?.methods'],
    ['context.authentication.methods[1].timestamp', 'event.authentication?.methods[1]?.timestamp'],
    ['context.riskAssessment.confidence', 'event.authentication?.riskAssessment?.confidence'],
    ['context.stats.loginsCount', 'event.stats.logins_count'],
  ])('%s is %s', (path, expression) => {
    expect(eventPathFor(path)?.expression).toBe(expression);
  });

  test.each([
    ['user.identities[0].access_token', 'user.identities[].*', []],
    ['user.roles', 'user.roles', []],
    ['context.connectionOptions.tenant_domain', 'context.connectionOptions', ['tenant_domain']],
    ['context.request.geoip.zip', 'context.request.geoip.*', []],
    ['context.jwtConfiguration.scopes', 'context.*', ['scopes']],
    ['context.stats.failed', 'context.stats.*', []],
    ['context.organization.display_name', 'context.organization.*', []],
    ['context.authentication.methods[0].type', 'context.authentication.methods[].*', []],
    ['context.idToken.team', 'context.idToken.*', []],
    ['context.accessToken.scope', 'context.accessToken.scope', []],
  ])('%s has no counterpart: row %s', (path, rule, rest) => {
    const mapped = eventPathFor(path);
    expect(mapped).toMatchObject({ row: { rule, kind: 'unavailable' }, rest });
    expect(mapped?.expression).toBeUndefined();
  });

  test.each(['user', 'context', 'configuration.KEY', 'users.email', ''])('%j is not in the table', (path) => {
    expect(eventPathFor(path)).toBeUndefined();
  });

  test('segments spare the quoting', () => {
    expect(eventPathFor(['user', 'identities', '0', 'user_id'])?.expression).toBe(
      'event.user.identities[0]?.user_id',
    );
    expect(eventPathFor(['user', 'app_metadata', 'a"b'])?.expression).toBe(
      String.raw`event.user.app_metadata["a\"b"]`,
    );
  });

  test('whatever lies below the user or the context has a row, and nothing of the path is lost', () => {
    const name = fc.stringMatching(/^[a-z_]{1,9}$/);
    fc.assert(
      fc.property(fc.constantFrom('user', 'context'), name, fc.array(name), (root, first, rest) => {
        const mapped = eventPathFor([root, first, ...rest]);
        const covered = toSegments(mapped?.row.rule ?? '').length;
        expect([root, first, ...rest].slice(covered)).toEqual(mapped?.rest);
      }),
      { seed: 20261118, numRuns: 300 },
    );
  });
});

describe('rulePathFor', () => {
  test.each([
    ['event.request.geoip.countryCode', 'context.request.geoip.country_code'],
    ['event.transaction?.protocol', 'context.protocol'],
    ['event.transaction.protocol', 'context.protocol'],
    ['event.authentication?.methods[0]?.timestamp', 'context.authentication.methods[0].timestamp'],
    ['event.user.upn', 'user.upn'],
    ['event.client.metadata.tier', 'context.clientMetadata.tier'],
    ['event.user.identities.length', 'user.identities.length'],
    ['event.user.identities[0]?.profileData?.x', 'user.identities[0].profileData.x'],
  ])('%s is %s', (path, expression) => {
    expect(rulePathFor(path)?.expression).toBe(expression);
  });

  test.each([
    'event.resource_server?.identifier',
    'event.request.asn',
    'event.stats.x',
    'event.authentication?.methods[0]?.type',
    'event.user',
  ])('%s was not there', (path) => {
    expect(rulePathFor(path)).toBeUndefined();
  });

  test('there and back is the same row', () => {
    for (const row of mapping.filter(({ event }) => event !== undefined)) {
      expect(rulePathFor(row.event ?? '')?.row).toBe(row);
      expect(eventPathFor(row.rule)?.row).toBe(row);
    }
  });
});

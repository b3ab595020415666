import { describe, expect, it } from 'vitest';
import { normalForm } from '../../scripts/simulator/normal-form.ts';

const HELPERS = `
function setClaim(token, claim, value) { if (value !== undefined) token.setCustomClaim(claim, value); }
function setClaims(token, claims) {
  for (const [claim, value] of Object.entries(claims)) if (claim !== 'scope') setClaim(token, claim, value);
}
function setAll(token, claims) {
  for (const [claim, value] of Object.entries(claims)) setClaim(token, claim, value);
}
function contextOf(event: Event) { return { idToken: {}, protocol: event.transaction?.protocol }; }
function maybe(event: Event) { return event.user.app_metadata.context; }
function shadowed(token, idToken) { api.idToken.setCustomClaim('a', value); }
`;

/** Whether it makes no difference that a handler ends where it denies. */
function endsAnyway(before: string, after: string, trustsClaims = true): boolean {
  const [ends, goesOn] = ['return;', ''].map((end) => {
    const text = `${HELPERS} export const onExecutePostLogin = async (event, api) => {
      ${before} if (failure) { api.access.deny(messageOf(failure)); ${end} } ${after} };`;
    return normalForm(text, 'x.ts', trustsClaims ? 'trusted' : 'denied').replaceAll(/\s+/g, '');
  });
  return ends === goesOn;
}

const FAILS = `const failure = await run();`;
const CLAIMS = `const idToken: any = {}; ${FAILS}`;

describe('behind a denial, nothing comes of', () => {
  it.each([
    ['claims that were collected', CLAIMS, 'setClaims(api.idToken, idToken);'],
    [
      'claims of the context',
      `const context = contextOf(event); ${FAILS}`,
      'setClaims(api.idToken, context.idToken ?? {});',
    ],
    [
      'a claim with a value that a name holds',
      `const [failure, , body] = await ask();`,
      `setClaim(api.idToken, 'a', body);`,
    ],
    [
      'a look at an object',
      `const geoip = event.request.geoip || {}; ${FAILS}`,
      `setClaim(api.idToken, 'a', geoip.cityName);`,
    ],
    [
      'a name and a condition over it',
      FAILS,
      `const s = event.client.metadata || {}; if (s.level === 'low') api.access.deny('x');`,
    ],
  ])('%s', (_name, before, after) => {
    expect(endsAnyway(before, after)).toBe(true);
    // What the value is of which no JSON can be made is not known.
    expect(endsAnyway(before, after, false)).toBe(after.includes('deny'));
  });

  it('a denial with a reason made of texts', () => {
    for (const reason of [
      '`No, ${event.user.name}`',
      "'No, ' + event.user.email",
      'new Error(event.user.nickname).message',
    ])
      expect(endsAnyway(FAILS, `if (event.user.a) api.access.deny(${reason});`, false)).toBe(true);
  });
});

describe('behind a denial, something may come of', () => {
  it.each([
    ['claims of which one may be named scope', CLAIMS, 'setAll(api.idToken, idToken);'],
    [
      'claims of what may not be there',
      `const context = maybe(event); ${FAILS}`,
      'setClaims(api.idToken, context.idToken ?? {});',
    ],
    [
      'claims of what has no entries',
      `const claims = event.user.x; ${FAILS}`,
      'setClaims(api.idToken, claims);',
    ],
    [
      'claims that may be none any more',
      `let idToken: any = {}; ${FAILS} idToken = f();`,
      'setClaims(api.idToken, idToken);',
    ],
    ['a name that is not known yet', FAILS, `setClaim(api.idToken, 'a', later); const later = 1;`],
    [
      'a name that means something else in a function',
      `const value = 1; ${CLAIMS}`,
      'shadowed(api.idToken, idToken);',
    ],
    ['a value that is worked out', FAILS, `setClaim(api.idToken, 'a', f());`],
    [
      'a look at what may not be there',
      `const geoip = event.request.geo; ${FAILS}`,
      `setClaim(api.idToken, 'a', geoip.cityName);`,
    ],
    ['metadata', CLAIMS, `setClaims(api.idToken, idToken); api.user.setAppMetadata('a', 1);`],
    ['a request', CLAIMS, `setClaims(api.idToken, idToken); await fetch('https://a.example/');`],
    ['a redirect', CLAIMS, `api.redirect.sendUserTo(idToken.url);`],
  ])('%s', (_name, before, after) => {
    expect(endsAnyway(before, after)).toBe(false);
  });

  it('a reason that is no text, and may be none', () => {
    const denies = 'if (event.user.a) api.access.deny(`No, ${event.user.groups}`);';
    expect([endsAnyway(FAILS, denies, false), endsAnyway(FAILS, denies)]).toEqual([false, true]);
  });
});

import { describe, expect, it } from 'vitest';
import { normalForm } from '../../scripts/simulator/normal-form.ts';

const handler = (body: string): string =>
  `export const onExecutePostLogin = async (event, api) => {\n${body}\n};`;
const formOf = (text: string): string => normalForm(text, 'x.ts', 'denied').replaceAll(/\s+/g, '');
const isSame = (a: string, b: string): boolean => formOf(a) === formOf(b);

describe('two Actions have the same form', () => {
  it.each([
    ['a return at the end', 'api.user.setAppMetadata("a", 1); return;', 'api.user.setAppMetadata("a", 1);'],
    ['at the end of a branch', 'if (f()) { g(); return; } else h();', 'if (f()) { g(); } else h();'],
    ['at the end of a try', 'try { f(); return; } catch { g(); return; }', 'try { f(); } catch { g(); }'],
    ['a look into what is always there', 'event.request.geoip.countryCode; f();', 'f();'],
    ['of a call that nobody waits for', 'return api.access.deny("x");', 'api.access.deny("x");'],
    ['a look at the event', 'event.user.email === "a" || !event.transaction?.protocol; f();', 'f();'],
    ['a condition over nothing', 'if (event.client.name === "a") return;', ''],
    [
      'one condition over nothing after another',
      'if (event.client.name === "a") return; if (event.stats.x) return;',
      '',
    ],
    ['what is done without a user', 'if (!event.user) return f(); g();', 'g();'],
    ['a claim that Auth0 drops', 'api.idToken.setCustomClaim("roles", ["a"]); f();', 'f();'],
    [
      'a return between denials',
      'if (event.user.a) { api.access.deny("a"); return; } if (event.user.b) api.access.deny("b");',
      'if (event.user.a) { api.access.deny("a"); } if (event.user.b) api.access.deny("b");',
    ],
  ])('but for %s', (_name, a, b) => {
    expect(isSame(handler(a), handler(b))).toBe(true);
  });

  it('but for a return between a denial and a claim set in a function', () => {
    const set =
      'function set(token, name, value) { if (value !== undefined) token.setCustomClaim(name, value); }';
    const after =
      'set(api.idToken, "a", event.user.name); api.multifactor.enable("any", { allowRememberBrowser: true });';
    const a = `${set} ${handler(`if (event.user.a) { api.access.deny("a"); return; } ${after}`)}`;
    const b = `${set} ${handler(`if (event.user.a) { api.access.deny("a"); } ${after}`)}`;
    expect(isSame(a, b)).toBe(true);
    expect(isSame(a.replace('token.set', 'other.set'), b.replace('token.set', 'other.set'))).toBe(false);
  });

  it('in a function of their own too', () => {
    expect(isSame('function f() { g(); return; }', 'function f() { g(); }')).toBe(true);
  });
});

describe('two Actions do not have the same form', () => {
  it.each([
    ['a return before something', 'if (f()) return; g();', 'if (f()) ; g();'],
    ['a result that somebody may wait for', 'return f();', 'f();'],
    ['a read that can fail', 'event.transaction.protocol; f();', 'f();'],
    ['a read of something else', 'other.user.email; f();', 'f();'],
    ['what is done without an organization', 'if (!event.organization) return f(); g();', 'g();'],
    [
      'a return before what comes after a try',
      'try { f(); return; } catch {} g();',
      'try { f(); } catch {} g();',
    ],
    ['a name that is known outside too', 'if (!event.user) { var a = 1; } g(a);', 'g(a);'],
    ['an assignment', 'event.user.email = "x"; f();', 'f();'],
    ['a claim that depends on the scopes', 'api.accessToken.setCustomClaim("email", 1); f();', 'f();'],
    ['a claim with a value that is worked out', 'api.idToken.setCustomClaim("roles", g()); f();', 'f();'],
    ['another name for the event', '((event) => { event.user.email; })(); f();', '((event) => {})(); f();'],
    [
      'a write behind a denial',
      'if (event.user.a) { api.access.deny("a"); return; } api.user.setAppMetadata("a", 1);',
      'if (event.user.a) { api.access.deny("a"); } api.user.setAppMetadata("a", 1);',
    ],
    [
      'a denial whose reason is worked out',
      'if (event.user.a) { api.access.deny("a"); return; } api.access.deny(f());',
      'if (event.user.a) { api.access.deny("a"); } api.access.deny(f());',
    ],
    [
      'a return in front of a denial',
      'if (event.user.a) { g(); return; } api.access.deny("b");',
      'if (event.user.a) { g(); } api.access.deny("b");',
    ],
  ])('with %s', (_name, a, b) => {
    expect(isSame(handler(a), handler(b))).toBe(false);
  });

  it('in another mode', () => {
    expect(isSame('"use strict"; f();', 'f();')).toBe(false);
  });

  it('where another function returns a result', () => {
    expect(
      isSame('const f = () => { return api.access.deny(1); };', 'const f = () => { api.access.deny(1); };'),
    ).toBe(false);
  });
});

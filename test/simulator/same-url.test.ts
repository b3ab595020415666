import { expect, it } from 'vitest';
import { sameUrl } from '../../scripts/simulator/same-url.ts';

it.each([
  ['https://a.io/users/auth0|1', 'https://a.io/users/auth0%7C1'],
  ['https://a.io/%7euser/%41', 'https://a.io/~user/A'],
  ['https://a.io/x%2fy', 'https://a.io/x%2Fy'],
  ["https://a.io/o'neill", 'https://a.io/o%27neill'],
  ['https://a.io/?q=a%20b&s=%21', 'https://a.io/?q=a+b&s=!'],
  ['https://a.io', 'https://a.io/'],
])('%s is %s', (one, other) => expect(sameUrl(one)).toBe(sameUrl(other)));

it.each([
  ['https://a.io/x%2Fy', 'https://a.io/x/y'],
  ['https://a.io/?phone=+49', 'https://a.io/?phone=%2B49'],
  ['https://a.io/?a=1&b=2', 'https://a.io/?b=2&a=1'],
  ['https://a.io/a', 'https://a.io/A'],
  ['https://a.io/100%25', 'https://a.io/100%2525'],
  ['not a url', 'not%20a%20url'],
])('%s is not %s', (one, other) => expect(sameUrl(one)).not.toBe(sameUrl(other)));

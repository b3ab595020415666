import { describe, expect, it } from 'vitest';
import { answerTo, type HttpPlan } from '../../scripts/simulator/exchange.ts';

describe('the answer of the network', () => {
  const token = { status: 200, body: { access_token: 'token' } };
  const refused = { status: 401 };
  const plan: HttpPlan = {
    exchanges: [
      {
        method: 'POST',
        url: 'https://t.example/oauth/token',
        needs: ['client_id', 'client_secret'],
        reply: token,
      },
      { url: 'https://t.example/oauth/token', reply: refused },
      { url: '/users', reply: 'refused' },
    ],
    otherwise: { status: 204 },
  };
  const url = 'https://t.example/oauth/token';

  it.each([
    ['credentials in the body', { method: 'POST', url, body: { client_id: 'a', client_secret: 'b' } }, token],
    ['credentials beside it', { method: 'POST', url, authorization: 'Basic YTpi' }, token],
    ['a credential that is missing', { method: 'POST', url, body: { client_id: 'a' } }, refused],
    [
      'credentials in what is no form',
      { method: 'POST', url, body: { client_id: 'a', client_secret: 'b' }, type: 'text/plain' },
      refused,
    ],
    ['no body', { method: 'POST', url }, refused],
    ['another method', { method: 'GET', url, body: { client_id: 'a', client_secret: 'b' } }, refused],
    ['a part of the URL', { method: 'GET', url: 'https://other.example/api/users/1' }, 'refused'],
    ['another place', { method: 'GET', url: 'https://other.example/' }, { status: 204 }],
  ])('depends on the request: %s', (_name, request, reply) => {
    expect(answerTo(plan, request)).toEqual(reply);
  });
});

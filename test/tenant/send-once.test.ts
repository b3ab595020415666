import { describe, expect, it } from 'vitest';
import { SENT_ONCE, sendOnce } from '../../scripts/tenant/send-once.mjs';

const answering = (status: number) => sendOnce(() => Promise.resolve(new Response('{"a":1}', { status })));
const url = 'https://acme/api/v2/clients?a=b';

describe('sendOnce', () => {
  it.each([500, 502, 503])('makes of %i to a POST an answer that nobody tries again', async (status) => {
    const answer = await answering(status)(url, { method: 'POST' });
    expect(answer.status).toBe(SENT_ONCE);
    const { message } = (await answer.json()) as { message: string };
    expect(message).toBe(
      `The tenant answered ${status} to POST /api/v2/clients. It may have been done all the same, so it was not sent again.`,
    );
  });

  it.each([
    ['POST', 429],
    ['POST', 201],
    ['POST', 400],
    ['GET', 500],
    ['PATCH', 503],
  ])('leaves the answer to %s with %i as it is', async (method, status) => {
    const answer = await answering(status)(url, { method });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe('{"a":1}');
  });
});

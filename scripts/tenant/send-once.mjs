/** Stands in for a failure of the tenant that must not be tried again: the SDK repeats 408, 429 and 5xx, whatever the method. */
export const SENT_ONCE = 424;

/**
 * A fetch that sends no POST twice: a tenant that answers 5xx may have done it, and a second one would make a second
 * application of the same name. A 429 was not done, and stays as it is. Plain JavaScript, for the child process too.
 * @param {typeof globalThis.fetch} fetch
 * @returns {typeof globalThis.fetch}
 */
export function sendOnce(fetch) {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method !== 'POST' || response.status < 500) return response;
    await response.arrayBuffer();
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    const message = `The tenant answered ${response.status} to POST ${path}. It may have been done all the same, so it was not sent again.`;
    return Response.json({ statusCode: SENT_ONCE, error: 'Not sent again', message }, { status: SENT_ONCE });
  };
}

/** https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy */
export function rateHeaders(state: {
  limit: number;
  remaining: number;
  reset: number;
}): Record<string, string> {
  return {
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(state.remaining),
    'x-ratelimit-reset': String(state.reset),
  };
}

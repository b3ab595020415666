// Who comes back from a redirect runs through all Rules again, whichever of them sent them away.
// https://auth0.com/docs/customize/rules/redirect-users

/** Whether the code of a Rule asks if somebody comes back from a redirect. */
export function asksWhoReturns(code: string): boolean {
  return code.includes('redirect-callback');
}

/** Whether it sends people away: `context.redirect = { … }`, `context.redirect.url = …`, `{ redirect: … }`. */
export function sendsAway(code: string): boolean {
  return /\bredirect['"]?(?:\]?(?:\.url|\[['"]url['"]\])?\s*=[^=]|\s*:)/.test(code);
}

function parenthesised(user, context, callback) {
  const latest = Math.max(0, ...((context.authentication || {}).methods || []).map(({ timestamp }) => timestamp));
  const country = ((context.request || {}).geoip || {}).country_code;
  if (latest > Date.now() || (context.organization || {}).name === country) {
    return callback(new UnauthorizedError('Odd.'));
  }
  (context.idToken || {})['https://example.com/country'] = country;
  callback(null, user, context);
}

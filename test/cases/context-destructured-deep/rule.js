function deep(user, context, callback) {
  const {
    clientID,
    stats: { loginsCount },
    authorization: { roles = [] } = {},
    request: { geoip: { country_code = '' } = {} },
  } = context;
  if (loginsCount === 1 && country_code !== 'DE') return callback(new UnauthorizedError(`Not from ${country_code}`));
  context.idToken['https://example.com/roles'] = roles;
  console.log(clientID);
  callback(null, user, context);
}
